"""Tagged paragraphs as Parquet: files of one year each, in one schema, written as the paragraphs come.

Each file holds the year as a column too. With the year in the name of a folder only (year=2031, as Hive has it) pandas
fails as soon as one report is without a year, and every program reads the column as another type.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from inference.output.statistics.columns import Column, Value
from inference.output.statistics.tables import TYPES, field_of
from inference.tagged import TaggedParagraph
from reports.rows import ROW_KEY
from storage.whole_files import cannot_write, make_folder

FOLDER = "parquet"
EVIDENCE = "evidence"
_UNFINISHED = ".parquet.zhengbiao-unfinished"
_LEVEL = 9  # of zstd
_ROWS_OF_A_GROUP = 10_000
_WAITING = 12 << 20  # bytes of all rows that wait, by estimate: some 6,000 paragraphs
_BESIDE_TEXT = 1_500  # bytes of a row without its text: numbers, lists, and what Python needs for each
_GROUPS_OF_A_FILE = 256  # until a file ends, its writer remembers where each group stands
_OPEN = 64  # files; macOS allows a program 256
_WORDS = pa.list_(pa.string())
_SENTENCE = pa.struct([("category", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("score", pa.float64())])
_OWN_TYPES: Mapping[str, Any] = {"section": _WORDS, "tags": _WORDS, "flags": _WORDS}
_UNLIKE = frozenset(("id", "text", ROW_KEY))


def schema_of(columns: Sequence[Column]) -> Any:
    """Return the schema of these columns of tagged.csv, with lists as lists, the evidence, and the row of a table.

    Each field carries its label in both languages, and of which category it is.
    """
    own = [_with_category(field_of(one, _type_of(one)), one.category) for one in columns]
    return pa.schema([*own, pa.field(EVIDENCE, pa.list_(_SENTENCE)), pa.field(ROW_KEY, pa.string())])


def _with_category(field: Any, category: str) -> Any:
    return field.with_metadata({**field.metadata, "category": category}) if category else field


def _type_of(column: Column) -> Any:
    own = None if column.category else _OWN_TYPES.get(column.key)
    return own or (pa.bool_() if column.kind == "mark" else TYPES[column.kind])


class YearFiles:
    """Takes rows in any order of years; those of a year wait until there are enough for a group of rows."""

    def __init__(self, folder: Path, columns: Sequence[Column]) -> None:
        self._folder = folder
        self._schema = schema_of(columns)
        keys = ["" if one.category else one.key for one in columns]
        self._year, *self._lists = map(keys.index, ("year", *_OWN_TYPES))
        self._waiting: dict[int | None, _Waiting] = {}
        self._size = 0  # of all that wait
        self._open: dict[int | None, _YearFile] = {}  # the one written last stands last
        self._begun: dict[int | None, int] = {}  # how many files each year has

    def write(self, tagged: TaggedParagraph, row: Sequence[Value]) -> None:
        """Append a paragraph, whose cells of the columns are given.

        Raises:
            CannotWrite: the disk is full.
        """
        one, cells = tagged.paragraph, list[Any](row)
        for place, words in zip(self._lists, (one.section, tagged.tags, one.flags), strict=True):
            cells[place] = words
        given = one.extra.get(ROW_KEY)
        said = None if given is None else json.dumps(given, ensure_ascii=False, allow_nan=False)
        cells += [_sentences(tagged), said]
        year: int | None = cells[self._year]
        self._keep(year, cells, _BESIDE_TEXT + 2 * (len(one.text) + len(said or "")))

    def _keep(self, year: int | None, cells: Sequence[Any], size: int) -> None:
        waiting = self._waiting.setdefault(year, _Waiting())
        waiting.add(cells, size)
        self._size += size
        if len(waiting.rows) >= _ROWS_OF_A_GROUP:
            self._write_group(year)
        elif self._size > _WAITING:
            self._write_group(max(self._waiting, key=lambda one: self._waiting[one].size))

    def finish(self) -> None:
        """Write what waits, and end all files; where no row came one file says what the columns are.

        Raises:
            CannotWrite: the disk is full.
        """
        if not self._begun and not self._waiting:
            self._waiting[None] = _Waiting()
        for year in list(self._waiting):
            self._write_group(year)
        while self._open:
            self._open.popitem()[1].end()

    def abandon(self) -> None:
        """Close all files, which are not whole."""
        while self._open:
            self._open.popitem()[1].abandon()

    def _write_group(self, year: int | None) -> None:
        waiting = self._waiting.pop(year)
        self._size -= waiting.size
        file = self._open.pop(year, None) or self._begin(year)
        self._open[year] = file
        file.write(waiting.table(self._schema))
        if file.groups == _GROUPS_OF_A_FILE:
            self._open.pop(year).end()

    def _begin(self, year: int | None) -> "_YearFile":
        if len(self._open) == _OPEN:
            self._open.pop(next(iter(self._open))).end()
        number = self._begun[year] = self._begun.get(year, 0) + 1
        name = f"tagged-{'no-year' if year is None else year}"
        return _YearFile(self._folder / f"{name}{f'-{number}' if number > 1 else ''}.parquet", self._schema)


class _Waiting:
    """Rows of a year that wait, and how many bytes they take, by estimate."""

    def __init__(self) -> None:
        self.rows: list[Sequence[Any]] = []
        self.size = 0

    def add(self, cells: Sequence[Any], size: int) -> None:
        self.rows.append(cells)
        self.size += size

    def table(self, schema: Any) -> Any:
        """Return the rows as a table of this schema."""
        columns = zip(*self.rows, strict=True) if self.rows else ((),) * len(schema)
        arrays = [_array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=schema)


class _YearFile:
    """A file that takes groups of rows."""

    def __init__(self, path: Path, schema: Any) -> None:
        self.groups = 0
        self._path = path
        leaves = [leaf for leaf in _leaves(schema) if leaf not in _UNLIKE]
        with _said_of(path):
            self._file = path.open("wb")
            self._writer = pq.ParquetWriter(
                self._file,
                schema,
                compression="zstd",
                compression_level=_LEVEL,
                use_dictionary=leaves,  # of what hardly ever repeats, a dictionary is larger than the cells
                write_statistics=leaves,
            )

    def write(self, table: Any) -> None:
        """Append a group."""
        with _said_of(self._path):
            self._writer.write_table(table, row_group_size=max(1, len(table)))
        self.groups += 1

    def end(self) -> None:
        """Write the end, and wait until the disk has it."""
        with _said_of(self._path), self._file:
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())

    def abandon(self) -> None:
        """Close the file as it is."""
        with suppress(OSError), self._file:
            self._writer.close()


@contextmanager
def year_files(folder: Path, columns: Sequence[Column]) -> Iterator[YearFiles]:
    """Open the folder of Parquet files in `folder`; it appears whole when the block ends, and not at all where it
    fails.

    Args:
        columns: those of tagged.csv.

    Raises:
        CannotWrite: the folder is not writable.
    """
    place, unfinished = folder / FOLDER, folder / _UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)  # what a killed run left
    files = YearFiles(make_folder(unfinished), columns)
    try:
        yield files
        files.finish()
        with _said_of(place):
            if place.is_dir():
                shutil.rmtree(place)
            unfinished.rename(place)
    finally:
        files.abandon()
        shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


def _sentences(tagged: TaggedParagraph) -> list[tuple[str, int, int, float]]:
    return [(key, one.start, one.end, round(one.score, 4)) for key, found in tagged.evidence.items() for one in found]


def _array(cells: Sequence[Any], kind: Any) -> Any:
    return pa.array(cells, pa.int8()).cast(kind) if kind == pa.bool_() else pa.array(cells, kind)


def _leaves(schema: Any) -> list[str]:
    """Return the dotted paths of what a file of this schema stores."""
    found: list[str] = []
    for field in schema:
        if not pa.types.is_list(field.type):
            found.append(field.name)
        elif pa.types.is_struct(field.type.value_type):
            found += [f"{field.name}.list.element.{one.name}" for one in field.type.value_type]
        else:
            found.append(f"{field.name}.list.element")
    return found
