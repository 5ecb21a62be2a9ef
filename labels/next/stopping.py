"""When to stop labelling: what the next labels are expected to add, read off the learning curve of those there are.

A model of characters learns from parts of the labels and is judged, by folds of whole regions, on what it did not see.
A power law y = a - b·n^-c is put through the scores (Cortes et al. 1993, "Learning curves: asymptotic values and rate
of convergence") and carried on. Drawing whole reports again and again (bootstrap) says how sure that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labels.bootstrap import draws
from labels.counting import Floats, Truth, f1_of, indicators
from labels.labelled import LabelledParagraph
from labels.quick.calibration import best_thresholds
from labels.quick.characters import character_vectors, log_odds, similarities
from labels.splits import grouped_folds
from labels.taxonomy import Taxonomy
from storage.errors import BadSettings

ENOUGH = 0.005
"""Macro-F1 below which the next labels are not worth their hours: two runs of one training differ by as much
(docs/encoder.md)."""
MORE = 200
FEWEST_ROWS = 60
"""Labelled paragraphs below which there is no curve to read."""
_SIZES = 6
_FOLDS = 5
_DRAWS = 2  # orders in which the labels of a fold are learnt; their scores are averaged
_RESAMPLES = 200
_EXPONENTS = np.linspace(0.1, 1.5, 29)
_INTERVAL = (5, 95)  # per cent

_Folds = Sequence[tuple[list[int], list[int]]]
_Order = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Macro-F1 at each number of labels, out of fold, and what `more` labels beyond the `labels` there are should add.

    `low` and `high` bound the gain in 90 of 100 drawings of reports; `enough` is the gain below which one stops.
    """

    sizes: tuple[int, ...]
    macro_f1: tuple[float, ...]
    labels: int
    more: int
    gain: float
    low: float
    high: float
    enough: float

    @property
    def stop(self) -> bool:
        """Say whether the expected gain is below what is enough."""
        return self.gain < self.enough

    def __str__(self) -> str:
        """Return the forecast as a sentence."""
        verdict = f"stop (below {self.enough:g})" if self.stop else f"go on (not below {self.enough:g})"
        expected = f"{self.gain:.3f} macro-F1 ({self.low:.3f} to {self.high:.3f})"
        return f"another {self.more} labels are expected to add {expected}: {verdict}"


def forecast(
    rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, more: int = MORE, enough: float = ENOUGH
) -> Forecast:
    """Measure the learning curve of the labels and carry it on by `more`. Deterministic.

    Raises:
        BadSettings: `more` is below 1, `enough` not above 0, there are fewer than 60 rows, or all are of one report.
        BadData: the rows share no run of characters.
    """
    _check_asked(len(rows), more, enough)
    sizes, hits, marks = _counts(rows, taxonomy)
    scores = _macro_f1(hits, marks, np.ones((1, hits.shape[2])))[0]
    weights = draws(hits.shape[2], _RESAMPLES, seed=0).astype(np.float64)
    gains = [expected_gain(sizes, one, len(rows), more) for one in _macro_f1(hits, marks, weights)]
    low, high = np.percentile(gains, _INTERVAL)
    gain = expected_gain(sizes, scores, len(rows), more)
    low, high = min(float(low), gain), max(float(high), gain)
    return Forecast(tuple(sizes), tuple(map(float, scores)), len(rows), more, gain, low, high, enough)


def _check_asked(rows: int, more: int, enough: float) -> None:
    if more < 1 or not 0 < enough < 1:
        raise BadSettings(
            f"{more} more labels and a gain of {enough:g} arrived. Expected 1 label or more and a gain between 0 and "
            "1; correct them."
        )
    if rows < FEWEST_ROWS:
        raise BadSettings(
            f"{rows} labelled paragraphs arrived. Expected {FEWEST_ROWS} or more for a learning curve; label on and "
            "ask again."
        )


def expected_gain(sizes: Sequence[int], scores: Floats, labels: int, more: int) -> float:
    """Fit y = a - b·n^-c by least squares, with b not below 0 and a not above 1, and return what it gains beyond
    `labels`."""
    places = np.asarray(sizes, np.float64)
    best, gain = np.inf, 0.0
    for exponent in _EXPONENTS:
        falling = places**-exponent
        slope, height = np.polyfit(falling, scores, 1)
        if height > 1:  # through the point (0, 1): a perfect model has an F1 of 1
            slope, height = float(falling @ (scores - 1) / (falling @ falling)), 1.0
        if slope > 0:
            slope, height = 0.0, float(np.mean(scores))
        error = float(((height + slope * falling - scores) ** 2).sum())
        if error < best:
            best, gain = error, float(slope * ((labels + more) ** -exponent - labels**-exponent))
    return gain


def _counts(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> tuple[list[int], Floats, Floats]:
    """Return the sizes, and for each size, draw, report and category the tags that hit, and the tags and labels
    together."""
    truth = indicators([row.labels for row in rows], taxonomy.ids)
    similar = similarities(character_vectors([row.text for row in rows]), range(len(rows)))
    folds = grouped_folds(rows, _FOLDS)
    smallest = min(len(learnt) for learnt, _ in folds)
    sizes = sorted({int(size) for size in np.geomspace(max(30, smallest / 10), smallest, _SIZES)})
    names = sorted({row.report for row in rows})
    owner = np.eye(len(names))[[names.index(row.report) for row in rows]]  # shape (rows, reports)
    shape = (len(sizes), _DRAWS, len(names), truth.shape[1])
    hits, marks = np.zeros(shape), np.zeros(shape)
    for drawing in range(_DRAWS):
        orders = [np.random.default_rng((drawing, fold)).permutation(learnt) for fold, (learnt, _) in enumerate(folds)]
        for place, size in enumerate(sizes):
            tagged = _tagged(similar, truth, folds, orders, size)
            hits[place, drawing] = owner.T @ (tagged & truth)
            marks[place, drawing] = owner.T @ tagged + owner.T @ truth
    return sizes, hits, marks


def _tagged(similar: Floats, truth: Truth, folds: _Folds, orders: Sequence[_Order], size: int) -> Truth:
    """Tag the rows of each fold by a model that learnt so many of the others, in the fold's order."""
    odds = np.zeros(truth.shape)
    for (_, judged), order in zip(folds, orders, strict=True):
        known = order[:size]
        block = similar[np.ix_([*known, *judged], known)]
        odds[judged] = log_odds(block, range(size), truth[known])[size:]
    tagged = np.zeros(truth.shape, np.bool_)
    for learnt, judged in folds:  # thresholds from the other folds, so that the scores are not flattered
        tagged[judged] = odds[judged] >= best_thresholds(odds[learnt], truth[learnt])
    return tagged


def _macro_f1(hits: Floats, marks: Floats, weights: Floats) -> Floats:
    """Return the macro-F1 at each size where each report counts so many times, shape (weights, sizes)."""
    summed = [np.einsum("wr,sdrk->wsdk", weights, counts) for counts in (hits, marks)]
    return np.asarray(f1_of(*summed).mean(axis=(2, 3)))
