"""How sure a rate is to be at least so high on other reports; paragraphs of one report resemble each other.

The exact binomial test with the effective number of trials (Korn and Graubard, Confidence intervals for proportions
with small expected number of positive counts estimated from survey data, Survey Methodology 24, 1998): trials are
divided by the design effect of the reports, at least 1, and by what few reports leave uncertain.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, stdtrit

from labels.counting import Floats

TESTED_AT = 0.04
"""A promise may be broken in one of twenty cases. The effective number is an estimate itself, so the test is
stricter."""
_FEWEST_REPORTS = 2
_MOST_TIMES = 20  # as many reports again, beyond which how many more it takes is not said


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of `trials` were `hits`, in so many reports that had trials, and the design effect of these."""

    hits: float
    trials: float
    reports: int
    effect: float

    @property
    def rate(self) -> float:
        """The share of hits, 0 of no trials."""
        return self.hits / self.trials if self.trials else 0.0

    def chance_below(self, target: float) -> float:
        """Return how likely so many hits would be if the rate were the target: the p-value of a rate below it."""
        effective = self._effective()
        if effective * self.rate == 0:
            return 1.0
        return float(betainc(effective * self.rate, effective * (1 - self.rate) + 1, target))

    def at_least(self) -> float:
        """Return the rate that it is above in all but `TESTED_AT` of cases."""
        effective = self._effective()
        if effective * self.rate == 0:
            return 0.0
        return float(betaincinv(effective * self.rate, effective * (1 - self.rate) + 1, TESTED_AT))

    def times(self, factor: float) -> "Tally":
        """Return the tally of so many times the reports, were they like these."""
        return Tally(self.hits * factor, self.trials * factor, round(self.reports * factor), self.effect)

    def _effective(self) -> float:
        if self.reports < _FEWEST_REPORTS or self.trials < _FEWEST_REPORTS:
            return 0.0
        of_trials, of_reports = (stdtrit(count - 1, 1 - TESTED_AT) for count in (self.trials, self.reports))
        return float(self.trials / self.effect * min(1.0, (of_trials / of_reports) ** 2))


def tallies(hits: NDArray[np.int64], trials: NDArray[np.int64], target: float) -> list[Tally]:
    """Count hits and trials for each threshold tried.

    Where hardly anything is missed, the reports' design effect cannot be seen; so no threshold's is taken to be less
    than that of the one whose rate is nearest to the target.

    Args:
        hits: of each report at each threshold, shape (reports, thresholds).
        trials: the same of trials.
    """
    effects = np.array([design_effect(*columns) for columns in zip(hits.T, trials.T, strict=True)])
    rates = hits.sum(axis=0) / np.maximum(trials.sum(axis=0), 1)
    known = np.isfinite(effects)
    near = effects[known][np.abs(rates[known] - target).argmin()] if known.any() else 1.0
    least = max(1.0, float(near))
    return [
        Tally(int(own.sum()), int(of.sum()), int((of > 0).sum()), max(least, effect) if np.isfinite(effect) else least)
        for own, of, effect in zip(hits.T, trials.T, effects, strict=True)
    ]


def design_effect(hits: NDArray[np.int64], trials: NDArray[np.int64]) -> float:
    """Return how many times the variance of a rate is that of independent trials; NaN where all or none are hits.

    By the jackknife over reports; hits and trials have the shape (reports,).
    """
    some = trials > 0
    hits, trials = hits[some], trials[some]
    total, reports = trials.sum(), len(trials)
    if reports < _FEWEST_REPORTS or hits.sum() in (0, total):
        return float("nan")
    rate = hits.sum() / total
    without = (hits.sum() - hits) / (total - trials)
    variance = (reports - 1) / reports * ((without - rate) ** 2).sum()
    return float(variance / (rate * (1 - rate) / total))


def more_reports(found: list[Tally], target: float, enough: Callable[[Tally], bool]) -> int | None:
    """Return how many more reports like these would do at the best of the thresholds, None where none would, or where
    it would take more than twenty times as many."""
    reaching = [one for one in found if one.rate > target and one.reports >= _FEWEST_REPORTS]
    needed: list[int] = []
    for one in reaching:
        most = _MOST_TIMES * one.reports
        factors: Floats = np.arange(1, most + 1) / one.reports + 1
        if not enough(one.times(float(factors[-1]))):
            continue
        low, high = 0, most - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(one.times(float(factors[middle]))) else (middle + 1, high)
        needed.append(low + 1)
    return min(needed, default=None)
