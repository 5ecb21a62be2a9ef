"""Calibration makes scores as true as they are high, and thresholds make F1 best."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapie.metrics.calibration import expected_calibration_error as mapie_error

from labels.counting import counted, f1
from labels.quick.calibration import best_thresholds, calibrated, expected_calibration_error, probabilities_of


@given(st.integers(0, 1000))
def test_no_threshold_is_clearly_worse_than_that_of_half(seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = draw.normal(0, 1, (200, 2))
    truth = scores + draw.normal(0, 1, (200, 2)) > 0.8
    best, half = (
        f1(counted(scores >= threshold, truth).sum(axis=0)) for threshold in (best_thresholds(scores, truth), 0)
    )
    assert (best >= half - 0.03).all()


def test_a_rare_category_keeps_the_threshold_of_half() -> None:
    truth = np.zeros((50, 1), np.bool_)
    truth[:9] = True
    assert best_thresholds(np.linspace(3, -3, 50)[:, None], truth) == [0.0]


def test_calibration_makes_scores_as_true_as_they_are_high() -> None:
    draw = np.random.default_rng(0)
    odds = draw.normal(0, 3, (4000, 1))
    truth = draw.random((4000, 1)) < probabilities_of(odds / 3)  # three times too sure
    found = calibrated(odds, truth)
    high = found[:, 0] > 0.7
    assert found[high].mean() == pytest.approx(truth[high].mean(), abs=0.03)
    assert abs(probabilities_of(odds)[high].mean() - truth[high].mean()) > 0.05


def test_a_category_too_rare_to_calibrate_is_left_as_it_is() -> None:
    odds = np.linspace(-2, 2, 40)[:, None]
    truth = np.zeros((40, 1), np.bool_)
    truth[-9:] = True
    assert calibrated(odds, truth) == pytest.approx(probabilities_of(odds))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_the_calibration_error_is_that_of_a_loop_over_bins(pairs: list[tuple[float, bool]]) -> None:
    probabilities, truth = np.array([score for score, _ in pairs]), np.array([label for _, label in pairs])
    expected = 0.0
    for number in range(10):
        own = [pair for pair in pairs if min(int(pair[0] * 10), 9) == number]
        if own:
            gap = abs(sum(score for score, _ in own) - sum(label for _, label in own)) / len(own)
            expected += gap * len(own) / len(pairs)
    assert expected_calibration_error(probabilities, truth) == pytest.approx(expected, abs=1e-9)


def test_perfect_scores_have_no_calibration_error() -> None:
    assert expected_calibration_error(np.array([0.0, 1.0, 1.0]), np.array([False, True, True])) == 0


def test_the_calibration_error_is_that_of_mapie() -> None:
    chance = np.random.default_rng(0)
    probabilities = chance.random(500)
    truth = chance.random(500) < probabilities**2
    theirs = mapie_error(truth.astype(int), probabilities, num_bins=10)
    assert expected_calibration_error(probabilities, truth) == pytest.approx(theirs, rel=1e-9)
