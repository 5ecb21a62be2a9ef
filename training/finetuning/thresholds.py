"""Second looks, calibration and thresholds from predictions of paragraphs that the model had not been trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labels.counting import Floats, Truth
from labels.quick.calibration import best_threshold, platt_scaling
from models.decision import calibrated, in_doubt, looked_at_again, tags_of
from models.manifest import UNCALIBRATED, Calibration

_GRID = np.round(np.arange(0.20, 0.801, 0.01), 2)
_AS_GOOD = 0.002  # F1 within this of the best counts as the best


def fit_second_look(logits: Floats, share: float) -> float:
    """Return how near to 0 a logit must be for its paragraph to be read whole too, so that the given share of
    paragraphs is.

    Args:
        logits: of the sentences, shape (paragraphs, categories).
    """
    nearest = np.abs(logits).min(axis=1)
    return float(np.round(np.quantile(nearest, share), 2)) if share else 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """The logits that paragraphs got unseen, shape (paragraphs, categories), and how near to 0 those of their sentences
    had to be for a second look."""

    logits: Floats
    second_look: float


def looked_at_twice(readings: Floats, share: float) -> Told:
    """Join the readings of `Fitted.logits`."""
    if len(readings) == 1:
        return Told(readings[0], 0.0)
    sentences, whole = readings
    second_look = fit_second_look(sentences, share)
    doubtful = in_doubt(sentences, second_look)
    return Told(looked_at_again(sentences, whole[doubtful], doubtful), second_look)


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


def cross_fitted_tags(
    logits: Floats,
    truth: Truth,
    folds: Sequence[tuple[Sequence[int], Sequence[int]]],
    ids: Sequence[str],
    exclusive: bool,
) -> list[tuple[str, ...]]:
    """Tag every paragraph with calibration and thresholds chosen on the other folds only, so that scores are not
    flattered.

    Args:
        folds: of the numbers of these paragraphs, what is learnt from and what is judged.
    """
    tags: list[tuple[str, ...]] = [()] * len(logits)
    for others, tested in folds:
        calibration = fit_calibration(logits[others], truth[others], ids)
        thresholds = fit_thresholds(calibrated(logits[others], calibration), truth[others], ids)
        for row, found in zip(
            tested, tags_of(calibrated(logits[tested], calibration), thresholds, exclusive), strict=True
        ):
            tags[row] = found
    return tags


def tags_at_half(logits: Floats, truth: Truth, ids: Sequence[str], exclusive: bool) -> list[tuple[str, ...]]:
    """Tag at 0.5 of the calibrated score: thresholds chosen on the same paragraphs would flatter the figure more than
    scaling does."""
    probabilities = calibrated(logits, fit_calibration(logits, truth, ids))
    return tags_of(probabilities, dict.fromkeys(ids, 0.5), exclusive)
