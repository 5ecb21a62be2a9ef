"""Texts that are tables: a report a line behind its year, or columns parted by TABs."""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, cast

from reports.corpora.cells import SHORTEST_REPORT, json_value, year_of
from reports.corpora.columns import role_of
from reports.corpora.delimited import delimited, separator_of
from reports.corpora.layout import SAMPLE_ROWS, Layout, layout_of
from reports.corpora.reading import read_tables
from reports.corpora.rows import Source, columns_in, of_row, rows_in
from reports.corpora.tables import Table
from reports.encoding.decoding import decode
from reports.formats.html import looks_like_html
from reports.formats.kinds.marks import TableForm
from reports.formats.kinds.recognition import TABLE_FORMS, recognise
from reports.report import Report
from reports.rows import Row, Stated
from reports.skipped import Skipped
from storage.errors import UnreadableReport

_LONGEST_TITLE = 60
_BEGINNING = 4_000  # bytes, in which the first TAB of a table stands
_LONGEST_HEADER = 400
_SEPARATORS = (b",", b";", b"\t", b"|", "，".encode(), "，".encode("gb18030"))


def table_form(file: BinaryIO, name: Path) -> TableForm | None:
    """Tell how a file is read row by row, by its content and its ending; None where it is a document."""
    form = recognise(file, name.name).form
    file.seek(0)
    if form not in TABLE_FORMS:
        return None
    if form == "delimited" and _is_running_text(file, name):
        return None
    return cast(TableForm, form)


def _is_running_text(file: BinaryIO, name: Path) -> bool:
    """Tell the lines of a report from a CSV or TSV: no column is named or parted in the first of them."""
    head = file.read(_BEGINNING)
    file.seek(0)
    first, second = islice(chain((line for line in head.splitlines() if line.strip()), (b"", b"")), 2)
    if len(first) > _LONGEST_HEADER or b"\0" in first or any(sign in first for sign in _SEPARATORS):
        return False
    try:
        is_header = role_of(decode(first, name).text.strip('\ufeff "'))
    except UnreadableReport:
        return False
    return not is_header or (len(second) < SHORTEST_REPORT and not second.startswith(b'"'))


def rows_of_text(data: bytes, source: Source, asked: Mapping[str, str]) -> Iterator[Report | Skipped] | None:
    """Return what a text holds that is a table by its content: a line is a year, a TAB and a report, or has columns
    as all others; None for any other text."""
    beginning = data[:_BEGINNING]
    if _names_columns(beginning, source.name):
        return read_tables(delimited(io.BytesIO(data), source.name), source, asked)
    if b"\t" not in beginning:
        return None
    try:
        text = decode(data, Path(source.name)).text
    except UnreadableReport:
        return None  # the reader says what is wrong
    lines = [] if looks_like_html(text) else [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not all("\t" in line for line in lines):
        return None
    rows = [line.strip("\r").split("\t") for line in lines]
    if all(year_of(cells[0]) for cells in rows) and min(map(len, lines)) >= SHORTEST_REPORT:
        return chain.from_iterable(of_row(source, _row_of_line(*one)) for one in enumerate(rows, 1))
    return _of_columns(rows, source, asked)


def _names_columns(beginning: bytes, name: str) -> bool:
    """Tell a first line that names columns, one of them the texts."""
    first = beginning.partition(b"\n")[0]
    if len(first) > _LONGEST_HEADER or not any(sign in first for sign in _SEPARATORS[:3]):
        return False
    try:
        line = decode(first, Path(name)).text
    except UnreadableReport:
        return False
    roles = {role_of(one.strip('"\ufeff ')) for one in line.strip().split(separator_of(line, ""))} - {""}
    return "text" in roles and len(roles) > 1


def _of_columns(
    rows: Sequence[list[str]], source: Source, asked: Mapping[str, str]
) -> Iterator[Report | Skipped] | None:
    is_indented = 2 * sum(not cells[0].strip() for cells in rows) > len(rows)
    if is_indented or len({len(cells) for cells in rows}) > 1:
        return None
    numbered = enumerate(rows, 1)
    sample = list(islice(numbered, SAMPLE_ROWS))
    layout = layout_of(sample, None, asked, source.name)
    if not isinstance(layout, Layout):
        return None
    read = columns_in if layout.columns else rows_in
    return read(source, Table("", chain(sample, numbered)), layout)


def _row_of_line(number: int, cells: Sequence[str]) -> Row:
    """Read a year and a report, in which further TABs stand for line breaks."""
    parts = [cell for cell in cells[1:] if cell.strip()]
    heads = [one.strip() for one in (cells[0], *parts[:-1][:1]) if "报告" in one and len(one) <= _LONGEST_TITLE]
    title = heads[0] if heads else ""
    stated = Stated(year=year_of(cells[0]), title=title)
    return Row(number, "", "", stated, {"A": json_value(cells[0])}, "\n".join(parts))
