"""Word vectors learn from neighbours."""

import numpy as np
import pytest

from training.pretraining.word_vectors import train_word_vectors

VOCABULARY = 60


@pytest.fixture(scope="module")
def text() -> np.ndarray:
    """Return running text of two topics; in the first, tokens 10 and 11 take turns in the same places, in the second
    30 and 31."""
    generator = np.random.default_rng(0)
    pieces = []
    for _ in range(1_500):
        first = generator.integers(0, 2)
        companions = generator.integers(12, 20, 15) if first else generator.integers(32, 40, 15)
        companions[7] = generator.integers(10, 12) if first else generator.integers(30, 32)
        pieces.append(companions)
    return np.concatenate(pieces).astype(np.uint16)


@pytest.fixture(scope="module")
def vectors(text: np.ndarray) -> np.ndarray:
    return train_word_vectors(text, VOCABULARY, width=16, window=4, epochs=3, subsample=1.0, batch_chunks=8)


def likeness(vectors: np.ndarray, one: int, other: int) -> float:
    return float(vectors[one] @ vectors[other] / (np.linalg.norm(vectors[one]) * np.linalg.norm(vectors[other])))


def test_words_in_the_same_places_lie_near_each_other(vectors: np.ndarray) -> None:
    assert likeness(vectors, 10, 11) > 0.8
    assert likeness(vectors, 30, 31) > 0.8
    assert max(likeness(vectors, one, other) for one in (10, 11) for other in (30, 31)) < 0.3


def test_vectors_have_the_shape_asked_for_and_mean_0(vectors: np.ndarray) -> None:
    assert (vectors.shape, vectors.dtype) == ((VOCABULARY, 16), np.float32)
    np.testing.assert_allclose(vectors.mean(axis=0), 0, atol=1e-5)
    assert np.isfinite(vectors).all()


def test_the_same_seed_gives_the_same_vectors(text: np.ndarray) -> None:
    one, other = (train_word_vectors(text[:5_000], VOCABULARY, width=8, seed=3) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_progress_ends_at_the_whole_text(text: np.ndarray) -> None:
    told: list[tuple[int, int, float]] = []
    train_word_vectors(text, VOCABULARY, width=8, subsample=1.0, epochs=2, progress=lambda *one: told.append(one))
    assert [total for _, total, _ in told] == [2 * len(text)] * 2
    assert told[-1][0] == pytest.approx(2 * len(text), rel=0.02)


def test_a_text_shorter_than_a_chunk_is_no_error() -> None:
    assert train_word_vectors(np.array([5, 6, 7], np.uint16), VOCABULARY, width=8).shape == (VOCABULARY, 8)
