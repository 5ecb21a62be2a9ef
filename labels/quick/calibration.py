"""What is fitted to out-of-fold scores of one category: Platt scaling, and the limit from which it is tagged."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
FEWEST = 10
"""Texts with a category, or without it, below which a calibration or a limit fits noise."""


def platt_scaling(scores: Floats, labels: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Fit Platt scaling (Platt 1999): return slope and offset of the log-odds, 1 and 0 where fewer than ten are on
    either side."""
    from sklearn.linear_model import LogisticRegression

    if min(labels.sum(), (~labels).sum()) < FEWEST:
        return 1.0, 0.0
    fitted = LogisticRegression(C=10.0).fit(scores[:, None], labels)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def middle_of_plateau(tried: npt.NDArray[np.floating], scores: npt.NDArray[np.floating], slack: float) -> float:
    """Return, of the limits tried whose score is within `slack` of the best, the one nearest their median: surer than
    the highest."""
    plateau = tried[scores >= scores.max() - slack]
    return float(plateau[np.abs(plateau - np.median(plateau)).argmin()])
