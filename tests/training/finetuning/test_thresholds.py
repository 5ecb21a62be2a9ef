"""Calibration and thresholds against scikit-learn and brute force."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapie.metrics.calibration import expected_calibration_error as mapie_error
from scipy.special import expit
from sklearn.metrics import f1_score

from models.decision import calibrated, tags_of
from models.manifest import UNCALIBRATED, USUAL_BAND
from training.finetuning.thresholds import (
    MOST_MARKED,
    cross_fitted_tags,
    expected_calibration_error,
    fit_calibration,
    fit_review_bands,
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
ROWS = st.lists(st.tuples(FRACTIONS, FRACTIONS, st.booleans(), st.booleans()), min_size=20, max_size=200)


def marked(probabilities: np.ndarray, thresholds: dict[str, float], bands: dict[str, float]) -> np.ndarray:
    """Return which scores lie in their band, shape (paragraphs, categories)."""
    limits, widths = (np.array([values[key] for key in IDS]) for values in (thresholds, bands))
    return np.abs(probabilities - limits) < widths


@given(ROWS, st.sampled_from([0.2, 0.35, 0.5, 0.8]), st.booleans())
def test_fitted_review_bands_never_mark_more_than_a_fifth(rows: list, threshold: float, exclusive: bool) -> None:
    probabilities, truth = np.array([row[:2] for row in rows]), np.array([row[2:] for row in rows])
    thresholds = dict.fromkeys(IDS, threshold)
    bands = fit_review_bands(probabilities, truth, thresholds, exclusive)
    tagged = [[key in tags for key in IDS] for tags in tags_of(probabilities, thresholds, exclusive)]
    fitted = (np.array(tagged) != truth).sum(axis=0) >= 10
    assert marked(probabilities, thresholds, bands)[:, fitted].any(axis=1).mean() <= MOST_MARKED
    assert tuple(bands) == IDS
    assert [band for band, own in zip(bands.values(), fitted, strict=True) if not own] == [USUAL_BAND] * sum(~fitted)


def test_a_review_band_is_the_smallest_that_holds_half_of_the_wrong_tags() -> None:
    truth = drawn(6, 2_000)[1]
    # Sure where right, so that there is room for the band: every paragraph near the threshold is wrong.
    probabilities = np.where(truth, 0.97, 0.03)
    generator = np.random.default_rng(7)
    probabilities[:40] = np.where(truth[:40], 0.5 - generator.random((40, 2)) / 2, 0.5 + generator.random((40, 2)) / 2)
    thresholds = dict.fromkeys(IDS, 0.5)
    bands = fit_review_bands(probabilities, truth, thresholds, exclusive=False)
    distances = np.abs(probabilities[:40] - 0.5)
    for column, band in enumerate(bands.values()):
        assert (distances[:, column] < band).sum() >= 20
        assert (distances[:, column] < band - 0.01).sum() < 20


def test_review_bands_shrink_together_where_they_would_mark_too_much() -> None:
    logits, truth = drawn(8, 3_000)  # an unsure model: its scores lie near the thresholds everywhere
    probabilities = expit(0.5 * logits - 1)
    thresholds = fit_thresholds(probabilities, truth, IDS)
    bands = fit_review_bands(probabilities, truth, thresholds, exclusive=False)
    near = marked(probabilities, thresholds, bands)
    assert 0.15 < near.any(axis=1).mean() <= MOST_MARKED
    wrong = (probabilities >= list(thresholds.values())) != truth
    held = [(near & wrong)[:, column].sum() / wrong[:, column].sum() for column in range(2)]
    assert held[0] == pytest.approx(held[1], abs=0.05)
    assert 0 < held[0] < 0.5


@pytest.mark.parametrize("wrong", [0, 9])
def test_a_category_with_few_wrong_tags_keeps_the_usual_review_band(wrong: int) -> None:
    probabilities = np.linspace(0, 1, 100)[:, None]
    truth = probabilities >= 0.5
    truth[50 : 50 + wrong] = False
    assert fit_review_bands(probabilities, truth, {"industry": 0.5}, exclusive=False) == {"industry": USUAL_BAND}


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


def test_the_calibration_error_is_that_of_mapie() -> None:
    chance = np.random.default_rng(0)
    probabilities = chance.random(500)
    truth = chance.random(500) < probabilities**2
    theirs = mapie_error(truth.astype(int), probabilities, num_bins=10)
    assert expected_calibration_error(probabilities, truth) == pytest.approx(theirs, rel=1e-9)


def test_perfect_scores_have_no_calibration_error() -> None:
    assert expected_calibration_error(np.array([0.0, 1.0, 1.0]), np.array([False, True, True])) == 0
