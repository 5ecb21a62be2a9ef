"""What reads like the reports is chosen first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.selection import relevance

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

    expected = [np.mean([log_probability(token, own) - log_probability(token, everything) for token in one]) for one in paragraphs]
    np.testing.assert_allclose(found, expected, atol=1e-5)
