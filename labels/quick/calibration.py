"""Fit Platt scaling, and the threshold from which a category is tagged, to scores of texts that a model did not see;
and how far from the truth scores are."""

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from labels.counting import Floats, Truth, f1_of

FEWEST = 10
"""Texts with a category, or without it, below which a calibration or a threshold fits noise."""
BINS = 10
"""Bins of the calibration error."""
_AS_GOOD = 0.005  # F1 within this of the best counts as the best
_TRIED = 97
_HALF = 0.0  # the log-odds of a probability of 0.5


def platt_scaling(scores: Floats, labels: Truth) -> tuple[float, float]:
    """Fit Platt scaling (Platt 1999): return slope and offset of the log-odds, 1 and 0 where fewer than ten are on
    either side."""
    from sklearn.linear_model import LogisticRegression

    if min(labels.sum(), (~labels).sum()) < FEWEST:
        return 1.0, 0.0
    fitted = LogisticRegression(C=10.0).fit(scores[:, None], labels)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def calibrated(unseen: Floats, truth: Truth) -> Floats:
    """Turn out-of-fold log-odds into probabilities of the same shape by Platt scaling.

    A category that fewer than ten texts carry, or lack, is left as it is.
    """
    return np.column_stack([_calibrated(unseen[:, k], truth[:, k]) for k in range(truth.shape[1])])


def _calibrated(scores: Floats, labels: Truth) -> Floats:
    slope, offset = platt_scaling(scores, labels)
    return probabilities_of(slope * scores + offset)


def probabilities_of(odds: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)) for every value, without overflow."""
    return np.asarray(expit(odds))


def best_thresholds(unseen: Floats, truth: Truth) -> Floats:
    """Return for each category the log-odds from which a tag gives the best F1 out of fold; 0 where fewer than ten
    carry it."""
    tried = np.quantile(unseen, np.linspace(0.02, 0.98, _TRIED), axis=0)
    columns = range(truth.shape[1])
    return np.array([best_threshold(unseen[:, k], truth[:, k], tried[:, k], _AS_GOOD, rare=_HALF) for k in columns])


def best_threshold(
    scores: Floats, labels: Truth, tried: npt.NDArray[np.floating], slack: float, *, rare: float
) -> float:
    """Return, of the thresholds tried, one that gives the best F1 of a category, or within `slack` of the best.

    Of these it is the one nearest their median: surer than the highest.

    Args:
        scores: of the texts, from a model that did not see them.
        labels: which of the texts carry the category.
        rare: what a category that fewer than ten carry gets.
    """
    if labels.sum() < FEWEST:
        return rare
    tagged = scores[:, None] >= tried
    found = f1_of((tagged & labels[:, None]).sum(axis=0), tagged.sum(axis=0) + labels.sum())
    plateau = tried[found >= found.max() - slack]
    return float(plateau[np.abs(plateau - np.median(plateau)).argmin()])


def bins_of(probabilities: Floats) -> npt.NDArray[np.int64]:
    """Return the bin of equal width that each probability lies in."""
    return np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)


def expected_calibration_error(probabilities: Floats, truth: Truth) -> float:
    """Return the mean distance between score and share of truth over the bins, weighted by their size (Guo et al.
    2017)."""
    gaps = np.bincount(bins_of(probabilities), weights=probabilities - truth, minlength=BINS)
    return float(np.abs(gaps).sum() / len(truth))
