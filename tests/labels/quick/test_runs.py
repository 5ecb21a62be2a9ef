"""Vectors made on demand are those of scikit-learn, but for runs that share a number, and are not kept."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.quick.characters import character_vectors
from labels.quick.runs import RUNS, CharacterRuns, TextVectors
from storage.errors import BadData
from tests.invented import invented_rows

TEXTS = [row.text for row in invented_rows()]


def test_texts_are_as_like_as_scikit_learn_finds_them() -> None:
    exact = character_vectors(TEXTS)
    hashed = CharacterRuns(TEXTS).vectors(TEXTS)
    assert hashed.shape == (len(TEXTS), RUNS)
    found, expected = (hashed @ hashed.T).toarray(), (exact @ exact.T).toarray()
    assert np.abs(found - expected).max() < 0.02
    assert np.abs(found - expected).mean() < 0.0005


def test_capital_letters_and_rows_of_spaces_count_as_scikit_learn_counts_them() -> None:
    texts = ["GDP  增长", "gdp 增长", "GDP增长", "𠮷田 GDP", "𠮷野 GDP"]
    exact, hashed = character_vectors(texts), CharacterRuns(texts).vectors(texts)
    assert (hashed @ hashed.T).toarray() == pytest.approx((exact @ exact.T).toarray(), abs=1e-6)


def test_every_vector_has_length_1_or_nothing_in_it() -> None:
    runs = CharacterRuns(["修复湿地", "修复河道", ""])
    lengths = np.sqrt(runs.vectors(["修复湿地", "", "甲乙丙"]).power(2).sum(axis=1)).ravel().tolist()
    assert np.ravel(lengths).tolist() == pytest.approx([1, 0, 0])


@given(st.lists(st.integers(0, len(TEXTS) - 1), max_size=30))
def test_rows_asked_for_are_those_of_their_texts_whatever_stands_beside_them(numbers: list[int]) -> None:
    vectors = TextVectors(CharacterRuns(TEXTS[:40]), TEXTS)
    found = vectors[numbers]
    assert found.shape == (len(numbers), RUNS)
    for row, number in enumerate(numbers):
        assert (found[row] != vectors[[number]]).nnz == 0


def test_texts_without_a_run_in_common_are_refused() -> None:
    with pytest.raises(BadData, match="No run of characters stands in two of the 2 texts"):
        CharacterRuns(["甲乙", "丙丁"])


def test_the_room_does_not_grow_with_the_texts() -> None:
    def room(count: int) -> int:
        texts = [f"{TEXTS[number % len(TEXTS)]}{number}" for number in range(count)]
        tracemalloc.start()
        CharacterRuns(texts)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    assert room(8_000) < 1.1 * room(2_000)
