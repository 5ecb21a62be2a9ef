"""Write tagged paragraphs as CSV for spreadsheets and Parquet for programs, as they come."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from inference.output.statistics.columns import Column, Kind, Value
from inference.tagged import TaggedParagraph
from storage.sheets import Sheet, safe_cell, sheet_writer
from storage.whole_files import atomic_writer

CSV, PARQUET = "paragraphs.csv", "paragraphs.parquet"
_ROWS_AT_A_TIME = 10_000
TYPES: dict[Kind, Any] = {
    "text": pa.string(),
    "long": pa.string(),
    "whole": pa.int32(),
    "number": pa.float64(),
    "mark": pa.int8(),
}
"""How Parquet stores what a column holds."""
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def row_of(columns: Sequence[Column], tagged: TaggedParagraph) -> list[Value]:
    """Return the cells of a paragraph; what no text can hold (a zero character, half a character) becomes U+FFFD."""
    found = [one.value(tagged) for one in columns]
    return [_NO_TEXT.sub("\ufffd", cell) if isinstance(cell, str) else cell for cell in found]


class Tables:
    """Takes rows for both tables; what Parquet holds is gathered into groups of rows."""

    def __init__(self, columns: Sequence[Column], sheet: Sheet, parquet: Any) -> None:
        self._columns = columns
        self._sheet = sheet
        self._parquet = parquet
        self._rows: list[list[Value]] = []
        sheet.writerow([one.name for one in columns])

    def write(self, row: list[Value]) -> None:
        """Append a row (`row_of`) to both."""
        self._sheet.writerow([safe_cell(cell) for cell in row])
        self._rows.append(row)
        if len(self._rows) == _ROWS_AT_A_TIME:
            self.flush()

    def flush(self) -> None:
        """Write the rows that wait."""
        cells = zip(*self._rows, strict=True) if self._rows else ((),) * len(self._columns)
        arrays = [pa.array(own, TYPES[one.kind]) for one, own in zip(self._columns, cells, strict=True)]
        self._parquet.write_table(pa.Table.from_arrays(arrays, schema=schema_of(self._columns)))
        self._rows.clear()


def schema_of(columns: Sequence[Column]) -> Any:
    """Return the Parquet schema of columns."""
    return pa.schema([field_of(one, TYPES[one.kind]) for one in columns])


def field_of(column: Column, kind: Any) -> Any:
    """Return a column as a field of a Parquet schema; it carries its label in both languages."""
    return pa.field(column.name, kind, metadata={"zh": column.label.chinese, "en": column.label.english})


@contextmanager
def tables_writer(folder: Path, columns: Sequence[Column]) -> Iterator[Tables]:
    """Open paragraphs.csv and paragraphs.parquet in `folder`; they appear whole when the block ends.

    Raises:
        CannotWrite: the folder is not writable.
    """
    with (
        sheet_writer(folder / CSV, atomic_writer) as sheet,
        atomic_writer(folder / PARQUET, "wb") as file,
        pq.ParquetWriter(file, schema_of(columns), compression="zstd") as parquet,
    ):
        tables = Tables(columns, sheet, parquet)
        yield tables
        tables.flush()
