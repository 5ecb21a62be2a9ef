"""Splits keep apart what they say they keep apart."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from evaluation.leakage.splits import WAYS, Way, folds_of
from labels.labelled import LabelledParagraph
from labels.quick.characters import Folds
from reports.report import About, Level
from storage.errors import BadSettings
from tests.invented import invented_rows

LEVELS: tuple[Level, ...] = ("county", "prefecture", "province")


@pytest.fixture(scope="module")
def rows() -> list[LabelledParagraph]:
    """Six places, three levels and sources, years from 2020 to 2025."""
    made = []
    reports = sorted({row.report for row in invented_rows()})
    for row in invented_rows():
        number = reports.index(row.report)
        about = About(region=row.paragraph.about.region, level=LEVELS[number % 3], year=2020 + number)
        made.append(replace(row, paragraph=replace(row.paragraph, about=about, source=f"来源{number // 2}")))
    return made


def values(rows: Sequence[LabelledParagraph], numbers: Sequence[int], way: Way) -> set[object]:
    about = {
        "report": lambda row: row.report,
        "region": lambda row: row.paragraph.about.region,
        "year": lambda row: row.paragraph.about.year,
        "source": lambda row: row.paragraph.source,
        "level": lambda row: row.paragraph.about.level,
    }[way]
    return {about(rows[number]) for number in numbers}


def judged(folds: Folds) -> list[int]:
    return sorted(number for _, of in folds for number in of)


@pytest.mark.parametrize("way", WAYS[1:])
def test_no_value_stands_on_both_sides(rows: list[LabelledParagraph], way: Way) -> None:
    folds = folds_of(rows, way)
    for learnt, of in folds:
        assert learnt
        assert not values(rows, learnt, way) & values(rows, of, way)
    assert len(judged(folds)) == len(set(judged(folds)))


@pytest.mark.parametrize("way", [way for way in WAYS if way != "year"])
def test_every_paragraph_is_judged_once(rows: list[LabelledParagraph], way: Way) -> None:
    assert judged(folds_of(rows, way)) == list(range(len(rows)))


def test_random_paragraphs_of_one_report_stand_on_both_sides(rows: list[LabelledParagraph]) -> None:
    assert all(values(rows, learnt, "report") & values(rows, of, "report") for learnt, of in folds_of(rows, "random"))


def test_the_past_teaches_and_the_future_is_judged(rows: list[LabelledParagraph]) -> None:
    folds = folds_of(rows, "year")
    assert len(folds) == 4
    for learnt, of in folds:
        years, later = (values(rows, numbers, "year") for numbers in (learnt, of))
        assert max(map(int, map(str, years))) < min(map(int, map(str, later)))
    assert values(rows, judged(folds), "year") == {2021, 2022, 2023, 2024, 2025}


def test_one_year_that_holds_nearly_all_is_still_judged_by_the_years_before(rows: list[LabelledParagraph]) -> None:
    late = [replace(row, paragraph=replace(row.paragraph, about=About(year=2030))) for row in rows]
    early = replace(rows[0], paragraph=replace(rows[0].paragraph, about=About(year=2001)))
    assert folds_of([early, *late], "year") == [([0], list(range(1, len(rows) + 1)))]


def test_rows_that_do_not_state_it_are_left_out(rows: list[LabelledParagraph]) -> None:
    silent = replace(rows[0], paragraph=replace(rows[0].paragraph, about=About(), source=""))
    for way in ("year", "source", "level"):
        folds = folds_of([silent, *rows[1:]], way)
        assert 0 not in {number for learnt, of in folds for number in (*learnt, *of)}


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("region", "come from 1 region"),
        ("year", r"state 1 year\(s\)"),
        ("source", r"state 0 source\(s\)"),
        ("level", r"state 0 level\(s\)"),
    ],
)
def test_what_cannot_be_split_says_why(way: Way, said: str) -> None:
    one = [row for row in invented_rows() if row.report.startswith("云溪市")]
    with pytest.raises(BadSettings, match=said):
        folds_of(one, way)


def test_a_source_for_every_report_is_the_split_by_report(rows: list[LabelledParagraph]) -> None:
    own = [replace(row, paragraph=replace(row.paragraph, source=f"{row.report}.docx")) for row in rows]
    with pytest.raises(BadSettings, match="nearly the split by report"):
        folds_of(own, "source")
