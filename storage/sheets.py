"""Tables that spreadsheets open: CSV with a byte order mark, and no cell that runs as a formula."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from storage.whole_files import atomic_writer


class Sheet(Protocol):
    """Takes rows of cells."""

    def writerow(self, row: Sequence[Any], /) -> object:
        """Append a row."""


@contextmanager
def sheet_writer(path: Path) -> Iterator[Sheet]:
    """Open a CSV file that appears whole when the block ends, and not at all where it fails.

    It starts with a byte order mark: without it Excel shows Chinese as garbage.

    Raises:
        CannotWrite: the place is not writable.
    """
    with atomic_writer(path, encoding="utf-8-sig", newline="") as file:
        yield csv.writer(file)


def safe_cell(cell: Any) -> Any:
    """Keep a spreadsheet from running scraped text as a formula (CWE-1236): an apostrophe goes before = + - @."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
