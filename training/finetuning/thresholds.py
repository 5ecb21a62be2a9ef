"""Calibration, thresholds and review bands from predictions of paragraphs that the model had not been trained on."""

from collections.abc import Mapping, Sequence

import numpy as np

from labels.counting import Floats, Truth, indicators
from labels.quick.calibration import FEWEST, best_threshold, platt_scaling
from models.decision import calibrated, tags_of
from models.manifest import UNCALIBRATED, USUAL_BAND, Calibration

_GRID = np.round(np.arange(0.20, 0.801, 0.01), 2)
_HUNDREDTHS = np.arange(101) / 100
_AS_GOOD = 0.002  # F1 within this of the best counts as the best
WRONG_WITHIN_PERCENT = 50
"""How much of a category's wrong tags its review band is to hold. The other half are sure mistakes: a band that held
them too would hold nearly everything."""
MOST_MARKED = 0.2
"""The share of the paragraphs that people can be asked to look at: more than every fifth is no selection any more."""


def fit_second_look(logits: Floats, share: float) -> float:
    """Return how near to 0 a logit must be for its paragraph to be read whole too, so that the given share of
    paragraphs is.

    Args:
        logits: of the sentences, shape (paragraphs, categories).
    """
    nearest = np.abs(logits).min(axis=1)
    return float(np.round(np.quantile(nearest, share), 2)) if share else 0.0


def fit_calibration(logits: Floats, truth: Truth, ids: Sequence[str]) -> dict[str, Calibration]:
    """Fit Platt scaling (Platt 1999) for each category.

    Args:
        logits: out-of-fold, shape (paragraphs, categories).
        truth: what people said, the same shape.

    A category with fewer than ten paragraphs on either side, or whose logits point the wrong way, keeps slope 1 and
    offset 0.
    """
    return {key: _platt(logits[:, column], truth[:, column]) for column, key in enumerate(ids)}


def _platt(logits: Floats, truth: Truth) -> Calibration:
    slope, offset = platt_scaling(logits, truth)
    return Calibration(slope, offset) if slope > 0 else UNCALIBRATED


def fit_thresholds(probabilities: Floats, truth: Truth, ids: Sequence[str]) -> dict[str, float]:
    """Choose for each category the threshold that gives the best F1; 0.5 where fewer than ten paragraphs carry it."""
    return {key: _best_threshold(probabilities[:, column], truth[:, column]) for column, key in enumerate(ids)}


def _best_threshold(probabilities: Floats, truth: Truth) -> float:
    return float(np.round(best_threshold(probabilities, truth, _GRID, _AS_GOOD, rare=0.5), 2))


def fit_review_bands(
    probabilities: Floats, truth: Truth, thresholds: Mapping[str, float], exclusive: bool
) -> dict[str, float]:
    """Choose for each category the smallest band around its threshold within which half of its wrong tags lie.

    Less of them where that would mark too much (`_bands`). The thresholds were chosen on the same paragraphs, so on
    others the bands hold a little less than they do here.

    Args:
        probabilities: out-of-fold and calibrated, shape (paragraphs, categories).
        truth: what people said, the same shape.

    Returns:
        Distances of score and threshold, in hundredths; a paragraph is marked where one is smaller.
    """
    tagged = indicators(tags_of(probabilities, thresholds, exclusive), tuple(thresholds))
    distances = np.abs(probabilities - np.array(list(thresholds.values())))
    return dict(zip(thresholds, map(float, _bands(distances, tagged != truth)), strict=True))


def _bands(distances: Floats, wrong: Truth) -> Floats:
    """Return the band of each category.

    Where the bands together would mark more than a fifth of the paragraphs, each holds a smaller share of the wrong
    tags, the same for all and the largest that does not. A category with fewer than ten wrong tags keeps the usual
    band, which is not counted.
    """
    columns = [column for column in range(wrong.shape[1]) if wrong[:, column].sum() >= FEWEST]
    fitted: Floats = np.zeros(0)
    for percent in range(WRONG_WITHIN_PERCENT, -1, -1):
        fitted = np.array([_smallest_band(distances[wrong[:, column], column], percent) for column in columns])
        if (distances[:, columns] < fitted).any(axis=1).mean() <= MOST_MARKED:
            break
    bands = np.full(wrong.shape[1], USUAL_BAND)
    bands[columns] = fitted
    return bands


def _smallest_band(distances: Floats, percent: int) -> float:
    """Return the smallest of the hundredths that is above so much of the distances, 0 for nothing of them."""
    count = -(-percent * len(distances) // 100)
    if count == 0:
        return 0.0
    furthest = np.sort(distances)[count - 1]
    return float(_HUNDREDTHS[min(np.searchsorted(_HUNDREDTHS, furthest, side="right"), 100)])


def cross_fitted_tags(
    logits: Floats,
    truth: Truth,
    folds: Sequence[tuple[Sequence[int], Sequence[int]]],
    ids: Sequence[str],
    exclusive: bool,
) -> list[tuple[str, ...]]:
    """Tag every paragraph with calibration and thresholds chosen on the other folds only, so that scores are not
    flattered."""
    tags: list[tuple[str, ...]] = [()] * len(logits)
    for others, tested in folds:
        calibration = fit_calibration(logits[others], truth[others], ids)
        thresholds = fit_thresholds(calibrated(logits[others], calibration), truth[others], ids)
        for row, found in zip(
            tested, tags_of(calibrated(logits[tested], calibration), thresholds, exclusive), strict=True
        ):
            tags[row] = found
    return tags


def expected_calibration_error(probabilities: Floats, truth: Truth, bins: int = 10) -> float:
    """Return the mean distance between score and share of truth over bins of equal width, weighted by their size (Guo
    et al. 2017)."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = [
        abs(probabilities[places == b].mean() - truth[places == b].mean()) * (places == b).mean()
        for b in np.unique(places)
    ]
    return float(sum(gaps))
