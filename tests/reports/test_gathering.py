"""Reports pass by once, and leave behind what is asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reports.duplicates.index import DuplicateIndex
from reports.gathering import Gathering
from reports.reading import read_all
from reports.report import Report
from reports.skipped import Skipped


class Rows:
    """A sheet that keeps its rows."""

    def __init__(self) -> None:
        self.kept: list[Sequence[Any]] = []

    def writerow(self, row: Sequence[Any], /) -> None:
        self.kept.append(row)


@pytest.fixture
def results(root: Path) -> list[Report | Skipped]:
    picture = Skipped(Path("b.png"), "b.png: is of a kind that is not read.", "other")
    return [picture, *read_all([root / "reports" / "sample"])]


def test_nothing_is_kept_that_nobody_asked_for(results: list[Report | Skipped]) -> None:
    gathering = Gathering()
    paragraphs = list(gathering.paragraphs(results))
    reports = [one for one in results if isinstance(one, Report)]
    assert paragraphs == [paragraph for report in reports for paragraph in report.paragraphs]
    assert (gathering.account.reports, gathering.account.paragraphs) == (len(reports), len(paragraphs))
    assert (gathering.notes, gathering.whole, gathering.index) == (None, None, None)


def test_what_is_asked_for_is_there_before_the_paragraphs_of_a_report_pass(results: list[Report | Skipped]) -> None:
    rows, whole = Rows(), list[Report]()
    gathering = Gathering(summary=rows, notes=[], whole=whole, index=DuplicateIndex())
    first = next(gathering.paragraphs(results))
    assert [report.id for report in whole] == [first.report]
    assert [row[1] for row in rows.kept] == ["skipped", "read"]
    assert len(gathering.account.skipped) == 1
