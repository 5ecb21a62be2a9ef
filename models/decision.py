"""From logits to tags: the one place where calibration and thresholds are applied."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from labels.counting import Floats
from models.manifest import Calibration


def in_doubt(logits: npt.ArrayLike, second_look: float) -> npt.NDArray[np.bool_]:
    """Say of each text whether it is read whole too: where a logit of its sentences is nearer to 0 than `second_look`.

    Args:
        logits: shape (texts, categories).
    """
    return np.asarray((np.abs(np.asarray(logits)) < second_look).any(axis=-1))


def looked_at_again(logits: Floats, whole: Floats, doubtful: npt.NDArray[np.bool_]) -> Floats:
    """Return the logits of texts, of which the doubtful were read whole too: there the mean of both counts.

    Args:
        logits: those of the sentences, shape (texts, categories).
        whole: those of the doubtful texts read whole, shape (doubtful, categories).
        doubtful: shape (texts,).
    """
    told = logits.copy()
    told[doubtful] = (told[doubtful] + whole) / 2
    return told


def calibrated(logits: npt.ArrayLike, calibration: Mapping[str, Calibration]) -> Floats:
    """Turn logits, shape (…, categories), into calibrated probabilities of the same shape; columns in the mapping's
    order."""
    slopes = np.array([one.slope for one in calibration.values()])
    offsets = np.array([one.offset for one in calibration.values()])
    return np.asarray(expit(np.asarray(logits, dtype=np.float64) * slopes + offsets))


def tags_of(probabilities: Floats, thresholds: Mapping[str, float], exclusive: bool) -> list[tuple[str, ...]]:
    """Name the categories of each row of probabilities, shape (rows, categories).

    Several, one or none per row: those at or above their threshold. Where the taxonomy is exclusive, exactly one: the
    category that is furthest above (or least below) its threshold.
    """
    ids: Sequence[str] = tuple(thresholds)
    margins = probabilities - np.array(list(thresholds.values()))
    if exclusive:
        return [(ids[best],) for best in margins.argmax(axis=1)]
    return [tuple(key for key, margin in zip(ids, row, strict=True) if margin >= 0) for row in margins]
