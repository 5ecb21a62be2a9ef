"""Reports pass by once, and leave behind what is asked for."""

import csv
from pathlib import Path

import pytest

from reports.duplicates.index import DuplicateIndex
from reports.gathering import Gathering
from reports.reading import read_all
from reports.report import Report
from reports.skipped import Skipped
from reports.summary import SUMMARY_HEADER
from storage.sheets import widening_sheet


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


def test_what_is_asked_for_is_there_before_the_paragraphs_of_a_report_pass(
    results: list[Report | Skipped], tmp_path: Path
) -> None:
    whole = list[Report]()
    with widening_sheet(tmp_path / "a.csv", SUMMARY_HEADER) as sheet:
        gathering = Gathering(summary=sheet, notes=[], whole=whole, index=DuplicateIndex())
        first = next(gathering.paragraphs(results))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [report.id for report in whole] == [first.report]
    assert [row["status"] for row in kept] == ["skipped", "read"]
    assert len(gathering.account.skipped) == 1
