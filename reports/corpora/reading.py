"""The rows of a table become reports; of each row that gives none there is a word why."""

import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType

from reports.assembly import reports_of
from reports.corpora.cells import LONGEST_EXCEL, is_error, json_value, text_of, year_of
from reports.corpora.columns import roles_in
from reports.corpora.delimited import delimited
from reports.corpora.layout import SAMPLE_ROWS, Layout, NoLayout, Sample, layout_of
from reports.corpora.objects import json_lines, parquet
from reports.corpora.stated import carried, stated_by, with_columns
from reports.corpora.tables import Table
from reports.corpora.workbook import workbook
from reports.encoding.decoding import decode
from reports.report import Origin, Report
from reports.rows import Row, Stated
from reports.skipped import Skipped
from storage.errors import UnreadableReport
from storage.shown import shown

_READERS: Mapping[str, Callable[[Path], Generator[Table, None, None]]] = {
    ".xlsx": workbook,
    ".xlsm": workbook,
    ".xls": workbook,
    ".csv": delimited,
    ".tsv": delimited,
    ".parquet": parquet,
    ".jsonl": json_lines,
    ".ndjson": json_lines,
}
NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
_REPORT = 400  # characters: the text of a line that holds a report and nothing else is at least so long
_LONGEST_TITLE = 60
_BEGINS_WITH_YEAR = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe)?\s*(?:19|20)\d\d[^\t\n]{0,8}\t")
_HALF = re.compile("[\ud800-\udfff]")


def is_table(path: Path) -> bool:
    """Tell by its name whether a file is read row by row."""
    return path.suffix.lower() in _READERS


def holds_rows(path: Path, asked: Mapping[str, str] = NO_COLUMNS) -> bool:
    """Tell a JSON Lines file with a report a line from one with paragraphs, which have an id and name their report."""
    try:
        with closing(json_lines(path)) as tables:
            table = next(tables)
            _, cells = next(table.rows)
    except UnreadableReport:
        return False  # its reader says what is wrong
    names = table.names or []
    if {"id", "report"} <= set(names):
        return False
    roles = roles_in(names, asked)
    texts = [text_of(cells[place]) for place in roles.get("text", [])]
    return bool(texts) and ("text" in asked or len(roles) > 1 or max(map(len, texts)) >= _REPORT)


def read_table(path: Path, asked: Mapping[str, str] = NO_COLUMNS) -> Iterator[Report | Skipped]:
    """Yield the report of every row, and each row and sheet that holds none, with the reason; one row at a time.

    Args:
        asked: columns that the user names, role → name.

    Raises:
        UnreadableReport: the file cannot be read, has no column of reports, or lacks a column that was asked for.
    """
    name = shown(path)
    refused: list[Skipped] = []
    sheets = 0
    with closing(_READERS[path.suffix.lower()](path)) as tables:
        for table in tables:
            where = f"{name}, sheet {table.name}" if table.name else name
            if table.unread:
                yield Skipped(Path(where), f"{where}: {table.unread}.", "sheet", origin=Origin(path))
                continue
            sample = list(islice(table.rows, SAMPLE_ROWS))
            layout = _layout(sample, table, asked, where)
            if isinstance(layout, Skipped):
                refused.append(replace(layout, origin=Origin(path)))
                continue
            sheets += 1
            read = _columns if layout.columns else _rows
            yield from read(path, replace(table, rows=chain(sample, table.rows)), layout)
    if not sheets:
        raise _nothing(name, refused)
    yield from refused


def reports_a_line(data: bytes, name: Path) -> Callable[[Path], Iterator[Report | Skipped]] | None:
    """Return what reads a text in which each line is a year, a TAB and a report; None for any other."""
    if not _BEGINS_WITH_YEAR.match(data[:200].replace(b"\0", b"")):
        return None
    try:
        lines = [line for line in decode(data, name).text.splitlines() if line.strip()]
    except UnreadableReport:
        return None  # the reader says what is wrong
    rows = [line.split("\t") for line in lines]
    if len(rows) < 2 or not all(year_of(cells[0]) for cells in rows) or min(map(len, lines)) < _REPORT:
        return None
    return lambda path: chain.from_iterable(_of_row(path, _row_of_line(*one)) for one in enumerate(rows, 1))


