"""Copies are named once each, with the report that they are most like."""

from reports.duplicates.index import DuplicateIndex
from reports.duplicates.match import Match, Place
from reports.duplicates.repeats import Repeats, copy_line, repeats_in


def match(copy: str, original: str, similarity: float, paragraph: str = "") -> Match:
    return Match(
        Place(copy, paragraph, f"{copy}.txt", ""), Place(original, paragraph, f"{original}.txt", ""), similarity
    )


REPEATS = Repeats(
    (match("乙", "甲", 0.9), match("丙", "甲", 0.8), match("乙", "丙", 0.6)), (match("丁", "甲", 0.7, "丁:001"),)
)


def test_a_copy_of_several_is_named_with_the_most_similar() -> None:
    assert [(one.copy.report, one.original.report) for one in REPEATS.copies()] == [("乙", "甲"), ("丙", "甲")]
    assert REPEATS.tally() == "2 look like copies of others, 1 paragraph repeats another report's"


def test_the_table_has_every_match_reports_first() -> None:
    assert [row[0] for row in REPEATS.rows()] == ["report"] * 3 + ["paragraph"]


def test_a_line_names_both_files_and_how_much_is_shared() -> None:
    assert copy_line(REPEATS.reports[0]) == "乙 (乙.txt) looks like a copy of 甲 (甲.txt): 90% of it stands there too"


def test_an_empty_index_repeats_nothing() -> None:
    assert repeats_in(DuplicateIndex()) == Repeats((), ())
