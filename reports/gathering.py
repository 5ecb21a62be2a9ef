"""Gather from reports, while they pass by, what tables and pages are made of afterwards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from reports.account import Account
from reports.audit.audit import Audit
from reports.duplicates.index import DuplicateIndex
from reports.report import Paragraph, Report
from reports.rows import further_columns
from reports.skipped import Skipped
from reports.summary import summary_row
from storage.sheets import WideningSheet


@dataclass(slots=True)
class Gathering:
    """An account of all reports, and of each what is asked for: None for what is not.

    `summary` is written to at once; `notes` are the glossaries as JSON objects; `whole` are the reports themselves,
    which takes memory; `index` knows their paragraphs; `audit` compares
    what is stated of them with what they say.
    """

    summary: WideningSheet | None = None
    notes: list[dict[str, Any]] | None = None
    whole: list[Report] | None = None
    index: DuplicateIndex | None = None
    audit: Audit | None = None
    account: Account = field(default_factory=Account)

    def paragraphs(self, results: Iterable[Report | Skipped]) -> Iterator[Paragraph]:
        """Yield the paragraphs of all reports, in order, and gather from each report before its paragraphs."""
        for result in results:
            if self.summary is not None:
                further = further_columns(result.row.to_json()) if result.row is not None else {}
                self.summary.writerow(summary_row(result), further)
            if self.audit is not None:
                self.audit.add(result)
            if isinstance(result, Skipped):
                self.account.skipped.append(result)
                continue
            self._gather(result)
            yield from result.paragraphs

    def _gather(self, report: Report) -> None:
        self.account.add_report(report.origin, len(report.paragraphs))
        if self.notes is not None:
            self.notes.extend(report.notes_to_json())
        if self.whole is not None:
            self.whole.append(report)
        if self.index is not None:
            self.index.add(report.paragraphs)
