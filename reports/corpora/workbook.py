"""Workbooks of Excel: sheets are read row by row, merged cells filled, what would fill the memory refused."""

import re
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from reports.corpora.tables import Table
from storage.errors import UnreadableReport, reason_of

MOST_COLUMNS = 512
LARGEST_UNPACKED = 3_000_000_000
"""Bytes of all parts of a workbook together; 10,000 reports have 450 million."""
_LARGEST_RATIO, _RATIO_MATTERS = 200, 50_000_000  # text packs at 3 to 10, empty cells at 50
_OLE_MARK = b"\xd0\xcf\x11\xe0"
_MOST_MERGED = 20_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]{0,60}\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError)


def workbook(file: BinaryIO, name: str) -> Generator[Table, None, None]:
    """Yield the sheets of a workbook, hidden ones without their rows.

    Raises:
        UnreadableReport: it is of Excel 97–2003, protected, damaged, or made to fill the memory.
    """
    _check(file.read(8), name)
    try:
        yield from _sheets(file, name)
    except (*_DAMAGED, ParseError, OSError) as error:
        raise UnreadableReport(
            f"{name}: is a damaged workbook ({reason_of(error)[:120]}). Expected a whole .xlsx; open it in "
            "Excel or WPS and save it again."
        ) from error


def _check(begin: bytes, name: str) -> None:
    if begin.startswith(b"PK"):
        return
    if begin.startswith(_OLE_MARK):
        what = "is a workbook of Excel 97–2003, or protected by a password"
    elif not begin:
        what = "is empty"
    else:
        what = "is called a workbook and is none (a web page or text, it seems)"
    raise UnreadableReport(
        f"{name}: {what}. Expected .xlsx; open it in Excel or WPS and save it as .xlsx (Excel 工作簿), "
        "without password."
    )


def _sheets(file: BinaryIO, name: str) -> Generator[Table, None, None]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(file) as archive:
        _check_size(archive, name)
        with closing(load_workbook(file, read_only=True, data_only=True, keep_links=False)) as book:
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    yield Table(sheet.title, iter(()), unread="is a hidden sheet")
                    continue
                sheet.reset_dimensions()  # a sheet may claim a million rows
                merged = _merged(archive, sheet._worksheet_path)
                yield Table(sheet.title, _rows(sheet, merged))


def _check_size(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    size, packed = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    if size > LARGEST_UNPACKED or (size > _RATIO_MATTERS and size > _LARGEST_RATIO * max(1, packed)):
        raise UnreadableReport(
            f"{name}: unpacks to {size:,} bytes, {size // max(1, packed)} times its packed size. Expected a table of "
            "reports; leave it out, or save its rows as CSV."
        )


@dataclass(slots=True)
class _Merged:
    """Merged cells that reach over several rows: (first row, last row, column), and the values that they hold."""

    ranges: list[tuple[int, int, int]] = field(default_factory=list)
    values: dict[tuple[int, int], Any] = field(default_factory=dict)

    def filled(self, number: int, cells: Sequence[Any]) -> Sequence[Any]:
        """Return a row in which cells below the first of merged ones hold its value."""
        touched = [one for one in self.ranges if one[0] <= number <= one[1]]
        if not touched:
            return cells
        row = list(cells)
        for first, _, column in touched:
            row += [None] * (column + 1 - len(row))
            if number == first:
                self.values[first, column] = row[column]
            elif row[column] is None:
                row[column] = self.values.get((first, column))
        self.ranges = [one for one in self.ranges if one[1] > number]
        return row


def _rows(sheet: Any, merged: _Merged) -> Iterator[tuple[int, Sequence[Any]]]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        end = len(cells)
        while end and cells[end - 1] is None:
            end -= 1
        if end or merged.ranges:
            yield number, merged.filled(number, cells[:end])


def _merged(archive: zipfile.ZipFile, part: str) -> _Merged:
    """Find the merged cells of a sheet, which stand behind its rows."""
    found = _Merged()
    before = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = before + chunk
            if b"mergeCell" in text:
                for match in _MERGE.finditer(text):
                    column, first, last = _column(match[1]), int(match[2]), int(match[4])
                    if first < last and column < MOST_COLUMNS:
                        found.ranges.append((first, last, column))
            before = text[-200:].rpartition(b">")[2]
            if len(found.ranges) > _MOST_MERGED:
                return _Merged()
    found.ranges.sort()
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.decode("ascii"):
        number = 26 * number + ord(letter) - 64
    return number - 1
