"""Batches hold every window once and no more padding than asked for."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.batching import padded, token_batches

LENGTHS = st.lists(st.integers(1, 128), max_size=60)


@given(LENGTHS, st.integers(1, 512))
def test_every_window_is_in_one_batch(lengths: list[int], batch_tokens: int) -> None:
    assert sorted(number for batch in token_batches(lengths, batch_tokens) for number in batch) == list(
        range(len(lengths))
    )


@given(LENGTHS, st.integers(1, 512))
def test_a_padded_batch_is_no_larger_than_asked_for(lengths: list[int], batch_tokens: int) -> None:
    for batch in token_batches(lengths, batch_tokens):
        tokens = len(batch) * max(lengths[number] for number in batch)
        assert tokens <= batch_tokens or len(batch) == 1


@given(LENGTHS)
def test_like_lengths_stand_together(lengths: list[int]) -> None:
    in_order = [lengths[number] for batch in token_batches(lengths, 256) for number in batch]
    assert in_order == sorted(lengths, reverse=True)


@given(st.lists(st.lists(st.integers(5, 300), min_size=1, max_size=20), min_size=1, max_size=8))
def test_windows_are_padded_as_transformers_pads_them(tiny_tokenizer: Any, windows: list[list[int]]) -> None:
    expected = tiny_tokenizer.pad({"input_ids": windows}, return_tensors="pt")
    given = padded(windows, tiny_tokenizer.pad_token_id)
    assert given.keys() == expected.keys()
    for name, value in given.items():
        assert value.dtype == expected[name].dtype
        assert value.tolist() == expected[name].tolist()