def _row_of_line(number: int, cells: Sequence[str]) -> Row:
    """Read a year and a report, in which further TABs stand for line breaks."""
    parts = [cell for cell in cells[1:] if cell.strip()]
    title = parts[0].strip() if len(parts) > 1 and "报告" in parts[0] and len(parts[0]) <= _LONGEST_TITLE else ""
    stated = Stated(year=year_of(cells[0]), title=title)
    return Row(number, "", "", stated, {"A": json_value(cells[0])}, "\n".join(parts))


class MadeHere(UnreadableReport):
    """A table that this program made, and that is no corpus."""


def _nothing(name: str, refused: Sequence[Skipped]) -> UnreadableReport:
    if not refused:
        return UnreadableReport(f"{name}: holds no row. Expected a table with a row a report; check the file.")
    kind = MadeHere if all(one.kind == "made" for one in refused) else UnreadableReport
    return kind(refused[0].reason + (f" (and {len(refused) - 1} more sheets)" if len(refused) > 1 else ""))


def _layout(sample: Sample, table: Table, asked: Mapping[str, str], where: str) -> Layout | Skipped:
    if not sample:
        return Skipped(Path(where), f"{where}: is empty.", "sheet")
    try:
        layout = layout_of(sample, table.names, asked, where)
    except UnreadableReport as error:
        return Skipped(Path(where), str(error), "sheet")
    if isinstance(layout, NoLayout):
        return Skipped(Path(where), f"{where}: {layout.why}.", "made" if layout.made else "sheet")
    return layout


def _rows(path: Path, table: Table, layout: Layout) -> Iterator[Report | Skipped]:
    place = layout.roles["text"]
    for number, cells in table.rows:
        if number < layout.first or not any(text_of(cell) for cell in cells):
            continue
        value = cells[place] if place < len(cells) else None
        row = Row(number, table.name, "", stated_by(cells, layout.roles), carried(cells, layout), text_of(value))
        yield from _of_row(path, row)


def _columns(path: Path, table: Table, layout: Layout) -> Iterator[Report | Skipped]:
    """Read a table whose columns are reports: held as a whole, for it ends with the last row."""
    parts: dict[int, list[str]] = {place: [] for place in layout.columns}
    for number, cells in table.rows:
        for place in layout.columns:
            if number >= layout.first and place < len(cells) and (text := text_of(cells[place])).strip():
                parts[place].append(text)
    for place in layout.columns:
        header = layout.names[place]
        stated = Stated(year=year_of(header), title=header if "报告" in header else "")
        row = Row(layout.first - 1, table.name, header, stated, {"column": json_value(header)}, "\n".join(parts[place]))
        yield from _of_row(path, row)


def _of_row(path: Path, row: Row) -> Iterator[Report | Skipped]:
    name = shown(path)
    where = f"{name}, {row.place}"
    if not row.text.strip() and len(str(row.cells.get(row.longest, ""))) >= _REPORT:
        reason = f'{where}: holds no text, but a long one in the column "{row.longest}". Move it, or name that column.'
        yield Skipped(Path(name), reason, "row", origin=Origin(path), row=row)
    elif not row.text.strip():
        yield Skipped(Path(name), f"{where}: holds no text.", "empty", origin=Origin(path), row=row)
    elif is_error(row.text):
        yield Skipped(
            Path(name), f"{where}: holds the error {row.text.strip()} for a text.", "row", origin=Origin(path), row=row
        )
    else:
        try:
            yield from reports_in(row, path, where)
        except UnreadableReport as error:
            yield Skipped(Path(name), str(error), "row", origin=Origin(path), row=row)


def reports_in(row: Row, path: Path, where: str) -> Iterator[Report]:
    """Yield the reports in the text of a row: one, but where several were put into one cell.

    Raises:
        UnreadableReport: as `reports.assembly.reports_of`.
    """
    text = _HALF.sub("\ufffd", row.text)
    found = reports_of(text.encode("utf-8"), Path(where), Origin(path))
    fallback = f"{Path(shown(path)).stem}-{row.sheet + '-' if row.sheet else ''}{row.column or row.number}"
    for report in found:
        flags = report.flags
        if is_cut(row):
            flags += ("cell_cut",)
        own = row if len(found) == 1 else replace(row, stated=replace(row.stated, year=None))
        yield with_columns(replace(report, source=shown(path), flags=flags), own, fallback)


def is_cut(row: Row) -> bool:
    """Tell a cell that is as full as one of Excel can be: what did not fit was cut off."""
    return not row.column and LONGEST_EXCEL - 1 <= len(row.text) <= LONGEST_EXCEL
