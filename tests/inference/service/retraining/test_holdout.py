"""Held-out regions: the same from one training to the next."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.service.retraining.holdout import held_out_reports, read_held_out, write_held_out
from labels.labelled import LabelledParagraph
from labels.splits import read_report_list, region_of
from storage.errors import BadSettings
from tests.invented import PLACES, invented_rows


def of_year(rows: list[LabelledParagraph], year: int) -> list[LabelledParagraph]:
    """Return the same paragraphs in later reports of the same places."""
    changed = []
    for row in rows:
        report = row.report.replace("2031", str(year))
        changed.append(
            replace(row, paragraph=replace(row.paragraph, id=row.id.replace("2031", str(year)), report=report))
        )
    return changed


def test_the_first_time_whole_regions_are_chosen() -> None:
    rows = invented_rows()
    held = held_out_reports(rows, set())
    assert 0 < len(held) < len(PLACES)
    assert held_out_reports(rows, set()) == held


def test_a_later_report_of_a_held_out_region_is_held_out_too() -> None:
    rows = invented_rows()
    held = held_out_reports(rows, set())
    later = held_out_reports(rows + of_year(rows, 2032), held)
    assert later == held | {report.replace("2031", "2032") for report in held}


@given(
    known=st.sets(st.sampled_from(PLACES), min_size=1, max_size=5),
    labelled=st.sets(st.sampled_from(PLACES), min_size=2),
)
def test_a_region_never_changes_sides_while_one_that_was_held_out_is_labelled(
    known: set[str], labelled: set[str]
) -> None:
    rows = [row for row in invented_rows(2) if row.paragraph.about.region in labelled]
    held = held_out_reports(rows, {f"{place}-2031" for place in known})
    if known & labelled:
        assert held == {f"{place}-2031" for place in known & labelled}
    regions = {region_of(row) for row in rows if row.report in held}
    assert not regions & {region_of(row) for row in rows if row.report not in held}


def test_one_region_cannot_be_divided() -> None:
    with pytest.raises(BadSettings, match="Expected at least one region for each part"):
        held_out_reports(invented_rows(3)[:3], set())


def test_the_list_is_one_that_train_takes(tmp_path: Path) -> None:
    assert read_held_out(tmp_path / "held-out.txt") == set()
    write_held_out(tmp_path / "held-out.txt", {"乙县-2031", "甲县-2031"})
    assert (
        read_held_out(tmp_path / "held-out.txt")
        == read_report_list(tmp_path / "held-out.txt")
        == {"甲县-2031", "乙县-2031"}
    )
