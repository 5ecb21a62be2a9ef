"""Count the tags of reports as they stream by, group by group: what the corpus page shows before people have labelled
any."""

from collections import Counter
from collections.abc import Sequence

from inference.pages.corpus.groupings import Figure, Figures, Group, Grouping, in_order
from inference.tagged import TaggedParagraph, TaggedReport
from labels.sampling.groups import OVERVIEWS, group_of

_PARAGRAPHS = ""
"""Counts paragraphs among the counts of categories: no category has this id."""


class Tally:
    """Counts by group; what it keeps grows with the number of groups, never with text."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = tuple(ids)
        self._reports: Counter[tuple[str, str]] = Counter()
        self._counts: dict[tuple[str, str], Counter[str]] = {("", ""): Counter()}

    def add(self, report: TaggedReport) -> None:
        """Count a report."""
        seen: set[tuple[str, str]] = set()
        for place, one in self._places(report):
            counts = self._counts.setdefault(place, Counter())
            counts[_PARAGRAPHS] += 1
            counts.update(one.tags)
            seen.add(place)
        self._reports.update(seen)

    def _places(self, report: TaggedReport) -> list[tuple[tuple[str, str], TaggedParagraph]]:
        places: list[tuple[tuple[str, str], TaggedParagraph]] = []
        about = report.about.to_json()
        whole = [("", ""), *((by, group_of(about, [by])[0]) for by in OVERVIEWS if by != "part")]
        for one in report.paragraphs:
            part = ("part", group_of({"part": one.paragraph.part}, ["part"])[0])
            places += [(place, one) for place in (*whole, part)]
        return places

    def figures(self) -> Figures:
        """Return the shares of all that was counted; of a dimension only where it tells groups apart."""
        groupings = {}
        for by in OVERVIEWS:
            groups = [self._group(place) for place in self._counts if place[0] == by]
            if len(groups) > 1:
                groupings[by] = Grouping(by, in_order(by, groups))
        return Figures(self._group(("", "")), groupings)

    def _group(self, place: tuple[str, str]) -> Group:
        counts = self._counts[place]
        paragraphs = counts[_PARAGRAPHS]
        shares = {key: Figure(counts[key] / paragraphs if paragraphs else 0.0) for key in self._ids}
        return Group(place[1], self._reports[place], paragraphs, 0, shares)
