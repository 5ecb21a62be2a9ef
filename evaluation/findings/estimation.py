"""Correct what a model counted by what people found in a sample of reports, with intervals over reports.

The estimator is the difference estimator of survey sampling, as in prediction-powered inference (Angelopoulos et al.
2023) and design-based supervised learning (Egami et al. 2023): the share that the model counted in all reports, plus
the share by which it was found wrong in the labelled ones. Errors inside one report are alike, so what differs from
report to report gives the interval, with Student's t.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from labels.counting import Floats
from labels.sampling.widths import CONFIDENCE
from storage.errors import BadData

FEWEST = 2
"""Labelled reports that an interval needs: one says nothing about how reports differ."""
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reports:
    """What was counted in each report, for each of the groups that are told apart inside reports.

    Shapes: `size` and `paragraphs` (reports, groups), how much text there is, in units of the measure and in
    paragraphs; `tagged` and `true` (reports, groups, categories), how much of it a category has by the model and by
    people; `noise` the same, the variance of `true` where only some paragraphs of a report are labelled and `true` is
    an estimate. `true` and `noise` of reports that are not labelled are not looked at. `labelled` and `stratum`
    (reports,): whether people labelled a report, and in which stratum of the sample it stands.
    """

    size: Floats
    paragraphs: Floats
    tagged: Floats
    true: Floats
    noise: Floats
    labelled: npt.NDArray[np.bool_]
    stratum: Whole


@dataclass(frozen=True, slots=True)
class Cells:
    """Where reports were drawn: `of` (labelled reports,) names the cell of each, `drawn` and `there` (cells,) say how
    many of how many reports of a cell are labelled. `pooled` strata were too thin to stand alone."""

    of: Whole
    drawn: Whole
    there: Whole
    pooled: int

    @property
    def weights(self) -> Floats:
        """How many reports each labelled one stands for, shape (labelled reports, 1)."""
        return (self.there / self.drawn)[self.of][:, None]

    @property
    def freedom(self) -> float:
        """The degrees of freedom of a variance within cells."""
        return float(np.where(self.drawn < self.there, self.drawn - 1, 0).sum())

    def variance(self, added: Floats) -> Floats:
        """Return the variance of a total, shape (…), from what each labelled report adds to its error, shape (labelled
        reports, …): cells are independent and drawn without replacement (Cochran 1977, 5.9)."""
        found = np.zeros(added.shape[1:])
        for cell, (drawn, there) in enumerate(zip(self.drawn, self.there, strict=True)):
            if drawn < there:
                found += (1 - drawn / there) * drawn * added[self.of == cell].var(axis=0, ddof=1)
        return found


@dataclass(frozen=True, slots=True)
class Corrected:
    """Corrected shares of the groups of a block, and what each labelled report adds to their error.

    Shapes: `raw`, `share` and `gold` (groups, categories): counted by the model, corrected, and told by labelled
    reports alone; `added` and `added_gold` (labelled reports, groups, categories); `inside` (groups, categories), the
    variance from paragraphs left unlabelled in labelled reports; `floor` (groups,), the least standard error that so
    few labels allow.
    """

    raw: Floats
    share: Floats
    gold: Floats
    added: Floats
    added_gold: Floats
    inside: Floats
    floor: Floats
    cells: Cells


@dataclass(frozen=True, slots=True)
class Estimate:
    """Numbers, one a category, with their standard errors, degrees of freedom, 95 % intervals, and two-sided p values
    of being 0; all of shape (categories,)."""

    value: Floats
    error: Floats
    freedom: Floats
    low: Floats
    high: Floats
    p: Floats


def correct(reports: Reports) -> Corrected:
    """Correct the shares of groups of reports that were drawn at random, each in its stratum.

    A report weighs as much as the reports it stands for: those of its stratum by those drawn. Where everything is
    labelled the result is what people found, with an error of 0.

    Raises:
        BadData: fewer than two of several reports are labelled, or a group has no text.
    """
    labelled = np.flatnonzero(reports.labelled)
    if len(labelled) < min(FEWEST, len(reports.labelled)):
        raise BadData(
            f"{len(labelled)} of {len(reports.labelled)} reports is labelled. Expected at least {FEWEST}, or all: one "
            "says nothing about how reports differ; label more."
        )
    whole = reports.size.sum(axis=0)
    if not whole.all():
        raise BadData("A group without text arrived. Expected a paragraph in every group; leave it out.")
    cells = _cells(reports.stratum, reports.labelled)
    size, tagged, true = (one[labelled] for one in (reports.size, reports.tagged, reports.true))
    drawn = (cells.weights * size).sum(axis=0)
    drawn[drawn == 0] = np.nan  # no labelled report has text of this group: nothing can be said
    raw = reports.tagged.sum(axis=0) / whole[:, None]
    missed, added = _ratio(true - tagged, size, cells.weights, drawn)
    gold, added_gold = _ratio(true, size, cells.weights, drawn)
    inside = (cells.weights[..., None] * reports.noise[labelled]).sum(axis=0) / drawn[:, None] ** 2
    return Corrected(raw, raw + missed, gold, added, added_gold, inside, _floor(reports, labelled), cells)


def _ratio(amount: Floats, size: Floats, weights: Floats, drawn: Floats) -> tuple[Floats, Floats]:
    """Return Σ weight·amount / Σ weight·size, and what each report adds to its error by linearization (Särndal et al.
    1992, 5.6)."""
    ratio = (weights[..., None] * amount).sum(axis=0) / drawn[:, None]
    return ratio, weights[..., None] * (amount - ratio * size[..., None]) / drawn[:, None]


def _floor(reports: Reports, labelled: Whole) -> Floats:
    """Return the standard error that a single wrong paragraph would give: labels that found nothing wrong do not say
    that nothing is, and this is what they leave open (the rule of three)."""
    size = reports.size[labelled].sum(axis=0)
    left = 1 - (reports.size[labelled] > 0).sum(axis=0) / (reports.size > 0).sum(axis=0)
    one = reports.size.sum(axis=0) / reports.paragraphs.sum(axis=0)
    return np.asarray(np.sqrt(left) * one / np.where(size > 0, size, np.nan))


def _cells(stratum: Whole, labelled: npt.NDArray[np.bool_]) -> Cells:
    """Let each stratum be a cell, but pool those of which too few reports are labelled to show how they differ."""
    there = np.bincount(stratum)
    drawn = np.bincount(stratum, labelled, len(there)).astype(np.int64)
    cell = np.arange(len(there))
    thin = (drawn < FEWEST) & (drawn < there)
    while thin.any() and drawn[thin].sum() < FEWEST and not thin.all():
        others = np.flatnonzero(~thin & (there > 0))
        thin[others[np.argmin(there[others])]] = True
    cell[thin] = np.flatnonzero(thin)[0] if thin.any() else 0
    used, own = np.unique(cell[stratum], return_inverse=True)
    return Cells(
        own[labelled],
        np.bincount(own, labelled, len(used)).astype(np.int64),
        np.bincount(own, minlength=len(used)),
        int((thin & (there > 0)).sum()) if thin.sum() > 1 else 0,
    )


def combine(parts: Iterable[tuple[Corrected, Sequence[float]]], gold: bool = False) -> Estimate:
    """Add up shares of groups, each times its coefficient: one share, a difference, the slope of a trend.

    Args:
        parts: blocks whose reports were drawn independently of each other, and a coefficient for each of their groups.
        gold: estimate from labelled reports alone.

    Returns:
        NaN where a block's labelled reports have no text of a group with a coefficient.
    """
    value: Floats = np.zeros(1)
    variance: Floats = np.zeros(1)
    weighted: Floats = np.zeros(1)
    floor, fewest = 0.0, np.inf
    for block, coefficients in parts:
        used = np.flatnonzero(coefficients)
        times = np.asarray(coefficients, np.float64)[used]
        value = value + times @ (block.gold if gold else block.share)[used]
        added = (block.added_gold if gold else block.added)[:, used]
        own = block.cells.variance(np.einsum("rgc,g->rc", added, times)) + times**2 @ block.inside[used]
        variance = variance + own
        weighted = weighted + own**2 / max(block.cells.freedom, 1.0)
        floor += float(times**2 @ block.floor[used] ** 2)
        fewest = min(fewest, block.cells.freedom or np.inf)
    return _estimate(value, variance, weighted, floor=floor, fewest=fewest)


def _estimate(value: Floats, variance: Floats, weighted: Floats, *, floor: float, fewest: float) -> Estimate:
    """Make an interval of it, with the degrees of freedom of Satterthwaite (1946)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = np.where(weighted > 0, variance**2 / weighted, fewest)
        error = np.sqrt(np.maximum(variance, floor))
        half = np.where(error > 0, stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * error, 0.0)
        p = np.where(error > 0, 2 * stats.t.sf(np.abs(value) / error, freedom), np.where(value == 0, 1.0, 0.0))
    return Estimate(value, error, freedom, value - half, value + half, p)
