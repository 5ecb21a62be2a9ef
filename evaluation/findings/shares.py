"""The table of shares: raw, corrected, with intervals, and how many more labels would make them narrower."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

from scipy import stats

from evaluation.findings.blocks import Block, Counting
from evaluation.findings.estimation import CONFIDENCE, FEWEST, combine
from evaluation.findings.frame import Key

ALL = "*"
"""Stands for all groups."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a category in a group, from 0 to 1.

    `raw` is what the model counted, `share` the corrected one with its standard error and 95 % interval (None where too
    little is labelled: `note` says what is missing). `reports` and `paragraphs` are in the group, of which so many are
    labelled. `effective_reports` would have to be labelled for the same precision without the model. `more_reports`
    more labelled ones give an interval of the width asked for, 0 where it is that narrow, None where it never is.
    """

    group: Key
    category: str
    raw: float
    share: float | None
    low: float | None
    high: float | None
    error: float | None
    reports: int
    reports_labelled: int
    paragraphs: int
    effective_reports: float | None
    more_reports: int | None
    note: str = ""

    def to_json(self, by: Sequence[str]) -> dict[str, Any]:
        """Return the object that shares.json holds, with the group as a mapping."""
        return {**asdict(self), "group": dict(zip(by, self.group, strict=True)) if self.group else {}}


def shares_of(counting: Counting, blocks: Sequence[Block], aim: float) -> list[Share]:
    """Return the shares of all reports, then of each group, categories in their order.

    Args:
        blocks: those of `counting`.
        aim: half the width of the interval that is wanted, as a share.
    """
    found: list[Share] = []
    whole = counting.whole()
    for block in [whole, *(blocks if counting.frame.by else ())]:
        for number, group in enumerate(block.groups):
            found += _of_group(block, number, group, counting.ids, aim)
    return found


def _of_group(block: Block, number: int, group: Key, ids: Sequence[str], aim: float) -> list[Share]:
    reports = block.reports
    there = reports.size[:, number] > 0
    labelled = int((there & reports.labelled).sum())
    raw = reports.tagged[:, number].sum(axis=0) / reports.size[:, number].sum()
    given = dict(
        group=group,
        reports=int(there.sum()),
        reports_labelled=labelled,
        paragraphs=int(reports.paragraphs[:, number].sum()),
    )
    own = block.coefficients({group: 1.0})
    if block.corrected is None or labelled < min(FEWEST, there.sum()):
        missing = f"{labelled} of its {there.sum()} reports labelled: label {FEWEST - labelled} more to correct it"
        nothing = dict.fromkeys(("share", "low", "high", "error", "effective_reports", "more_reports"))
        return [Share(category=key, raw=float(raw[n]), note=missing, **given, **nothing) for n, key in enumerate(ids)]
    estimate, gold = combine([(block.corrected, own)]), combine([(block.corrected, own)], gold=True)
    thin = block.corrected.cells.pooled
    return [
        Share(
            category=key,
            raw=float(raw[n]),
            share=float(estimate.value[n]),
            low=max(float(estimate.low[n]), 0.0),
            high=min(float(estimate.high[n]), 1.0),
            error=float(estimate.error[n]),
            effective_reports=_effective(labelled, int(there.sum()), float(estimate.error[n]), float(gold.error[n])),
            more_reports=_more(labelled, int(there.sum()), float(estimate.error[n]), aim),
            note=f"{thin} thin strata taken together" if thin else "",
            **given,
        )
        for n, key in enumerate(ids)
    ]


def _effective(labelled: int, there: int, error: float, gold: float) -> float:
    """Return how many reports, labelled and without a model, would give this error."""
    if labelled == there or error == 0:
        return float(there)
    spread = gold**2 / (1 / labelled - 1 / there)
    return 1 / (error**2 / spread + 1 / there) if spread else float(labelled)


def half_width(labelled: int, there: int, spread: float) -> float:
    """Return half the width of a 95 % interval from so many labelled reports of those there are.

    Args:
        spread: the standard deviation of what a report adds to the error.
    """
    if labelled >= there:
        return 0.0
    t = float(stats.t.ppf((1 + CONFIDENCE) / 2, labelled - 1))
    return t * spread * sqrt(1 / labelled - 1 / there)


def _more(labelled: int, there: int, error: float, aim: float) -> int:
    if labelled == there or error == 0:
        return 0
    spread = error / sqrt(1 / labelled - 1 / there)
    low, high = labelled, there
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if half_width(middle, there, spread) <= aim else (middle + 1, high)
    return low - labelled
