"""Evidence: read with errors that name file, line and category, and turned into what is known of each sentence."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.evidence import carrying, marks_to_json, of_sentences, sentence_labels, union
from labels.labelled import LabelledParagraph, annotators_from_keys, read_labelled, write_labelled
from labels.studio.exports import read_export
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import read_paragraphs
from reports.sentences import sentence_spans
from storage.errors import BadData
from tests.labels.conftest import paragraph
from tests.labels.studio.test_exports import answer, exported

TAXONOMY = Taxonomy.load()
TEXT = "岚川县轴承产业园新开工项目三个。岚川县修复湿地一百二十公顷。岚川县新建乡镇幼儿园两所。"
FIRST, SECOND, THIRD = sentence_spans(TEXT)
LINE = paragraph(text=TEXT).to_json() | {"labels": ["industry", "ecology"]}
Json = dict[str, Any]


def written(path: Path, *lines: Json) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path


def read(folder: Path, **further: Any) -> LabelledParagraph:
    [row] = read_labelled(written(folder / "march.jsonl", LINE | further), TAXONOMY)
    return row


def test_evidence_comes_in_order_whatever_its_order_in_the_file(tmp_path: Path) -> None:
    row = read(tmp_path, evidence={"ecology": [[35, 40], [17, 20]], "industry": [[0, 16]]})
    assert list(row.evidence.items()) == [("industry", ((0, 16),)), ("ecology", ((17, 20), (35, 40)))]


def test_evidence_of_a_person_is_read_from_their_answer(tmp_path: Path) -> None:
    row = read(tmp_path, annotators={"林": ["ecology"]}, answers={"林": {"evidence": {"ecology": [list(SECOND)]}}})
    assert row.answers["林"].evidence == {"ecology": (SECOND,)}
    assert row.evidence == {}


REFUSED: dict[str, tuple[Any, str]] = {
    "a list": ([[0, 4]], "'evidence' is [[0, 4]]. Expected an object; mend the line, or remove the key."),
    "an unknown category": (
        {"ecologi": [[0, 4]]},
        "'evidence', 'ecologi': category 'ecologi' is not in the taxonomy. Did you mean 'ecology'?",
    ),
    "a category that is no label": (
        {"security": [[0, 4]]},
        "'evidence', 'security' is evidence of a category that is not given there. Expected evidence of industry, "
        "ecology; add the label, or remove the evidence.",
    ),
    "no mark": ({"ecology": []}, "'evidence', 'ecology' is []. Expected one mark or more, none overlapping another"),
    "marks that are no list": ({"ecology": "17-20"}, "'evidence', 'ecology' is '17-20'. Expected a list; mend"),
    "null for marks": ({"ecology": None}, "'evidence', 'ecology' is None. Expected a list; mend"),
    "an empty mark": (
        {"ecology": [[17, 20], [4, 4]]},
        f"'evidence', 'ecology', '2' is [4, 4]. Expected start and end of a piece of its text, which has {len(TEXT)} ",
    ),
    "a mark from its end to its start": ({"ecology": [[9, 4]]}, "'evidence', 'ecology', '1' is [9, 4]. Expected start"),
    "a mark outside the text": (
        {"ecology": [[17, len(TEXT) + 1]]},
        f"'evidence', 'ecology', '1' is [17, {len(TEXT) + 1}]. Expected start and end of a piece",
    ),
    "a mark before the text": ({"ecology": [[-1, 4]]}, "'1' is [-1, 4]. Expected a list of 2 whole numbers; mend"),
    "overlapping marks": (
        {"ecology": [[17, 30], [20, 40]]},
        "'evidence', 'ecology' is [[17, 30], [20, 40]]. Expected one mark or more, none overlapping another; mend",
    ),
    "a mark in words": ({"ecology": [["17", "20"]]}, "'1' is ['17', '20']. Expected a list of 2 whole numbers"),
    "a mark of fractions": ({"ecology": [[1.0, 4.5]]}, "'1' is [1.0, 4.5]. Expected a list of 2 whole numbers"),
    "a mark of true": ({"ecology": [[True, 4]]}, "'1' is [True, 4]. Expected a list of 2 whole numbers"),
    "a mark with a score": ({"ecology": [[17, 20, 0.9]]}, "'1' is [17, 20, 0.9]. Expected a list of 2 whole numbers"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_evidence_of_another_form_is_refused_by_file_line_and_category(tmp_path: Path, case: str) -> None:
    value, message = REFUSED[case]
    path = written(tmp_path / "march.jsonl", LINE | {"id": "榆木市-2023:001"}, LINE | {"evidence": value})
    with pytest.raises(BadData) as error:
        read_labelled(path, TAXONOMY)
    assert str(error.value).startswith(f"{path}, line 2: '")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("nothing", ["  ", "\u200b\u200b", "\ufeff\u3000"])
def test_a_mark_over_what_nobody_sees_is_refused(tmp_path: Path, nothing: str) -> None:
    line = paragraph(text=f"一是建园。{nothing}二是兴业。").to_json() | {"labels": ["industry"]}
    path = written(tmp_path / "march.jsonl", line | {"evidence": {"industry": [[5, 7]]}})
    with pytest.raises(BadData, match=r"line 1: 'evidence', 'industry', '1' is \[5, 7\]\. Expected start and end"):
        read_labelled(path, TAXONOMY)


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n", " ", "\u3000\u200b"])
def test_a_mark_that_ends_or_begins_in_blanks_is_not_of_the_sentence_beside_it(tmp_path: Path, between: str) -> None:
    one, other = "岚川县轴承产业园新开工项目三个。", f"{between}岚川县修复湿地一百二十公顷。"
    line = paragraph(text=one + other).to_json() | {"labels": ["industry", "ecology"]}
    marks = {"industry": [[0, len(one + between)]], "ecology": [[len(one), len(one + other)]]}
    [row] = read_labelled(written(tmp_path / "march.jsonl", line | {"evidence": marks}), TAXONOMY)
    spans = sentence_spans(row.text)
    assert len(spans) == 2
    assert [carrying(row.evidence[key], spans) for key in ("industry", "ecology")] == [[True, False], [False, True]]
    write_labelled(tmp_path / "again.jsonl", [row])
    assert read_labelled(tmp_path / "again.jsonl", TAXONOMY) == [row]


def test_evidence_of_nobodys_label_is_refused_in_an_answer_too(tmp_path: Path) -> None:
    answers = {"林": {"evidence": {"security": [[0, 4]]}}}
    with pytest.raises(BadData, match=r"line 1: 'answers', '林', 'evidence', 'security' is evidence of a category"):
        read(tmp_path, annotators={"林": ["ecology"]}, answers=answers)
    with pytest.raises(BadData, match=r"not given there\. Expected evidence of nothing, as no category is given; add"):
        read(tmp_path, annotators={"林": []}, answers=answers)


@pytest.mark.parametrize(
    ("beside", "said"),
    [
        (
            {"answers": {"林": {"evidence": {"security": [list(FIRST)]}}}},
            "'evidence', 'security' is evidence of a category",
        ),
        ({"annotators": {"林": ["industry"]}}, r"'林' is \['ecology'\], and under 'annotators' \['industry'\]"),
    ],
)
def test_labels_by_a_persons_own_key_must_be_those_that_else_are_known_of_them(
    tmp_path: Path, beside: Json, said: str
) -> None:
    with pytest.raises(BadData, match=said):
        annotators_from_keys([read(tmp_path, 林=["ecology"], **beside)], ["林"], TAXONOMY)
    agreeing = {"annotators": {"林": ["ecology"]}, "answers": {"林": {"evidence": {"ecology": [list(SECOND)]}}}}
    [row] = annotators_from_keys([read(tmp_path, 林=["ecology"], **agreeing)], ["林"], TAXONOMY)
    write_labelled(tmp_path / "again.jsonl", [row])
    assert read_labelled(tmp_path / "again.jsonl", TAXONOMY) == [row]


def test_a_line_without_evidence_has_none_and_gets_no_key(tmp_path: Path) -> None:
    row = read(tmp_path)
    assert row.evidence == row.disputed_evidence == {}
    assert not {"evidence", "disputed_evidence"} & set(row.to_json())


TAGGED = {"tags": ["ecology"], "scores": {"ecology": 0.9}, "evidence": {"ecology": [[*SECOND, 0.93]]}, "model": "m1"}


@pytest.mark.parametrize("evidence", [TAGGED["evidence"], {}, {"ecology": []}])
def test_evidence_of_tags_is_no_evidence_of_labels_and_is_written_back(tmp_path: Path, evidence: Json) -> None:
    row = read(tmp_path, **TAGGED | {"evidence": evidence})
    assert (row.evidence, row.labels) == ({}, ("industry", "ecology"))
    assert row.paragraph.extra["evidence"] == evidence
    write_labelled(tmp_path / "again.jsonl", [row])
    assert json.loads((tmp_path / "again.jsonl").read_text("utf-8"))["evidence"] == evidence
    assert read_labelled(tmp_path / "again.jsonl", TAXONOMY) == [row]


def test_what_people_marked_on_a_tagged_line_is_theirs(tmp_path: Path) -> None:
    row = read(tmp_path, **TAGGED | {"evidence": {"industry": [list(FIRST)]}})
    assert row.evidence == {"industry": (FIRST,)}
    assert "evidence" not in row.paragraph.extra


def test_marks_of_people_and_of_a_model_on_one_line_are_refused(tmp_path: Path) -> None:
    mixed = {"industry": [list(FIRST)], "ecology": [[*SECOND, 0.93]]}
    with pytest.raises(BadData, match=r"'evidence', 'ecology', '1' is \[.*0\.93\]\. Expected a list of 2 whole"):
        read(tmp_path, **TAGGED | {"evidence": mixed})


def test_what_a_model_said_of_a_paragraph_does_not_come_back_as_what_people_said(tmp_path: Path) -> None:
    tagged = next(iter(read_paragraphs(written(tmp_path / "tagged.jsonl", paragraph(text=TEXT).to_json() | TAGGED))))
    assert tagged.extra["evidence"] == TAGGED["evidence"]
    (tmp_path / "export.json").write_text(json.dumps([exported(tagged, answer("林", "ecology"))]), "utf-8")
    [row] = read_export(tmp_path / "export.json", TAXONOMY)
    assert (row.labels, row.evidence) == (("ecology",), {})
    write_labelled(tmp_path / "rows.jsonl", [row])
    assert read_labelled(tmp_path / "rows.jsonl", TAXONOMY) == [row]


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, tuple[str, ...], dict[str, tuple[tuple[int, int], ...]]]:
    """Draw a text of several sentences, its labels, and marks anywhere in it for some of these."""
    text = "".join(draw(st.lists(st.sampled_from([*"水厂园县。；，"]), min_size=1, max_size=90))) + "水"
    labels = tuple(key for key in TAXONOMY.ids if draw(st.booleans()))
    evidence = {}
    for key in labels:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        marks = tuple((start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False))
        if marks:
            evidence[key] = marks
    return text, labels, evidence


@given(marked())
def test_evidence_that_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, drawn: tuple[str, tuple[str, ...], dict[str, tuple[tuple[int, int], ...]]]
) -> None:
    text, labels, evidence = drawn
    path = tmp_path_factory.mktemp("evidence") / "rows.jsonl"
    row = LabelledParagraph(paragraph(text=text), labels, evidence=evidence)
    write_labelled(path, [row])
    assert read_labelled(path, TAXONOMY) == [row]


@given(marked())
def test_a_sentence_is_known_to_carry_what_a_mark_in_it_says_and_nothing_else(
    drawn: tuple[str, tuple[str, ...], dict[str, tuple[tuple[int, int], ...]]],
) -> None:
    text, labels, evidence = drawn
    spans = sentence_spans(text)
    known = sentence_labels(text, labels, evidence, TAXONOMY.ids)
    assert len(known) == len(spans)
    for (start, end), row in zip(spans, known, strict=True):
        for key, said in zip(TAXONOMY.ids, row, strict=True):
            touched = {place for first, last in evidence.get(key, ()) for place in range(first, last)}
            if key in evidence:
                assert said is bool(touched & set(range(start, end)))
            elif key in labels:
                assert said is (True if len(spans) == 1 else None)
            else:
                assert said is False


@given(marked())
def test_marks_snapped_to_sentences_say_the_same_of_every_sentence(
    drawn: tuple[str, tuple[str, ...], dict[str, tuple[tuple[int, int], ...]]],
) -> None:
    text, labels, evidence = drawn
    spans = sentence_spans(text)
    whole = {key: of_sentences(carrying(marks, spans), spans) for key, marks in evidence.items()}
    assert sentence_labels(text, labels, whole, TAXONOMY.ids) == sentence_labels(text, labels, evidence, TAXONOMY.ids)
    assert marks_to_json(whole) == {key: [list(span) for span in marks] for key, marks in whole.items()}


MARKS = st.sets(st.integers(0, 40), max_size=8).map(lambda cuts: tuple(zip(*[iter(sorted(cuts))] * 2, strict=False)))


@given(st.lists(MARKS, max_size=4))
def test_a_union_covers_what_any_covers_and_overlaps_nowhere(many: list[tuple[tuple[int, int], ...]]) -> None:
    def covered(marks: tuple[tuple[int, int], ...]) -> set[int]:
        return {place for start, end in marks for place in range(start, end)}

    found = union(many)
    assert covered(found) == {place for marks in many for place in covered(marks)}
    assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_the_example_of_the_documents_means_what_they_say(root: Path, tmp_path: Path) -> None:
    [example] = re.findall(
        r"## Evidence.*?```json\n(\{[^`]*?\})\n```", (root / "docs" / "formats.md").read_text("utf-8"), re.DOTALL
    )
    [row] = read_labelled(written(tmp_path / "march.jsonl", json.loads(example)), TAXONOMY)
    known = sentence_labels(row.text, row.labels, row.evidence, TAXONOMY.ids)
    assert TAXONOMY.ids == ("industry", "ecology", "livelihood", "security")
    assert known == [(None, False, False, False), (None, True, False, False)]
