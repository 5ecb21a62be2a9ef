"""Where a point of a chart leads: to the list of the reports that it was counted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from inference.pages.summary import Summary
from labels.sampling.groups import group_of

MOST_IN_ONE_LIST = 500
"""Reports that one page lists; of more, each year gets pages of its own."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page with a list of reports: all of them, or those of a year (`year` "–": that state none). `part` counts the
    pages of one year from 1."""

    name: str
    summaries: tuple[Summary, ...]
    year: str | None = None
    part: int = 1


@dataclass(frozen=True, slots=True)
class Links:
    """Finds the list for a group. `pages` are the names of other pages that hold it, by dimension and group; what is
    not there stands on the page itself."""

    pages: Mapping[tuple[str, str], str] = field(default_factory=dict)
    folder: str = ""
    anywhere: str = ""

    def to(self, by: str, group: str, category: str = "") -> str:
        """Return the link to the list of a group's reports, to those of all where `by` is ""."""
        chosen = ({by: group} if by else {}) | ({"category": category} if category else {})
        page = self.pages.get((by, group), self.anywhere)
        return f"{self.folder if page else ''}{quote(page)}#{urlencode(chosen, quote_via=quote)}"


def lists_of(summaries: Sequence[Summary], index: str) -> list[Listed]:
    """Deal reports onto pages, those that state no year first, then the earliest: all onto `index` as long as they are
    few."""
    if len(summaries) <= MOST_IN_ONE_LIST:
        return [Listed(index, tuple(summaries))]
    years: dict[str, list[Summary]] = {}
    for one in summaries:
        years.setdefault(group_in(one, "year"), []).append(one)
    found = []
    for year in sorted(years, key=lambda year: int(year) if year.isdecimal() else -1):
        own = years[year]
        for part, start in enumerate(range(0, len(own), MOST_IN_ONE_LIST), 1):
            name = f"year-{year if year.isdecimal() else 'none'}{f'-{part}' if part > 1 else ''}.html"
            found.append(Listed(name, tuple(own[start : start + MOST_IN_ONE_LIST]), year, part))
    return found


def links_to(lists: Sequence[Listed], folder: str = "") -> Links:
    """Return what leads to the lists: for a year to its first page, for other groups to the latest that has them.

    Args:
        folder: the way to the lists, percent-encoded, with a stroke at its end.
    """
    if len(lists) == 1 and lists[0].year is None:
        return Links()
    pages: dict[tuple[str, str], str] = {}
    for listed in reversed(lists):
        for one in listed.summaries:
            for by in ("province", "region", "level"):
                pages.setdefault((by, group_in(one, by)), listed.name)
    for listed in lists:
        pages.setdefault(("year", listed.year or ""), listed.name)
    return Links(pages, folder, lists[-1].name)


def group_in(summary: Summary, by: str) -> str:
    """Return the group that a report is in, "–" where it does not state it."""
    about = {**summary.about.to_json(), "province": summary.province}
    return group_of(about, [by])[0]
