"""Tagged paragraphs as files: JSON Lines for programs, CSV for spreadsheets, Parquet for large tables."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from inference.output.parquet import YearFiles, year_files
from inference.output.statistics.columns import Column, Value, columns_of
from inference.tagged import TaggedParagraph
from labels.taxonomy import Taxonomy
from reports.rows import ROW_KEY, further_columns
from storage.sheets import WideningSheet, safe_cell, widening_sheet
from storage.whole_files import atomic_writer

JSONL = "tagged.jsonl"
CSV = "tagged.csv"


class TableWriter:
    """Writes paragraphs to tagged.jsonl, tagged.csv and the Parquet files as they come."""

    def __init__(self, lines: IO[str], sheet: WideningSheet, files: YearFiles, columns: Sequence[Column]) -> None:
        self._lines = lines
        self._sheet = sheet
        self._files = files
        self._columns = columns

    def write(self, tagged: TaggedParagraph) -> None:
        """Append one paragraph to all of them."""
        self._lines.write(json.dumps(tagged.to_json(), ensure_ascii=False, allow_nan=False) + "\n")
        row = row_of(self._columns, tagged)
        self._sheet.writerow(list(map(_cell, row)), further_columns(tagged.paragraph.extra.get(ROW_KEY)))
        self._files.write(tagged, row)


@contextmanager
def table_writer(folder: Path, taxonomy: Taxonomy) -> Iterator[TableWriter]:
    """Open all of them in `folder`; they appear whole when the block ends, and not at all where it fails.

    Raises:
        CannotWrite: the folder is not writable.
    """
    columns = tagged_columns(taxonomy)
    header = [one.name for one in columns]
    with (
        atomic_writer(folder / JSONL) as lines,
        widening_sheet(folder / CSV, header, atomic_writer) as sheet,
        year_files(folder, columns) as files,
    ):
        yield TableWriter(lines, sheet, files, columns)


def tagged_columns(taxonomy: Taxonomy) -> list[Column]:
    """Return the columns of tagged.csv: where the paragraph stands, its text, 1 or 0 and a score for each category, and
    what to review. Behind them stand those of the user's own table that it was read from."""
    return [one for one in columns_of(taxonomy, free=True) if not (one.category and one.kind == "long")]


def row_of(columns: Sequence[Column], tagged: TaggedParagraph) -> list[Value]:
    """Return what a paragraph has in each column; scores carry four decimals."""
    cells = [one.value(tagged) for one in columns]
    return [round(cell, 4) if isinstance(cell, float) else cell for cell in cells]


def _cell(value: Value) -> Any:
    return f"{value:.4f}" if isinstance(value, float) else safe_cell(value)
