"""A row of a user's table that holds a report, and what its columns say of the report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ROW_KEY = "row"
"""The one key under which a paragraph keeps where in a table it comes from; it holds an object of its own, so that no
name of a column can clash with a key of ours."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What columns (or the name of a file and its folders) say of a report; "" and None where they say nothing."""

    year: int | None = None
    no_year: str = ""  # a number that stands for a year and is none, as 2107
    title: str = ""
    county: str = ""
    city: str = ""
    province: str = ""
    level: str = ""
    code: str = ""
    date: str = ""
    speaker: str = ""
    meeting: str = ""

    @property
    def place(self) -> str:
        """The most local name that is stated."""
        return self.county or self.city or self.province

    @property
    def names(self) -> str:
        """All names that are stated, one behind the other."""
        return "".join(dict.fromkeys(filter(None, (self.province, self.city, self.county))))


@dataclass(frozen=True, slots=True)
class Row:
    """Where in a table a report stands.

    `sheet` is "" in files without sheets; `number` counts as Excel does, from 1 with the header; `column` is the header
    of a report that fills a column. `cells` holds all columns but the text, as JSON values, by their names. `text` is
    the cell as it came.
    """

    number: int
    sheet: str = ""
    column: str = ""
    stated: Stated = Stated()
    cells: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def place(self) -> str:
        """Name it in messages: "Sheet1, row 5"."""
        where = f"column {self.column}" if self.column else f"row {self.number}"
        return f"{self.sheet}, {where}" if self.sheet else where

    @property
    def longest(self) -> str:
        """Name the column with the longest text beside that of the report; "" where there is none."""
        lengths = {name: len(cell) for name, cell in self.cells.items() if isinstance(cell, str)}
        return max(lengths, key=lengths.__getitem__, default="")

    def to_json(self) -> dict[str, Any]:
        """Return the object under `ROW_KEY`."""
        return {"sheet": self.sheet, "row": self.number, "columns": dict(self.cells)}


def further_columns(value: Any) -> dict[str, Any]:
    """Return the columns of a table that come of an object under `ROW_KEY`; none of anything else.

    The names of the user's columns get "column." before them.
    """
    if not isinstance(value, Mapping) or not isinstance(value.get("columns"), Mapping):
        return {}
    carried = {f"column.{name}": cell for name, cell in value["columns"].items()}
    return {"sheet": value.get("sheet"), "row": value.get("row"), **carried}
