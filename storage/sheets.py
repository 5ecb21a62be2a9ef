"""Tables that spreadsheets open: CSV with a byte order mark, and no cell that runs as a formula."""

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Protocol

from storage.results.files import result_file

_CHUNK = 1 << 20
_LONGEST_FIELD = 64_000_000


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


class WideningSheet:
    """Takes rows whose last columns are known only when all have come: they stand behind those of the header."""

    def __init__(self, header: Sequence[str], spool: IO[str]) -> None:
        self._header = list(header)
        self._spool = spool
        self._writer = csv.writer(spool)
        self._further: dict[str, int] = {}

    def writerow(self, row: Sequence[Any], further: Mapping[str, Any] = MappingProxyType({})) -> None:
        """Append a row, and what it has in further columns, by their names."""
        for name in further:
            self._further.setdefault(name, len(self._further))
        self._writer.writerow([*row, *(safe_cell(further.get(name, "")) for name in self._further)])

    def finish(self, file: IO[str]) -> None:
        """Write header and rows."""
        writer = csv.writer(file)
        writer.writerow([*self._header, *map(safe_cell, self._further)])
        self._spool.seek(0)
        if not self._further:
            shutil.copyfileobj(self._spool, file, _CHUNK)
            return
        width = len(self._header) + len(self._further)
        csv.field_size_limit(_LONGEST_FIELD)
        for row in csv.reader(self._spool):
            writer.writerow(row + [""] * (width - len(row)))


@contextmanager
def widening_sheet(
    path: Path, header: Sequence[str], opening: Callable[..., AbstractContextManager[IO[Any]]] = result_file
) -> Iterator[WideningSheet]:
    """Open a CSV file as `sheet_writer` does, to which rows may bring further columns; they wait in a file of the
    system's folder for passing ones.

    Raises:
        CannotWrite: as `opening`.
    """
    with (
        opening(path, encoding="utf-8-sig", newline="") as file,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as spool,
    ):
        sheet = WideningSheet(header, spool)
        yield sheet
        sheet.finish(file)


def safe_cell(cell: Any) -> Any:
    """Keep a spreadsheet from running scraped text as a formula (CWE-1236): an apostrophe goes before = + - @."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
