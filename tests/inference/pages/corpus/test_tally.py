"""What is counted while reports stream by is what is in them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inference.pages.corpus.tally import Tally
from labels.taxonomy import Taxonomy
from scripts.bench.corpus_pages import invented
from tests.inference.invented import ABOUT, report

IDS = Taxonomy.load().ids


def test_shares_are_of_the_paragraphs_of_all_reports_of_a_group() -> None:
    tally = Tally(IDS)
    for one in (report(), replace(report("二"), about=replace(ABOUT, year=2022)), replace(report("三"))):
        tally.add(one)
    figures = tally.figures()
    assert (figures.whole.reports, figures.whole.paragraphs) == (3, 12)
    assert {key: one.raw for key, one in figures.whole.shares.items()} == {
        "industry": 6 / 12,
        "ecology": 3 / 12,
        "livelihood": 3 / 12,
        "security": 0.0,
    }
    assert [(one.name, one.reports) for one in figures.groupings["year"].groups] == [("2021", 2), ("2022", 1)]
    parts = {one.name: (one.reports, one.shares["industry"].raw) for one in figures.groupings["part"].groups}
    assert parts == {"done": (3, 1.0), "planned": (3, 0.0), "–": (3, 0.0)}


def test_what_does_not_tell_reports_apart_makes_no_groups() -> None:
    tally = Tally(IDS)
    tally.add(report())
    assert set(tally.figures().groupings) == {"part"}
    assert not tally.figures().corrected


def test_nothing_counted_has_no_share() -> None:
    whole = Tally(IDS).figures().whole
    assert (whole.reports, whole.paragraphs, {one.raw for one in whole.shares.values()}) == (0, 0, {0.0})


@given(st.integers(1, 40))
def test_the_groups_of_a_dimension_add_up_to_all(count: int) -> None:
    tally = Tally(IDS)
    reports = list(invented(count))
    for one in reports:
        tally.add(one)
    figures = tally.figures()
    tagged = sum("ecology" in one.tags for own in reports for one in own.paragraphs)
    for grouping in figures.groupings.values():
        there = sum(one.paragraphs for one in grouping.groups)
        assert there == figures.whole.paragraphs
        assert round(sum(one.shares["ecology"].raw * one.paragraphs for one in grouping.groups)) == tagged
