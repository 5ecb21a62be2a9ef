"""Figures are kept plain and shown rounded."""

import json
import math

import pytest

from scripts.bench.figures.document import markdown
from scripts.bench.figures.tables import MISSING, Column, Figure, Row, Table, shown

TABLE = Table(
    "sizes",
    "paragraphs",
    [Column("rate", "rate", "paragraphs/s"), Column("ratio", "ratio")],
    [Row("10", "10", {"rate": 1234.5678, "ratio": 1 / 3}), Row("20", "20", {"rate": None})],
    "Measured on the moon.",
)


def test_a_table_comes_back_from_its_file() -> None:
    again = Table.from_json(json.loads(json.dumps(TABLE.to_json())))
    assert again.to_json() == TABLE.to_json()
    assert again.figure("10", "rate") == 1234.57
    assert again.figure("20", "rate") is None


def test_what_is_no_number_is_kept_as_not_measured() -> None:
    for wrong in (math.nan, math.inf):
        table = Table("t", "t", [Column("a", "a")], [Row("r", "r", {"a": wrong})])
        assert table.to_json()["rows"][0]["figures"] == {"a": None}
        assert table.lines == [["r", MISSING]]


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        (None, MISSING),
        ("kept", "kept"),
        (0.0, "0"),
        (7, "7"),
        (12345, "12,345"),
        (1234.5678, "1,235"),
        (99.96, "100.0"),
        (12.345, "12.3"),
        (1.0, "1.00"),
        (0.02667, "0.0267"),
        (-3.14159, "-3.14"),
    ],
)
def test_a_figure_is_shown_to_three_digits_that_count(figure: Figure, says: str) -> None:
    assert shown(figure) == says


def test_markdown_has_a_cell_for_every_figure() -> None:
    lines = markdown(TABLE).split("\n")
    assert lines[0] == "| paragraphs | rate, paragraphs/s | ratio |"
    assert lines[2:4] == ["| 10 | 1,235 | 0.333 |", f"| 20 | {MISSING} | {MISSING} |"]
    assert lines[-1] == "Measured on the moon."


def test_a_bar_in_a_title_does_not_end_its_cell() -> None:
    table = Table("t", "a|b", [], [])
    assert markdown(table).startswith("| a\\|b |\n")
