from hypothesis import given
from hypothesis import strategies as st

from reports.sentences import sentences


def test_the_items_of_a_list_are_sentences_of_their_own() -> None:
    assert sentences("1.新建改建公办幼儿园20所\n2.改造城镇老旧小区35个\n") == [
        "1.新建改建公办幼儿园20所\n",
        "2.改造城镇老旧小区35个\n",
    ]


@given(st.text(st.sampled_from("云溪纸伞，。；！”\n")))
def test_sentences_joined_are_the_text_again(text: str) -> None:
    assert "".join(sentences(text)) == text
