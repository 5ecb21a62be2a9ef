import numpy as np
import pytest
from scipy.stats import t as student
from scipy.stats import ttest_ind, wasserstein_distance

from evaluation.drift.reshuffled import compare_ratios, dealings, distance

CHANCE = np.random.Generator


def reports(chance: CHANCE, count: int, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return how many paragraphs carry a category, of how many: the share differs much from report to report."""
    size = chance.integers(20, 60, count)
    return chance.binomial(size, np.clip(chance.beta(3, 7, count) + shift, 0, 1)).astype(float), size.astype(float)


def test_dealings_keep_the_number_of_reports_of_both_folders() -> None:
    assert all((one.sum(axis=1) == 7).all() for one in dealings(12, 7))
    assert sum(len(one) for one in dealings(12, 7)) == 1999


def test_what_has_not_changed_is_called_changed_in_five_of_a_hundred_cases_where_paragraphs_say_fifty() -> None:
    chance = np.random.default_rng(3)
    by_report = by_paragraph = 0
    for seed in range(200):
        (first, sizes), (last, others) = reports(chance, 9), reports(chance, 14)
        found = compare_ratios(np.concatenate([first, last])[:, None], np.r_[sizes, others][:, None], 9, seed=seed)
        by_report += found.p[0] <= 0.05
        one, other = first.sum() / sizes.sum(), last.sum() / others.sum()
        error = np.sqrt(one * (1 - one) / sizes.sum() + other * (1 - other) / others.sum())
        by_paragraph += abs(one - other) > 1.96 * error
    assert by_report <= 20  # 10 expected, standard deviation 3
    assert by_paragraph >= 60


def test_intervals_hold_the_true_difference_in_19_of_20_cases() -> None:
    chance, held = np.random.default_rng(4), 0
    for _ in range(200):
        (first, sizes), (last, others) = reports(chance, 12), reports(chance, 15, 0.1)
        found = compare_ratios(np.concatenate([first, last])[:, None], np.r_[sizes, others][:, None], 12)
        held += abs(found.after[0] - found.before[0] - 0.1) <= found.half[0]
    assert 180 <= held <= 199


def test_reports_of_one_size_are_compared_as_by_welch() -> None:
    chance = np.random.default_rng(5)
    values = chance.normal(0.4, 0.1, 20)
    found = compare_ratios(values[:, None], np.ones((20, 1)), 8)
    theirs = ttest_ind(values[8:], values[:8], equal_var=False)
    low, high = theirs.confidence_interval(0.95)
    assert found.half[0] == pytest.approx((high - low) / 2, abs=1e-12)
    assert found.p[0] == pytest.approx(theirs.pvalue, abs=0.05)
    assert student.ppf(0.975, theirs.df) > 1.96


def test_a_large_change_has_the_smallest_p_there_is() -> None:
    chance = np.random.default_rng(6)
    (first, sizes), (last, others) = reports(chance, 20), reports(chance, 20, 0.4)
    found = compare_ratios(np.concatenate([first, last])[:, None], np.r_[sizes, others][:, None], 20)
    assert found.p[0] == 1 / 2000


def test_the_distance_is_that_of_wasserstein() -> None:
    histograms = np.random.default_rng(7).integers(0, 9, (12, 200)).astype(float)
    found = distance(histograms, 5)
    places = (np.arange(200) + 0.5) / 200
    theirs = wasserstein_distance(places, places, histograms[:5].sum(axis=0), histograms[5:].sum(axis=0))
    assert found.value == pytest.approx(theirs, abs=1e-12)
    assert found.low <= found.value <= found.high


def test_a_distance_of_unchanged_reports_is_that_of_chance_and_its_interval_reaches_zero() -> None:
    chance, called, at_zero, values, expected = np.random.default_rng(8), 0, 0, [], []
    for seed in range(60):
        histograms = np.stack([chance.multinomial(40, chance.dirichlet(np.full(200, 0.05))) for _ in range(16)])
        found = distance(histograms.astype(float), 8, seed=seed)
        called += found.p <= 0.05
        at_zero += found.low == 0
        values.append(found.value)
        expected.append(found.chance)
    assert called <= 8  # 3 expected
    assert at_zero >= 52
    assert np.mean(values) == pytest.approx(np.mean(expected), rel=0.15)
