"""Calibration and thresholds against scikit-learn and brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from sklearn.metrics import f1_score

from labels.quick.calibration import expected_calibration_error
from models.decision import calibrated
from models.manifest import UNCALIBRATED
from training.finetuning.thresholds import (
    cross_fitted_tags,
    fit_calibration,
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
