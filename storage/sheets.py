"""Tables that spreadsheets open: CSV with a byte order mark, and no cell that runs as a formula."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from storage.results.files import result_file


class Sheet(Protocol):
    """Takes rows of cells."""

    def writerow(self, row: Sequence[Any], /) -> object:
        """Append a row."""


@contextmanager
def sheet_writer(path: Path, opening: Callable[..., AbstractContextManager[IO[Any]]] = result_file) -> Iterator[Sheet]:
    """Open a CSV file that appears whole when the block ends, and not at all where it fails.

    It starts with a byte order mark: without it Excel shows Chinese as garbage.

    Args:
        opening: what opens the file; `storage.whole_files.atomic_writer` in a folder that is our own.

    Raises:
        CannotWrite: as `opening`.
    """
    with opening(path, encoding="utf-8-sig", newline="") as file:
        yield csv.writer(file)


def safe_cell(cell: Any) -> Any:
    """Keep a spreadsheet from running scraped text as a formula (CWE-1236): an apostrophe goes before = + - @."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
