from hypothesis import given
from hypothesis import strategies as st

from reports.sentences import SHORTEST_SENTENCE, clause_spans, sentences


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
