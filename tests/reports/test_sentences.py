import re

from hypothesis import given
from hypothesis import strategies as st

from reports.sentences import SHORTEST_SENTENCE, clause_spans, sentence_spans, sentences


def test_the_items_of_a_list_are_sentences_of_their_own() -> None:
    assert sentences("1.新建改建公办幼儿园20所\n2.改造城镇老旧小区35个\n") == [
        "1.新建改建公办幼儿园20所\n",
        "2.改造城镇老旧小区35个\n",
    ]


@given(st.text(st.sampled_from("云溪纸伞，。；！”\n")))
def test_sentences_joined_are_the_text_again(text: str) -> None:
    assert "".join(sentences(text)) == text


def test_a_clause_ends_at_a_comma_but_not_within_a_number() -> None:
    text = "全县新修高标准农田1,200亩以上，新建改建水库堤防35公里，平安。城乡绿化面积增加。"
    assert [text[start:end] for start, end in clause_spans(text)] == [
        "全县新修高标准农田1,200亩以上，",
        "新建改建水库堤防35公里，",
        "平安。城乡绿化面积增加。",
    ]


@given(st.text(st.sampled_from("云溪纸伞3，,。；！”\n")))
def test_clauses_joined_are_the_text_again_and_none_is_short(text: str) -> None:
    spans = clause_spans(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert len(spans) == 1 or all(len(text[start:end].strip()) >= SHORTEST_SENTENCE for start, end in spans)


def cut_plainly(text: str, shortest: int) -> list[tuple[int, int]]:
    """Return what `sentence_spans` does, looking at all of an unfinished sentence again with every piece."""
    cuts = sorted({*(match.end() for match in re.finditer(r"[。；;！？!?]+[”’」』）)]*\n?|\n", text)), len(text)})
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in cuts:
        if len(text[start:cut].strip()) >= shortest or cut == len(text):
            spans.append((start, cut))
            start = cut
    if len(spans) > 1 and len(text[slice(*spans[-1])].strip()) < shortest:
        spans[-2:] = [(spans[-2][0], len(text))]
    return spans


@given(st.text(st.sampled_from("云溪3 　，。；！”\n\t")), st.integers(0, 15))
def test_sentences_are_those_of_the_plain_way_to_cut(text: str, shortest: int) -> None:
    assert sentence_spans(text, shortest) == cut_plainly(text, shortest)


def test_a_million_blank_lines_are_cut_as_one_sentence() -> None:
    text = "云溪市新建水厂一座，惠及全市群众。" + "\n" * 1_000_000 + "群众满意。"
    assert sentence_spans(text) == [
        (0, len(text))
    ]  # looked at piece by piece; again and again from the start it takes an hour
