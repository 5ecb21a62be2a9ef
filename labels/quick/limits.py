"""Where scores become tags, and how good the tags are: F1, and the limit for each category that makes it best out of
fold."""

import numpy as np

from labels.quick.calibration import FEWEST, middle_of_plateau
from labels.quick.characters import Floats, Truth

_AS_GOOD = 0.005  # F1 within this of the best counts as the best
_TRIED = 97


def f1_of(tagged: Truth, truth: Truth) -> Floats:
    """Return F1 of each category, 0 where it is neither tagged nor there; both of shape (texts, categories)."""
    return np.asarray(
        2 * (tagged & truth).sum(axis=0) / np.maximum(1, tagged.sum(axis=0) + truth.sum(axis=0)), np.float64
    )


def best_limits(unseen: Floats, truth: Truth) -> Floats:
    """Return for each category the log-odds from which a tag gives the best F1 out of fold; 0 where fewer than ten
    carry it."""
    return np.array([_best_limit(unseen[:, k], truth[:, k]) for k in range(truth.shape[1])])


def _best_limit(scores: Floats, labels: Truth) -> float:
    if labels.sum() < FEWEST:
        return 0.0
    tried = np.quantile(scores, np.linspace(0.02, 0.98, _TRIED))
    tagged = scores[:, None] >= tried
    found = 2 * (tagged & labels[:, None]).sum(axis=0) / (tagged.sum(axis=0) + labels.sum())
    return middle_of_plateau(tried, found, _AS_GOOD)
