"""Calibration and thresholds against scikit-learn and brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.metrics import f1_score

from labels.counting import indicators
from labels.quick.calibration import expected_calibration_error
from models.decision import calibrated, chances_of_a_wrong_tag, tags_of
from models.manifest import UNCALIBRATED
from training.finetuning.thresholds import (
    MOST_MARKED,
    cross_fitted_tags,
    fit_calibration,
    fit_review,
    fit_thresholds,
)

IDS = ("industry", "ecology")


def drawn(seed: int, count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Return logits and truth that follow each other through a known calibration: slope 0.5, offset -1."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 4, size=(count, 2))
    return logits, generator.random((count, 2)) < expit(0.5 * logits - 1)


@settings(max_examples=10)
@given(st.integers(0, 10_000))
def test_the_threshold_is_as_good_as_the_best_on_the_grid(seed: int) -> None:
    logits, truth = drawn(seed, 120)
    probabilities = expit(logits)
    grid = np.round(np.arange(0.20, 0.801, 0.01), 2)
    for column, (key, threshold) in enumerate(fit_thresholds(probabilities, truth, IDS).items()):
        best = max(f1_score(truth[:, column], probabilities[:, column] >= one, zero_division=0) for one in grid)
        assert key == IDS[column]
        assert threshold in grid
        assert f1_score(truth[:, column], probabilities[:, column] >= threshold) >= best - 0.002 - 1e-9


def test_the_middle_of_a_plateau_is_taken() -> None:
    probabilities = np.array([[0.1]] * 20 + [[0.9]] * 20)
    truth = np.array([[False]] * 20 + [[True]] * 20)
    assert fit_thresholds(probabilities, truth, ("industry",)) == {"industry": 0.5}


@pytest.mark.parametrize("positives", [0, 9])
def test_a_category_with_few_paragraphs_keeps_the_plain_threshold_and_calibration(positives: int) -> None:
    logits = np.linspace(-3, 3, 100)[:, None]
    truth = np.zeros((100, 1), dtype=bool)
    truth[:positives] = True
    assert fit_thresholds(expit(logits), truth, ("industry",)) == {"industry": 0.5}
    assert fit_calibration(-logits, truth, ("industry",)) == {"industry": UNCALIBRATED}


def test_a_known_calibration_is_found_again() -> None:
    logits, truth = drawn(1, 20_000)
    for one in fit_calibration(logits, truth, IDS).values():
        assert one.slope == pytest.approx(0.5, abs=0.03)
        assert one.offset == pytest.approx(-1, abs=0.06)


def test_calibration_lowers_the_calibration_error() -> None:
    logits, truth = drawn(2, 5_000)
    after = calibrated(logits, fit_calibration(logits, truth, IDS))
    for column in range(2):
        before = expected_calibration_error(expit(logits[:, column]), truth[:, column])
        assert expected_calibration_error(after[:, column], truth[:, column]) < 0.3 * before


def test_logits_that_point_the_wrong_way_are_not_turned_round() -> None:
    logits, truth = drawn(3)
    assert fit_calibration(-logits, truth, IDS) == dict.fromkeys(IDS, UNCALIBRATED)


FRACTIONS = st.floats(0, 1)
ROWS = st.lists(st.tuples(FRACTIONS, FRACTIONS), min_size=20, max_size=200)


def chances(probabilities: np.ndarray, threshold: float, exclusive: bool) -> np.ndarray:
    tags = tags_of(probabilities, dict.fromkeys(IDS, threshold), exclusive)
    return chances_of_a_wrong_tag(probabilities, indicators(tags, IDS), exclusive)


@given(ROWS, st.sampled_from([0.2, 0.35, 0.5, 0.8]), st.booleans())
def test_never_more_than_a_fifth_lies_above_what_asks_for_review(rows: list, threshold: float, exclusive: bool) -> None:
    probabilities = np.array(rows)
    above = fit_review(probabilities, dict.fromkeys(IDS, threshold), exclusive)
    assert 0 <= above <= 1
    assert (chances(probabilities, threshold, exclusive) > above).mean() <= MOST_MARKED


@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("count", [20, 336, 5_000])
def test_a_fifth_is_marked_however_few_paragraphs_taught(count: int, exclusive: bool) -> None:
    probabilities = expit(0.5 * drawn(8, count)[0] - 1)
    above = fit_review(probabilities, dict.fromkeys(IDS, 0.5), exclusive)
    assert (chances(probabilities, 0.5, exclusive) > above).sum() == count // 5


def test_marked_paragraphs_hold_more_wrong_tags_than_those_near_a_threshold() -> None:
    logits, truth = drawn(9, 20_000)
    probabilities, thresholds = expit(0.5 * logits - 1), {"industry": 0.3, "ecology": 0.45}
    limits = np.array(list(thresholds.values()))
    wrong = ((probabilities >= limits) != truth).any(axis=1)
    tagged = probabilities >= limits
    marked = chances_of_a_wrong_tag(probabilities, tagged, False) > fit_review(probabilities, thresholds, False)
    nearest = np.abs(probabilities - limits).min(axis=1)
    near = nearest < np.quantile(nearest, MOST_MARKED)
    assert wrong[marked].sum() > 1.1 * wrong[near].sum()


def test_thresholds_of_a_row_never_saw_its_own_label() -> None:
    logits, truth = drawn(4, 100)
    folds = [(list(range(50, 100)), list(range(50))), (list(range(50)), list(range(50, 100)))]
    tags = cross_fitted_tags(logits, truth, folds, IDS, exclusive=False)
    lied = truth.copy()
    lied[:50] = ~lied[:50]
    assert cross_fitted_tags(logits, lied, folds, IDS, exclusive=False)[:50] == tags[:50]
    assert cross_fitted_tags(logits, lied, folds, IDS, exclusive=False)[50:] != tags[50:]


def test_an_exclusive_taxonomy_gets_one_tag_a_row() -> None:
    logits, truth = drawn(5, 100)
    folds = [(list(range(50, 100)), list(range(50))), (list(range(50)), list(range(50, 100)))]
    assert {len(tags) for tags in cross_fitted_tags(logits, truth, folds, IDS, exclusive=True)} == {1}
