"""Whether scores mean what they say: of what gets 0.7, seven in ten should be right.

The error is the expected calibration error over ten bins of equal width (Guo et al. 2017). It is never 0: a perfect
model's is that of chance, the noise floor, which shrinks with the number of paragraphs. Each error stands beside its
own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from evaluation.scoring.slices import FEWEST, Value, rank, values_of
from labels.bootstrap import Interval, draws, middle, sums_by_report
from labels.counting import Floats, Truth
from labels.labelled import LabelledParagraph
from labels.quick.calibration import BINS, bins_of, expected_calibration_error

_SIMULATED = 400
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Bin:
    """Paragraphs whose scores lie in one tenth: how many, their mean score, and how many of them carry the category."""

    paragraphs: int
    mean_score: float
    share: float

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {"paragraphs": self.paragraphs, "mean_score": self.mean_score, "share": self.share}


@dataclass(frozen=True, slots=True)
class CategoryCalibration:
    """The calibration error of a category, its 95 % interval over reports (None with fewer than two), and what chance
    alone gives.

    `floor` is the mean error that a perfectly calibrated model would have on these scores, `noise` the error that it
    would exceed in one of twenty cases; both take paragraphs as independent.
    """

    error: float
    interval: Interval | None
    floor: float
    noise: float
    bins: tuple[Bin, ...]

    @property
    def off(self) -> bool:
        """The error is more than chance would give."""
        return self.error > self.noise

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {
            "error": self.error,
            "interval": self.interval,
            "floor": self.floor,
            "noise": self.noise,
            "bins": [one.to_json() for one in self.bins],
        }


@dataclass(frozen=True, slots=True)
class CalibrationSlice:
    """The calibration of a level, a period, a source or a year that holds at least `FEWEST` paragraphs."""

    value: Value
    paragraphs: int
    categories: Mapping[str, CategoryCalibration]

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds; the bins are left out."""
        kept = {key: {k: v for k, v in one.to_json().items() if k != "bins"} for key, one in self.categories.items()}
        return {"value": self.value, "paragraphs": self.paragraphs, "categories": kept}


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """How far scores can be taken as probabilities, for each category and for parts of the paragraphs."""

    categories: Mapping[str, CategoryCalibration]
    slices: Mapping[str, tuple[CalibrationSlice, ...]]

    @property
    def mean(self) -> float:
        """The mean of the categories' errors."""
        return float(np.mean([one.error for one in self.categories.values()]))

    @property
    def mean_floor(self) -> float:
        """The mean of their noise floors."""
        return float(np.mean([one.floor for one in self.categories.values()]))

    def line(self) -> str:
        """Return what is worth a line of print."""
        worst, one = max(self.categories.items(), key=lambda item: item[1].error)
        return (
            f"calibration error {self.mean:.3f} on average (chance alone {self.mean_floor:.3f}), at most "
            f"{one.error:.3f} ({worst})"
        )

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {
            "mean": self.mean,
            "mean_floor": self.mean_floor,
            "categories": {key: one.to_json() for key, one in self.categories.items()},
            "slices": {key: [one.to_json() for one in parts] for key, parts in self.slices.items()},
        }


def calibration_report(
    rows: Sequence[LabelledParagraph], scores: Floats, truth: Truth, ids: Sequence[str], *, seed: int = 0
) -> CalibrationReport:
    """Compare scores with what people said, for each category and by source, level, period and year.

    Args:
        scores: of every category for each row, shape (rows, categories).
        truth: what people said, the same shape.
        seed: of the bootstrap and of the simulated chance.
    """
    reports = np.array([row.report for row in rows])

    def of(part: NDArray[np.bool_]) -> dict[str, CategoryCalibration]:
        return {
            key: category_calibration(scores[part, k], truth[part, k], reports[part].tolist(), seed=seed)
            for k, key in enumerate(ids)
        }

    slices = {}
    for key, values in values_of(rows).items():
        parts = {value: np.array([other == value for other in values]) for value in sorted(set(values), key=rank)}
        large = {value: part for value, part in parts.items() if part.sum() >= FEWEST}
        if large:
            slices[key] = tuple(CalibrationSlice(value, int(part.sum()), of(part)) for value, part in large.items())
    return CalibrationReport(of(np.ones(len(rows), dtype=np.bool_)), slices)


def category_calibration(scores: Floats, truth: Truth, reports: Sequence[str], *, seed: int = 0) -> CategoryCalibration:
    """Compare the scores of one category, shape (paragraphs,), with what people said."""
    chance = chance_errors(scores, seed)
    noise = float(np.quantile(chance, 0.95))
    return CategoryCalibration(
        error=expected_calibration_error(scores, truth),
        interval=_interval(scores, truth, reports, noise, seed),
        floor=float(chance.mean()),
        noise=noise,
        bins=_bins(scores, truth),
    )


def chance_errors(scores: Floats, seed: int = 0) -> Floats:
    """Simulate the calibration error of labels that these scores are the true probabilities of."""
    generator = np.random.default_rng(seed)
    drawn = (generator.random(len(scores)) < scores for _ in range(_SIMULATED))
    return np.array([expected_calibration_error(scores, labels) for labels in drawn])


def _interval(scores: Floats, truth: Truth, reports: Sequence[str], noise: float, seed: int) -> Interval | None:
    """Return an interval from a bootstrap over reports.

    An error is too large by the noise in it, and a resample's twice. So it reaches down as the basic bootstrap does
    (Davison and Hinkley 1997, section 5.2), to 0 where chance alone would explain the error, and up by t times the
    standard error without that correction: plain percentiles would hold the true error in half of the cases only.
    """
    tenths = np.eye(BINS)[bins_of(scores)]
    sums = np.stack([tenths * (scores - truth)[:, None], tenths], axis=1)
    table = sums_by_report(sums, reports)
    if len(table) < 2:
        return None
    drawn = np.tensordot(draws(len(table), _RESAMPLES, seed), table, axes=1)
    errors = np.abs(drawn[:, 0]).sum(axis=-1) / drawn[:, 1].sum(axis=-1)
    error = expected_calibration_error(scores, truth)
    low = 0.0 if error <= noise else max(0.0, 2 * error - middle(errors)[1])
    return low, error + float(student.ppf(0.975, len(table) - 1) * errors.std())


def _bins(scores: Floats, truth: Truth) -> tuple[Bin, ...]:
    places = bins_of(scores)
    parts = [places == number for number in np.unique(places)]
    return tuple(Bin(int(part.sum()), float(scores[part].mean()), float(truth[part].mean())) for part in parts)
