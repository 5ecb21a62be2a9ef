"""Tables of figures: plain numbers with their units, before anybody rounds them for show."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figure = float | int | str | None
"""A number; a word where a number makes no sense ("kept"); None where it could not be measured."""

MISSING = "–"
_DIGITS = 6  # kept of a number: more than any clock is good for


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures.

    Attributes:
        key: its name for programs and the template, such as rate.
        title: its name for readers.
        unit: such as paragraphs/s, s, MiB or %; empty for counts and ratios.
    """

    key: str
    title: str
    unit: str = ""

    @property
    def header(self) -> str:
        """The title with the unit."""
        return f"{self.title}, {self.unit}" if self.unit and self.unit != self.title else self.title


@dataclass(frozen=True, slots=True)
class Row:
    """A contestant, a size or a step, with its figures by the keys of the columns."""

    key: str
    title: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Table:
    """What one part of a bench measured.

    Attributes:
        key: its name for programs and the template, one in its bench.
        title: what the first column holds, for readers.
        note: what a reader must know to read it, in whole sentences; of what no row says.
    """

    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    note: str = ""

    @property
    def header(self) -> list[str]:
        """The titles of all columns, that of the rows first."""
        return [self.title, *(column.header for column in self.columns)]

    @property
    def lines(self) -> list[list[str]]:
        """The rows as they are shown."""
        return [[row.title, *(shown(row.figures.get(one.key)) for one in self.columns)] for row in self.rows]

    def figure(self, row: str, column: str) -> Figure:
        """Return one figure.

        Raises:
            KeyError: the table has no such row or column.
        """
        return {one.key: one for one in self.rows}[row].figures[column]

    def to_json(self) -> dict[str, Any]:
        """Return what a file keeps."""
        return {
            "key": self.key,
            "title": self.title,
            "columns": [{"key": one.key, "title": one.title, "unit": one.unit} for one in self.columns],
            "rows": [
                {"key": one.key, "title": one.title, "figures": {key: kept(f) for key, f in one.figures.items()}}
                for one in self.rows
            ],
            "note": self.note,
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Table":
        """Read what `to_json` returned."""
        return cls(
            found["key"],
            found["title"],
            [Column(**one) for one in found["columns"]],
            [Row(**one) for one in found["rows"]],
            found["note"],
        )


def kept(figure: Figure) -> Figure:
    """Round a figure to what is worth keeping; what is no number was not measured."""
    if not isinstance(figure, float):
        return figure
    return float(f"{figure:.{_DIGITS}g}") if math.isfinite(figure) else None


def shown(figure: Figure) -> str:
    """Write a figure for readers: whole numbers whole, others to three digits that count."""
    if figure is None or (isinstance(figure, float) and not math.isfinite(figure)):
        return MISSING
    if isinstance(figure, str):
        return figure
    if isinstance(figure, int) or abs(figure) >= 100:
        return f"{figure:,.0f}"
    if figure == 0:
        return "0"
    places = max(0, 2 - math.floor(math.log10(abs(figure))))
    return f"{figure:.{places}f}"
