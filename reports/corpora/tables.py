"""The tables in a file: their names and rows, read one after the other, whatever the format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook, or the one table of another file.

    `rows` are (number, cells), the number as Excel counts; they can be gone through once. `names` are those of the
    columns where the format itself has them, else None; a list that grows where later rows bring further ones.
    `unread` says why a sheet is passed over.
    """

    name: str
    rows: Iterator[tuple[int, Sequence[Any]]]
    names: list[str] | None = None
    unread: str = ""
