"""The table of shares: raw, corrected, with intervals, and how many more labels would make them narrower."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import sqrt
from typing import Any

from evaluation.findings.blocks import Block, Counting
from evaluation.findings.estimation import FEWEST, combine
from evaluation.findings.frame import Key
from labels.sampling.widths import half_width

ALL = "*"
"""Stands for all groups."""


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a category in a group, from 0 to 1.

    `raw` is what the model counted, `share` the corrected one with its standard error and 95 % interval (None where too
    little is labelled: `note` says what is missing). `reports` and `paragraphs` are in the group, of which so many are
    labelled. `effective_reports` would have to be labelled for the same precision without the model. `more_reports`
    more labelled ones give an interval of the width asked for.
    """

    group: Key
    category: str
    raw: float
    reports: int
    reports_labelled: int
    paragraphs: int
    share: float | None = None
    low: float | None = None
    high: float | None = None
    error: float | None = None
    effective_reports: float | None = None
    more_reports: int | None = None
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
            found += shares_of_group(block, number, group, counting.ids, aim)
    return found


def shares_of_group(block: Block, number: int, group: Key, ids: Sequence[str], aim: float) -> list[Share]:
    """Return the shares of a group of a block, by its number there, categories in their order."""
    reports = block.reports
    there = reports.size[:, number] > 0
    labelled = int((there & reports.labelled).sum())
    raw = reports.tagged[:, number].sum(axis=0) / reports.size[:, number].sum()
    plain = [
        Share(group, key, float(raw[n]), int(there.sum()), labelled, int(reports.paragraphs[:, number].sum()))
        for n, key in enumerate(ids)
    ]
    if block.corrected is None or labelled < min(FEWEST, there.sum()):
        more = min(FEWEST, there.sum()) - labelled
        missing = f"{labelled} of its {there.sum()} reports labelled: label {more} more to correct it"
        return [replace(one, note=missing) for one in plain]
    own = [(block.corrected, block.coefficients({group: 1.0}))]
    estimate, gold = combine(own), combine(own, gold=True)
    thin = block.corrected.cells.pooled
    return [
        replace(
            one,
            # Corrected, a rare category may come out below 0: no share is, and 0 is nearer to the truth.
            share=_within(estimate.value[n]),
            low=_within(estimate.low[n]),
            high=_within(estimate.high[n]),
            error=float(estimate.error[n]),
            effective_reports=_effective(one, float(estimate.error[n]), float(gold.error[n])),
            more_reports=_more(one, float(estimate.error[n]), aim),
            note=f"{thin} thin strata taken together" if thin else "",
        )
        for n, one in enumerate(plain)
    ]


def _within(value: float) -> float:
    return min(max(float(value), 0.0), 1.0)


def _effective(one: Share, error: float, gold: float) -> float:
    """Return how many reports, labelled and without a model, would give this error."""
    labelled, there = one.reports_labelled, one.reports
    if labelled == there or error == 0:
        return float(there)
    spread = gold**2 / (1 / labelled - 1 / there)
    return 1 / (error**2 / spread + 1 / there) if spread else float(labelled)


def _more(one: Share, error: float, aim: float) -> int:
    labelled, there = one.reports_labelled, one.reports
    if labelled == there or error == 0:
        return 0
    spread = error / sqrt(1 / labelled - 1 / there)
    low, high = labelled, there
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if half_width(middle, there, spread) <= aim else (middle + 1, high)
    return low - labelled
