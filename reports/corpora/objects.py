"""JSON and Parquet: tables whose columns have their names in every row."""

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, BinaryIO, TextIO

from reports.corpora.cells import year_of
from reports.corpora.columns import role_of
from reports.corpora.tables import Table
from reports.corpora.text import text_of_table
from storage.errors import UnreadableReport, reason_of
from storage.jsonl import LONGEST_LINE, objects_in
from storage.parsing import parse_json

_ROWS_AT_ONCE = 16
_MOST_COLUMNS = 2_000
_OF_LINES = (".jsonl", ".ndjson")
_LARGEST_TEXT = 200_000_000
_DEEPEST = 4  # lists and objects around the rows
_BLANK_LINES = 1_000


def json_table(file: BinaryIO, name: str) -> Generator[Table, None, None]:
    """Yield the one table of a JSON Lines file in any encoding, whose rows have the numbers of its lines, or of one
    JSON text: a list of objects somewhere in it, or texts under names; these rows are numbered from 1.

    Raises:
        UnreadableReport: it is empty, no text, a line is no object, or it is no JSON.
    """
    names: list[str] = []
    with text_of_table(file, name) as text:
        has_lines = _has_lines(text, PurePosixPath(name).suffix.lower())
        text.seek(0)
        objects = objects_in(text, name, UnreadableReport) if has_lines else enumerate(_objects_of(text, name), 1)
        yield Table("", _rows_of_objects(objects, names), names)


def _has_lines(text: TextIO, ending: str) -> bool:
    """Tell JSON Lines from one JSON text."""
    first = text.readline(LONGEST_LINE).strip()
    if first.startswith("[") or ending in _OF_LINES:
        return not first.startswith("[")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return any(line.strip() for line in islice(text, _BLANK_LINES))


def _objects_of(text: TextIO, name: str) -> list[dict[str, Any]]:
    content = text.read(_LARGEST_TEXT + 1)
    if len(content) > _LARGEST_TEXT:
        raise UnreadableReport(
            f"{name}: is one JSON text of more than {_LARGEST_TEXT:,} characters. Expected JSON Lines, one object a "
            "line; save it so."
        )
    value = parse_json(content, name, "Expected JSON with a list of reports; mend that place.", UnreadableReport)
    return max(_lists_in(value, _DEEPEST), key=_text_in, default=[])


def _text_in(rows: list[dict[str, Any]]) -> int:
    return sum(len(one) for row in rows for one in row.values() if isinstance(one, str))


def _lists_in(value: Any, depth: int) -> Iterator[list[dict[str, Any]]]:
    """Yield what in a JSON value may be the rows of a table: lists of objects or texts, texts under names, and an
    object by itself."""
    if isinstance(value, list):
        rows = [one for one in value if isinstance(one, dict)]
        yield rows or [{"text": one} for one in value if isinstance(one, str)]
    elif isinstance(value, dict):
        if value and all(isinstance(one, str) for one in value.values()) and not any(map(role_of, value)):
            name = "year" if all(map(year_of, value)) else "title"
            yield [{name: key, "text": one} for key, one in value.items()]
        else:
            yield [value]
        for one in value.values() if depth else ():
            if isinstance(one, list | dict):
                yield from _lists_in(one, depth - 1)


def _rows_of_objects(
    objects: Iterable[tuple[int, dict[str, Any]]], names: list[str]
) -> Iterator[tuple[int, Sequence[Any]]]:
    places: dict[str, int] = {}
    for number, value in objects:
        for key in value:
            if key not in places and len(names) < _MOST_COLUMNS:
                places[key] = len(names)
                names.append(key)
        yield number, [value.get(name) for name in names]


def parquet(file: BinaryIO, name: str) -> Generator[Table, None, None]:
    """Yield the one table of a Parquet file; rows are numbered from 1.

    Raises:
        UnreadableReport: it is damaged.
    """
    import pyarrow
    from pyarrow import parquet as library

    try:
        table = library.ParquetFile(file)
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(name, error) from error
    with table:
        names = [one for one in table.schema_arrow.names if not one.startswith("__index_level_")]
        yield Table("", _rows_of_batches(table, names, name), names)


def _rows_of_batches(file: Any, names: list[str], name: str) -> Iterator[tuple[int, Sequence[Any]]]:
    import pyarrow

    number = 0
    try:
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=names):
            columns = [column.to_pylist() for column in batch.columns]
            for cells in zip(*columns, strict=True):
                number += 1
                yield number, cells
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> UnreadableReport:
    return UnreadableReport(
        f"{name}: is no Parquet file, or a damaged one ({reason_of(error)[:120]}). Expected a whole one; save it again."
    )
