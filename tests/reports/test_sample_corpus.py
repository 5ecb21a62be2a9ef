"""The sample corpus is read to the last field, and holds what a page of a corpus can compare."""

import csv
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from reports.metadata.divisions import named
from reports.reading import read_file
from reports.report import Report

YEARS = {2015, 2018, 2021, 2024}
LEVELS = {"地级市": "prefecture", "县": "county"}


@pytest.fixture(scope="module")
def sheet(root: Path) -> Path:
    return root / "reports" / "sample_corpus" / "reports.csv"


@pytest.fixture(scope="module")
def rows(sheet: Path) -> list[dict[str, str]]:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def reports(sheet: Path) -> list[Report]:
    return list(read_file(sheet))


def test_every_row_becomes_a_report_with_every_field(rows: list[dict[str, str]], reports: list[Report]) -> None:
    assert len(rows) == len(reports) == 24
    for row, report in zip(rows, reports, strict=True):
        about = report.about
        assert report.id == f"{row['地区']}-{row['年份']}"
        assert (about.title, about.region, about.province) == (row["标题"], row["地区"], row["省份"])
        assert (about.level, str(about.year)) == (LEVELS[row["层级"]], row["年份"])
        assert not report.flags


def test_no_line_of_a_text_is_lost(rows: list[dict[str, str]], reports: list[Report]) -> None:
    for row, report in zip(rows, reports, strict=True):
        kept = {heading for one in report.paragraphs for heading in one.section} | {
            one.text for one in report.paragraphs
        }
        assert set(row["正文"].splitlines()) <= kept


def test_what_was_done_and_what_is_planned_are_told_apart(reports: list[Report]) -> None:
    for report in reports:
        parts = Counter(one.part for one in report.paragraphs)
        assert min(parts["done"], parts["planned"]) >= 5 and parts[""] <= 2


def test_there_are_years_provinces_and_levels_to_compare(reports: list[Report]) -> None:
    years: dict[str, set[int | None]] = {}
    for report in reports:
        years.setdefault(report.about.region, set()).add(report.about.year)
    assert len(years) == 6 and all(own == YEARS for own in years.values())
    assert len({report.about.province for report in reports}) == 6
    assert Counter(report.about.level for report in reports) == {"prefecture": 12, "county": 12}


def test_its_places_do_not_exist(reports: list[Report]) -> None:
    assert not [report.about.region for report in reports if named(report.about.region)]


def test_no_two_paragraphs_are_alike_but_for_the_address(reports: list[Report]) -> None:
    long = [one.text for report in reports for one in report.paragraphs if len(one.text) > 60]
    assert len(long) == len(set(long))
    pieces = [{text[at : at + 4] for at in range(len(text) - 3)} for text in long]
    assert max(len(one & other) / len(one | other) for one, other in combinations(pieces, 2)) < 0.4
