"""Texts that stand several times are counted, and those that contradict each other are named."""

from dataclasses import replace

from labels.contradictions import repeated_texts
from labels.labelled import LabelledParagraph
from reports.sentences import sentence_spans
from tests.invented import invented_rows

ROWS = invented_rows()


def again(row: LabelledParagraph, number: int, labels: tuple[str, ...], text: str | None = None) -> LabelledParagraph:
    paragraph = replace(
        row.paragraph, id=f"云溪市-2032:{number}", report="云溪市-2032", text=row.text if text is None else text
    )
    return LabelledParagraph(paragraph, labels)


def test_texts_of_their_own_leave_nothing_to_say() -> None:
    found = repeated_texts(ROWS)
    assert (found.texts, found.paragraphs, found.contradicting, found.line()) == (0, 0, 0, "")


def test_texts_that_agree_with_themselves_are_counted() -> None:
    found = repeated_texts([*ROWS, again(ROWS[0], 0, ROWS[0].labels), again(ROWS[0], 1, ROWS[0].labels)])
    assert found.line() == "1 text stands several times, in 3 paragraphs, each with the same labels throughout"


def test_two_hundred_texts_of_opposite_labels_are_said_with_the_first_of_them() -> None:
    rows = [again(ROWS[0], number, (), f"岚川县新建乡镇卫生院{number % 200}所。") for number in range(200)]
    opposite = [again(row, 200 + number, ("livelihood",), f" {row.text}\n") for number, row in enumerate(rows)]
    found = repeated_texts([*ROWS, *rows, *opposite])
    assert (found.texts, found.paragraphs, found.contradicting) == (200, 400, 200)
    assert (
        "200 of them with different labels, '云溪市-2032:0' (no category) and '云溪市-2032:200' (livelihood) first"
        in found.line()
    )


TEXT = "岚川县轴承产业园新开工项目三个。岚川县修复湿地一百二十公顷。岚川县新建乡镇幼儿园两所。"
FIRST, SECOND, THIRD = sentence_spans(TEXT)


def marked(number: int, *evidence: tuple[int, int], text: str = TEXT) -> LabelledParagraph:
    marks = {"ecology": evidence} if evidence else {}
    return replace(again(ROWS[0], number, ("ecology",), text), evidence=marks)


def test_one_text_with_other_sentences_marked_is_counted() -> None:
    rows = [marked(0, SECOND), marked(1), marked(2, SECOND, THIRD)]
    found = repeated_texts(rows)
    assert (found.texts, found.contradicting, found.marked_apart) == (1, 0, 1)
    assert found.line() == (
        "1 text stands several times, in 3 paragraphs, each with the same labels throughout; 1 of them with the same "
        "labels and different sentences marked for one, '云溪市-2032:0' and '云溪市-2032:2' first; mark the same "
        "sentences everywhere"
    )


def test_the_same_sentences_marked_in_other_places_are_the_same() -> None:
    moved = (SECOND[0] + 3, SECOND[1] + 3)
    rows = [marked(0, SECOND), marked(1, (17, 20)), marked(2, moved, text=f"　　 {TEXT}")]
    assert repeated_texts(rows).marked_apart == 0


def test_a_text_with_other_labels_is_not_counted_twice() -> None:
    rows = [marked(0, SECOND), marked(1, THIRD), again(ROWS[0], 2, (), TEXT)]
    found = repeated_texts(rows)
    assert (found.contradicting, found.marked_apart) == (1, 0)


def test_marks_of_a_text_that_its_lines_cut_into_other_sentences_are_not_compared() -> None:
    lines = "岚川县轴承产业园新开工项目三个，\n岚川县修复湿地一百二十公顷。"
    rows = [marked(0, (0, 16), text=lines), marked(1, (0, 16), text=lines.replace("\n", ""))]
    assert [len(sentence_spans(row.text)) for row in rows] == [2, 1]
    found = repeated_texts(rows)
    assert (found.texts, found.marked_apart) == (1, 0)
    assert repeated_texts([*rows, marked(2, (17, 30), text=lines)]).marked_example == (
        rows[0],
        marked(2, (17, 30), text=lines),
    )
