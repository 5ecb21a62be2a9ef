"""What reads like the reports is chosen first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.pretraining.relevance import most_relevant, relevance

PARAGRAPHS = st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=8), min_size=1, max_size=10)


def laid_out(paragraphs: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    lengths = [len(one) for one in paragraphs]
    return np.array([token for one in paragraphs for token in one], np.uint16), np.cumsum([0, *lengths[:-1]])


def test_in_domain_paragraphs_come_first() -> None:
    own = np.array([1, 2, 3] * 50, np.uint16)
    tokens, starts = laid_out([[7, 8, 9, 7], [1, 2, 3], [1, 8, 9], [2, 3, 1, 3]])
    order = np.argsort(-relevance(tokens, starts, own, 10))
    assert set(order[:2].tolist()) == {1, 3}
    assert order[2] == 2


@given(PARAGRAPHS, st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_the_score_is_the_mean_log_ratio_of_smoothed_unigrams(paragraphs: list[list[int]], own: list[int]) -> None:
    tokens, starts = laid_out(paragraphs)
    found = relevance(tokens, starts, np.array(own, np.uint16), 10)
    everything = tokens.tolist()

    def log_probability(token: int, text: list[int]) -> float:
        return float(np.log((text.count(token) + 1) / (len(text) + 10)))

    expected = [
        np.mean([log_probability(token, own) - log_probability(token, everything) for token in one])
        for one in paragraphs
    ]
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_most_report_like_paragraphs_are_kept_in_the_order_of_the_corpus() -> None:
    tokens = np.array([1, 1, 2, 2, 3, 3, 2, 3], dtype=np.uint16)  # paragraphs of two tokens each
    starts = np.array([0, 2, 4, 6])
    small, large = most_relevant(tokens, starts, np.array([3, 3, 3, 2], dtype=np.uint16), 5, (4, 6))
    assert small.tolist() == [3, 3, 2, 3]
    assert large.tolist() == [2, 2, 3, 3, 2, 3]


def test_without_in_domain_text_the_first_paragraphs_are_taken() -> None:
    tokens = np.array([1, 1, 2, 2, 3, 3], dtype=np.uint16)
    [chosen] = most_relevant(tokens, np.array([0, 2, 4]), np.array([], dtype=np.uint16), 5, (5,))
    assert chosen.tolist() == [1, 1, 2, 2]
