"""What the corpus page shows, in one shape: shares of groups of reports, counted by the model or read from
shares.json."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from labels.sampling.groups import NOT_STATED, place_in_order

Direction = Literal["up", "down", "unknown"]


@dataclass(frozen=True, slots=True)
class Figure:
    """The share of a category in a group, from 0 to 1: `raw` as the model counted it, and corrected with its 95 %
    interval. None where too little is labelled for that; `note` says what is missing."""

    raw: float
    share: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def best(self) -> float:
        """The corrected share, the raw one where there is none."""
        return self.raw if self.share is None else self.share

    @property
    def top(self) -> float:
        """How far a chart of it reaches."""
        return self.best if self.high is None else self.high


@dataclass(frozen=True, slots=True)
class Group:
    """Reports that have something in common (`name` is a year, a province, …), and the share of each category."""

    name: str
    reports: int
    paragraphs: int
    reports_labelled: int
    shares: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Gap:
    """The share in one group less that in another, with the interval of the difference; None where there is none."""

    raw: float
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def direction(self) -> Direction:
        """Whether the difference is known to be one: its interval leaves 0."""
        if self.low is not None and self.low > 0:
            return "up"
        return "down" if self.high is not None and self.high < 0 else "unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much the shares in the group `second` are above those in `first`, by category."""

    first: str
    second: str
    categories: Mapping[str, Gap]


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups that one name makes, in order, and the differences that were estimated between them."""

    by: str
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...] = ()

    @property
    def stated(self) -> tuple[Group, ...]:
        """The groups of reports that state it."""
        return tuple(one for one in self.groups if one.name != NOT_STATED)

    def gaps(self, first: str, second: str) -> Mapping[str, Gap]:
        """Return the difference of two groups by category: the estimated one, else as the model counted it."""
        for one in self.differences:
            if (one.first, one.second) == (first, second):
                return one.categories
        named = {one.name: one.shares for one in self.groups}
        return {key: Gap(named[second][key].raw - own.raw) for key, own in named[first].items()}


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the charts of a page show. `corrected` says whether labelled reports gave the figures intervals."""

    whole: Group
    groupings: Mapping[str, Grouping] = field(default_factory=dict)
    corrected: bool = False
    measure: str = "paragraphs"

    def compared(self, by: str) -> tuple[Group, ...]:
        """Return the groups of a dimension, none where there are no two to compare."""
        stated = self.groupings[by].stated if by in self.groupings else ()
        return stated if len(stated) > 1 else ()


def figures_of(shares: Mapping[str, Any]) -> Figures:
    """Return what shares.json holds (`evaluation.findings.findings.Findings.to_json`)."""
    whole = {one["category"]: one for one in shares["shares"] if not one["group"]}
    first = next(iter(whole.values()))
    return Figures(
        Group("", first["reports"], first["paragraphs"], first["reports_labelled"], _figures(whole)),
        {one["by"]: _grouping(one) for one in shares.get("groupings", [])},
        any(one["share"] is not None for one in whole.values()),
        shares["measure"],
    )


def _figures(shares: Mapping[str, Mapping[str, Any]]) -> dict[str, Figure]:
    return {
        key: Figure(one["raw"], one["share"], one["low"], one["high"], one.get("note", ""))
        for key, one in shares.items()
    }


def _grouping(value: Mapping[str, Any]) -> Grouping:
    groups = [
        Group(one["group"], one["reports"], one["paragraphs"], one["reports_labelled"], _figures(one["shares"]))
        for one in value["groups"]
    ]
    return Grouping(value["by"], in_order(value["by"], groups), tuple(map(_difference, value["differences"])))


def _difference(value: Mapping[str, Any]) -> Difference:
    gaps = {
        key: Gap(one["raw"], one["difference"], one["low"], one["high"]) for key, one in value["categories"].items()
    }
    return Difference(value["first"], value["second"], gaps)


def in_order(by: str, groups: Sequence[Group]) -> tuple[Group, ...]:
    """Return groups as a reader expects them."""
    return tuple(sorted(groups, key=lambda group: place_in_order(by, group.name)))
