"""An account of what was met: how much was read, and what was not, so that both add up."""

from dataclasses import dataclass, field

from reports.report import Origin
from reports.skipped import Skipped, tally
from storage.shown import number_of


@dataclass(slots=True)
class Account:
    """Counts reports, their paragraphs and the files they came from, and keeps what was skipped."""

    reports: int = 0
    paragraphs: int = 0
    origins: set[Origin] = field(default_factory=set)
    skipped: list[Skipped] = field(default_factory=list)

    def add_report(self, origin: Origin | None, paragraphs: int) -> None:
        """Count a report, of so many paragraphs; one that was read from no file has no origin."""
        self.reports += 1
        self.paragraphs += paragraphs
        if origin is not None:
            self.origins.add(origin)

    def add_skipped(self, one: Skipped) -> None:
        """Keep what was skipped; the file of a report that could not be tagged was read."""
        self.skipped.append(one)
        if one.kind == "untagged" and one.origin is not None:
            self.origins.add(one.origin)

    def amount(self) -> str:
        """Return "13 reports, 507 paragraphs"."""
        return f"{number_of(self.reports, 'report')}, {number_of(self.paragraphs, 'paragraph')}"

    def tally(self) -> str:
        """Return "from 4 of 13 files; 9 skipped: …"."""
        return tally(len(self.origins), self.skipped)
