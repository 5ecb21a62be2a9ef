"""Compare two sets of reports by what their reports add up to: permutations of reports, never of paragraphs.

Were nothing changed, any report could stand in either set. So the reports are dealt anew many times, and a difference
counts as shown where few of these dealings give as large a one: exact for exchangeable reports, whatever varies between
them; with Welch's t as the statistic also right for large sets that vary unequally (Chung and Romano 2013).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from labels.bootstrap import draws
from labels.counting import Floats

DEALINGS = 1999
"""With them the smallest p value is 1 in 2,000: small enough after Holm's correction over some forty categories."""
_RESAMPLES = 1000
_AT_ONCE = 64
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Ratios:
    """Questions about ratios of sums, shape (questions,): each in the first set, in the second, half the width of the
    95 % interval of the difference (by report, t with Welch's degrees of freedom), and p."""

    before: Floats
    after: Floats
    half: Floats
    p: Floats


@dataclass(frozen=True, slots=True)
class Distance:
    """How far two distributions of scores lie apart: by how much scores moved on average (Wasserstein's distance).

    It is never 0: `chance` is its mean where reports are dealt anew. The interval starts at 0 where p is above 5 %.
    """

    value: float
    low: float
    high: float
    chance: float
    p: float


def dealings(before: int, after: int, seed: int = 0) -> Iterator[NDArray[np.bool_]]:
    """Deal reports anew, some at a time: shape (dealings, reports), true where a report is in the second set."""
    chance = np.random.default_rng(seed)
    own = np.repeat([False, True], [before, after])
    for start in range(0, DEALINGS, _AT_ONCE):
        count = min(_AT_ONCE, DEALINGS - start)
        yield chance.permuted(np.tile(own, (count, 1)), axis=1)


def p_value(reached: int) -> float:
    """Return p where so many dealings reached what was observed, which is one of the possible dealings itself."""
    return (1 + reached) / (1 + DEALINGS)


def compare_ratios(amounts: Floats, sizes: Floats, before: int, *, seed: int = 0) -> Ratios:
    """Compare Σ amounts / Σ sizes of the first reports with that of the others.

    Args:
        amounts: of each report for each question, shape (reports, questions).
        sizes: what they are shares of, the same shape.
        before: how many reports the first set has; each set has two at least.
    """
    own = (np.arange(len(amounts)) >= before)[None]
    first, last, variance, freedom = (one[0] for one in _welch(amounts, sizes, own))
    observed = _t(first, last, variance)
    reached = np.zeros(amounts.shape[1], np.int64)
    for after in dealings(before, len(amounts) - before, seed):
        one, other, spread, _ = _welch(amounts, sizes, after)
        reached += (np.abs(_t(one, other, spread)) >= np.abs(observed) - _ROUNDING).sum(axis=0)
    half = student.ppf(0.975, np.maximum(freedom, 1)) * np.sqrt(variance)
    return Ratios(first, last, half, np.array([p_value(int(one)) for one in reached]))


def _welch(amounts: Floats, sizes: Floats, after: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return both ratios, the variance of their difference and its degrees of freedom, shape (dealings, questions)."""
    ratios, variances, freedoms = [], [], []
    for inside in (~after, after):
        chosen = inside.astype(np.float64)
        count = chosen.sum(axis=1, keepdims=True)
        amount, size = chosen @ amounts, chosen @ sizes
        ratio = np.divide(amount, size, out=np.zeros_like(amount), where=size > 0)
        squares = chosen @ amounts**2 - 2 * ratio * (chosen @ (amounts * sizes)) + ratio**2 * (chosen @ sizes**2)
        spread = np.maximum(squares, 0) * count / (count - 1)
        variance = np.divide(spread, size**2, out=np.zeros_like(size), where=size > 0)
        ratios.append(ratio)
        variances.append(np.where(variance > _ROUNDING**2, variance, 0.0))
        freedoms.append(np.broadcast_to(count - 1, ratio.shape))
    total = variances[0] + variances[1]
    parts = sum(variance**2 / freedom for variance, freedom in zip(variances, freedoms, strict=True))
    freedom = np.divide(total**2, parts, out=np.ones_like(total), where=total > 0)
    return ratios[0], ratios[1], total, freedom


def _t(first: Floats, last: Floats, variance: Floats) -> Floats:
    difference = np.asarray(last - first)
    certain = np.where(np.abs(difference) > _ROUNDING, np.copysign(np.inf, difference), 0.0)
    return np.divide(difference, np.sqrt(variance), out=certain, where=variance > 0)


def distance(histograms: Floats, before: int, *, seed: int = 0) -> Distance:
    """Return how far the scores of the first reports lie from those of the others.

    Args:
        histograms: how many scores of each report lie in each of equal parts of 0 to 1, shape (reports, parts).
        before: how many reports the first set has.
    """
    heaped = np.cumsum(histograms, axis=1)
    observed = float(_apart(heaped, (np.arange(len(heaped)) >= before)[None].astype(np.float64))[0])
    dealt = np.concatenate(
        [_apart(heaped, after.astype(np.float64)) for after in dealings(before, len(heaped) - before, seed)]
    )
    p = p_value(int((dealt >= observed - _ROUNDING).sum()))
    after = len(heaped) - before
    times = np.hstack([draws(before, _RESAMPLES, seed), draws(after, _RESAMPLES, seed + 1)]).astype(np.float64)
    second = np.arange(len(heaped)) >= before
    drawn = _between(heaped, times * ~second, times * second)
    # A resample has the noise of the sample once more: downwards the basic bootstrap, upwards the plain one.
    low = 0.0 if p > 0.05 else max(0.0, 2 * observed - float(np.quantile(drawn, 0.975)))
    return Distance(observed, low, max(observed, float(np.quantile(drawn, 0.975))), float(dealt.mean()), p)


def _apart(heaped: Floats, after: Floats) -> Floats:
    return _between(heaped, 1 - after, after)


def _between(heaped: Floats, first: Floats, last: Floats) -> Floats:
    """Return the area between two cumulative distributions for each row of weights, shape (rows,)."""
    one, other = first @ heaped, last @ heaped
    gap = one / np.maximum(one[:, -1:], 1) - other / np.maximum(other[:, -1:], 1)
    return np.asarray(np.abs(gap).mean(axis=1))
