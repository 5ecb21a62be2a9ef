"""The vocabulary keeps words whole and loses nothing it should know."""

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented import invented_sentences
from training.pretraining.vocabulary import LONGEST_TOKEN, SPECIAL_TOKENS, save_tokenizer, train_vocabulary

CHARACTERS = "".join(sorted({character for sentence in invented_sentences() for character in sentence}))


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return train_vocabulary(invented_sentences() * 5, size=600)


def joined(tokenizer: Any, text: str) -> str:
    return "".join(tokenizer.encode(text, add_special_tokens=False).tokens)


@given(st.text(alphabet=CHARACTERS, max_size=80))
def test_known_text_comes_back_from_its_tokens(tokenizer: Any, text: str) -> None:
    assert joined(tokenizer, text) == unicodedata.normalize("NFKC", text).lower()


def test_special_tokens_come_first(tokenizer: Any) -> None:
    assert [tokenizer.token_to_id(token) for token in SPECIAL_TOKENS] == list(range(5))


def test_common_words_are_one_token_and_none_is_long(tokenizer: Any) -> None:
    tokens = tokenizer.encode("岚川县轴承产业园新开工项目3个", add_special_tokens=False).tokens
    assert len(tokens) < 8
    assert 1 < max(len(token) for token in tokenizer.get_vocab() if token not in SPECIAL_TOKENS) <= LONGEST_TOKEN


def test_a_mark_is_never_part_of_a_word(tokenizer: Any) -> None:
    marks = set("，。、；")
    assert all(len(token) == 1 for token in tokenizer.get_vocab() if set(token) & marks)


@pytest.mark.parametrize(("digits", "pieces"), [("2031", 1), ("42", 1), ("20314242", 2)])
def test_numbers_are_cut_every_four_digits(digits: str, pieces: int) -> None:
    texts = [f"增长{digits}。"] * 50 + ["增长2031。", "增长4242。"] * 50
    found = train_vocabulary(texts, size=100).encode(digits, add_special_tokens=False).tokens
    assert len(found) == pieces
    assert "".join(found) == digits


def test_full_width_and_capitals_are_folded(tokenizer: Any) -> None:
    assert tokenizer.encode("４２％").tokens == tokenizer.encode("42%").tokens
    learnt = train_vocabulary(["gdp增长。"] * 20, size=60)
    assert learnt.encode("ＧＤＰ").tokens == learnt.encode("gdp").tokens == ["[CLS]", "gdp", "[SEP]"]


def test_a_character_never_seen_is_unknown_and_not_dropped(tokenizer: Any) -> None:
    assert tokenizer.encode("岚龘川", add_special_tokens=False).tokens.count("[UNK]") == 1


def test_the_saved_tokenizer_is_the_one_that_was_trained(tokenizer: Any, tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    save_tokenizer(tokenizer, tmp_path, max_tokens=64)
    loaded = AutoTokenizer.from_pretrained(tmp_path)
    assert loaded.is_fast
    assert loaded.model_max_length == 64
    assert (
        loaded.pad_token_id,
        loaded.unk_token_id,
        loaded.cls_token_id,
        loaded.sep_token_id,
        loaded.mask_token_id,
    ) == (
        0,
        1,
        2,
        3,
        4,
    )
    for sentence in invented_sentences()[:20]:
        assert loaded(sentence)["input_ids"] == tokenizer.encode(sentence).ids
    assert set(loaded("造林")) == {"input_ids", "token_type_ids", "attention_mask"}
