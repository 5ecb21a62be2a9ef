"""From logits to tags, and to what a person should look at: the one place where calibration and thresholds are
applied."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from labels.counting import Floats, Truth, indicators
from models.manifest import Calibration, Manifest

MOST_MARKED = 0.2
"""The share of the paragraphs that people can be asked to look at: more than every fifth is no selection any more."""
_LEAST = 1e-12  # keeps odds finite


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


def chances_of_a_wrong_tag(probabilities: Floats, tagged: Truth, exclusive: bool) -> Floats:
    """Return how probable it is, as the calibrated probabilities have it, that not all tags of a row are right.

    Categories are taken as independent of each other. Where the taxonomy is exclusive, exactly one of them is true: the
    chance is that it is another one than the one tagged.

    Args:
        probabilities: calibrated, shape (rows, categories).
        tagged: which row was tagged with which category, the same shape.

    Returns:
        Shape (rows,).
    """
    if exclusive:
        odds = np.exp(logit(np.clip(probabilities, _LEAST, 1 - _LEAST)))
        return np.asarray(1 - np.where(tagged, odds, 0).sum(axis=1) / odds.sum(axis=1))
    return np.asarray(1 - np.where(tagged, probabilities, 1 - probabilities).prod(axis=1))


def to_review(probabilities: Floats, tags: Sequence[Sequence[str]], manifest: Manifest) -> Truth:
    """Say of each row of probabilities, shape (rows, categories), and of the tags it got, whether a person should look.

    By the chance of a wrong tag; in a bundle from before `review_above`, where a score lies near its threshold.
    """
    if manifest.review_above is None:
        limits, bands = (np.array(list(each.values())) for each in (manifest.thresholds, manifest.bands))
        return np.asarray((np.abs(probabilities - limits) < bands).any(axis=1))
    tagged = indicators(tags, manifest.taxonomy.ids)
    return chances_of_a_wrong_tag(probabilities, tagged, manifest.taxonomy.exclusive) > manifest.review_above


def fit_review(probabilities: Floats, thresholds: Mapping[str, float], exclusive: bool) -> float:
    """Return the chance of a wrong tag above which a fifth of the paragraphs lie, or less where many have the same.

    Args:
        probabilities: calibrated, of paragraphs that the model had not been trained on, shape (paragraphs, categories).
    """
    tagged = indicators(tags_of(probabilities, thresholds, exclusive), tuple(thresholds))
    chances = np.sort(chances_of_a_wrong_tag(probabilities, tagged, exclusive))
    return float(chances[len(chances) - 1 - int(MOST_MARKED * len(chances))])
