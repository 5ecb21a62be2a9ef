"""The rows of a table become reports; of each row that gives none there is a word why."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from reports.corpora.cells import SHORTEST_REPORT, text_of
from reports.corpora.columns import roles_in
from reports.corpora.delimited import delimited
from reports.corpora.layout import SAMPLE_ROWS, Layout, NoLayout, Sample, layout_of
from reports.corpora.objects import json_table, parquet
from reports.corpora.rows import Source, columns_in, rows_in
from reports.corpora.tables import Table
from reports.corpora.workbook import workbook
from reports.formats.kinds.marks import TableForm
from reports.report import Report
from reports.skipped import Skipped
from storage.errors import UnreadableReport
from storage.regular import open_regular, refusal
from storage.shown import shown

_READERS: Mapping[TableForm, Callable[[BinaryIO, str], Generator[Table, None, None]]] = {
    "workbook": workbook,
    "delimited": delimited,
    "parquet": parquet,
    "objects": json_table,
}
NO_COLUMNS: Mapping[str, str] = MappingProxyType({})


def open_table(path: Path) -> BinaryIO:
    """Open a file that is read a row at a time.

    Raises:
        UnreadableReport: it cannot be opened, or is no regular file.
    """
    try:
        return open_regular(path)
    except OSError as error:
        raise UnreadableReport(
            f"{shown(path)}: {refusal(error)}. Expected a table; check the file and its path."
        ) from error


def holds_rows(path: Path, asked: Mapping[str, str] = NO_COLUMNS) -> bool:
    """Tell a JSON Lines file with a report a line from one with paragraphs, which have an id and name their report."""
    try:
        with open_table(path) as file, closing(json_table(file, shown(path))) as tables:
            table = next(tables)
            _, cells = next(table.rows)
    except UnreadableReport:
        return False  # its reader says what is wrong
    names = table.names or []
    if {"id", "report"} <= set(names):
        return False
    roles = roles_in(names, asked)
    texts = [text_of(cells[place]) for place in roles.get("text", [])]
    return bool(texts) and ("text" in asked or len(roles) > 1 or max(map(len, texts)) >= SHORTEST_REPORT)


def read_table(
    file: BinaryIO, form: TableForm, source: Source, asked: Mapping[str, str] = NO_COLUMNS
) -> Iterator[Report | Skipped]:
    """Yield the report of every row, and each row and sheet that holds none, with the reason; one row at a time.

    Args:
        file: an open file, or the content of one in an archive, at its beginning.
        asked: columns that the user names, role → name.

    Raises:
        UnreadableReport: it cannot be read, has no column of reports, or lacks a column that was asked for.
    """
    with closing(_READERS[form](file, source.name)) as tables:
        yield from read_tables(tables, source, asked)


def read_tables(
    tables: Iterable[Table], source: Source, asked: Mapping[str, str] = NO_COLUMNS
) -> Iterator[Report | Skipped]:
    """Yield what the rows of the tables of one file hold, as `read_table`."""
    name = source.name
    refused: list[Skipped] = []
    sheets = 0
    for table in tables:
        where = f"{name}, sheet {table.name}" if table.name else name
        if table.unread:
            yield Skipped(Path(where), f"{where}: {table.unread}.", "sheet", origin=source.origin)
            continue
        sample = list(islice(table.rows, SAMPLE_ROWS))
        layout = _layout(sample, table, asked, where)
        if isinstance(layout, Skipped):
            refused.append(replace(layout, origin=source.origin))
            continue
        sheets += 1
        read = columns_in if layout.columns else rows_in
        yield from read(source, replace(table, rows=chain(sample, table.rows)), layout)
    if not sheets:
        raise _nothing(name, refused)
    yield from refused


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
