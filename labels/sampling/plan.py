"""What a budget buys: the intervals to expect of shares, for the sample drawn and for others of other sizes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from labels.sampling.draw import FEWEST, Sample
from labels.sampling.groups import stratum_of
from labels.sampling.widths import Spread, half_width
from reports.report import Paragraph

TIMES = (0.5, 1.0, 2.0, 4.0)
"""Samples that are planned, as multiples of the one drawn."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Half the widths of the intervals to expect, by category as shares, from so many paragraphs of so many reports;
    `of` says of what."""

    paragraphs: int
    reports: int
    of: str
    widths: Mapping[str, float]


def planned(
    paragraphs: Sequence[Paragraph], sample: Sample, spreads: Mapping[str, Spread], by: Sequence[str]
) -> Iterator[Planned]:
    """Yield for samples of several sizes what to expect of a share, in the group whose interval is widest, and of the
    difference between it and the next.

    Args:
        by: what the sample's strata are told apart by.
    """
    sizes = _sizes(paragraphs, by)
    cost = len(sample.paragraphs) / sample.reports
    seen: set[int] = set()
    for times in TIMES:
        counts = {name: min(max(round(drawn * times), FEWEST), there) for name, (drawn, there) in sample.strata.items()}
        reports = sum(counts.values())
        if reports in seen:
            continue
        seen.add(reports)
        widest = {
            key: sorted(
                (half_width(counts[name], len(own), spread.of_reports(own, cost)) for name, own in sizes.items())
            )
            for key, spread in spreads.items()
        }
        given = round(reports * cost), reports
        yield Planned(*given, "a group" if by else "all", {key: own[-1] for key, own in widest.items()})
        if len(counts) > 1:
            yield Planned(*given, "difference of two", {key: hypot(*own[-2:]) for key, own in widest.items()})


def _sizes(paragraphs: Sequence[Paragraph], by: Sequence[str]) -> dict[str, list[int]]:
    """Return how many paragraphs each report of a stratum has."""
    found: dict[str, Counter[str]] = {}
    for paragraph in paragraphs:
        found.setdefault(stratum_of(paragraph.to_json(), by), Counter())[paragraph.report] += 1
    return {name: list(own.values()) for name, own in found.items()}
