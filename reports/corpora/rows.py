"""A row of a table becomes a report, or there is a word why it does not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from reports.assembly import reports_of
from reports.corpora.cells import LONGEST_EXCEL, SHORTEST_REPORT, is_error, json_value, text_of, year_of
from reports.corpora.columns import PLACE_ABOVE
from reports.corpora.layout import Layout
from reports.corpora.stated import carried, stated_by, with_columns
from reports.corpora.tables import Table
from reports.report import Origin, Report
from reports.rows import Row, Stated
from reports.skipped import Skipped
from storage.errors import UnreadableReport

_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table lies: its name as it is shown, and its file, or file in an archive."""

    name: str
    origin: Origin


def rows_in(source: Source, table: Table, layout: Layout) -> Iterator[Report | Skipped]:
    place = layout.roles["text"]
    for number, cells in table.rows:
        if number < layout.first or not any(text_of(cell) for cell in cells):
            continue
        value = cells[place] if place < len(cells) else None
        row = Row(number, table.name, "", stated_by(cells, layout.roles), carried(cells, layout), text_of(value))
        yield from of_row(source, row)


def columns_in(source: Source, table: Table, layout: Layout) -> Iterator[Report | Skipped]:
    """Read a table whose columns are reports: held as a whole, for it ends with the last row."""
    parts: dict[int, list[str]] = {place: [] for place in layout.columns}
    for number, cells in table.rows:
        for place in layout.columns:
            if number >= layout.first and place < len(cells) and (text := text_of(cells[place])).strip():
                parts[place].append(text)
    for place in layout.columns:
        header = layout.names[place]
        place_above = PLACE_ABOVE.match(header)
        stated = Stated(
            year=year_of(header),
            title=header if "报告" in header else "",
            county=place_above[0] if place_above else "",
        )
        row = Row(layout.first - 1, table.name, header, stated, {"column": json_value(header)}, "\n".join(parts[place]))
        yield from of_row(source, row)


def of_row(source: Source, row: Row) -> Iterator[Report | Skipped]:
    name = source.name
    where = f"{name}, {row.place}"
    if not row.text.strip() and len(str(row.cells.get(row.longest, ""))) >= SHORTEST_REPORT:
        reason = f'{where}: holds no text, but a long one in the column "{row.longest}". Move it, or name that column.'
        yield Skipped(Path(name), reason, "row", origin=source.origin, row=row)
    elif not row.text.strip():
        yield Skipped(Path(name), f"{where}: holds no text.", "empty", origin=source.origin, row=row)
    elif is_error(row.text):
        yield Skipped(
            Path(name), f"{where}: holds the error {row.text.strip()} for a text.", "row", origin=source.origin, row=row
        )
    else:
        try:
            yield from reports_in(row, source, where)
        except UnreadableReport as error:
            yield Skipped(Path(name), str(error), "row", origin=source.origin, row=row)


def reports_in(row: Row, source: Source, where: str) -> Iterator[Report]:
    """Yield the reports in the text of a row: one, but where several were put into one cell.

    Raises:
        UnreadableReport: as `reports.assembly.reports_of`.
    """
    text = _HALF.sub("\ufffd", row.text)
    found = reports_of(text.encode("utf-8"), Path(where), source.origin)
    fallback = f"{Path(source.name).stem}-{row.sheet + '-' if row.sheet else ''}{row.column or row.number}"
    for report in found:
        flags = report.flags
        if is_cut(row):
            flags += ("cell_cut",)
        own = row if len(found) == 1 else replace(row, stated=replace(row.stated, year=None))
        yield with_columns(replace(report, source=source.name, flags=flags), own, fallback)


def is_cut(row: Row) -> bool:
    """Tell a cell that is as full as one of Excel can be: what did not fit was cut off."""
    return not row.column and LONGEST_EXCEL - 1 <= len(row.text) <= LONGEST_EXCEL
