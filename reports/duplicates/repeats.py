"""Say which reports look like copies of others, and how much repeats."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.duplicates.index import DuplicateIndex
from reports.duplicates.match import Match
from reports.duplicates.table import duplicate_row
from storage.shown import number_of


@dataclass(frozen=True, slots=True)
class Repeats:
    """The pairs of reports that are the same, most similar first, and the paragraphs that repeat another report's."""

    reports: tuple[Match, ...]
    paragraphs: tuple[Match, ...]

    def rows(self) -> Iterator[list[Any]]:
        """Yield the rows of the table of duplicates."""
        return map(duplicate_row, (*self.reports, *self.paragraphs))

    def copies(self) -> list[Match]:
        """Return for each report that looks like a copy the match with the most similar report."""
        closest: dict[str, Match] = {}
        for match in self.reports:
            closest.setdefault(match.copy.report, match)
        return list(closest.values())

    def tally(self) -> str:
        """Return "2 look like copies of others, 5 paragraphs repeat another report's"."""
        return (
            f"{number_of(len(self.copies()), 'looks like a copy of another', 'look like copies of others')}, "
            f"{number_of(len(self.paragraphs), 'paragraph repeats', 'paragraphs repeat')} another report's"
        )


def repeats_in(index: DuplicateIndex) -> Repeats:
    """Compare all that an index holds."""
    return Repeats(tuple(index.same_reports()), tuple(index.reused_paragraphs()))


def copy_line(match: Match) -> str:
    """Say of which report another looks like a copy."""
    copy, original = match.copy, match.original
    share = f"{match.similarity:.0%} of it stands there too"
    return f"{copy.report} ({copy.source}) looks like a copy of {original.report} ({original.source}): {share}"
