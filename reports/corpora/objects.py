"""JSON Lines and Parquet: tables whose columns have their names in every row."""

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

from reports.corpora.tables import Table
from storage.errors import BadData, UnreadableReport, reason_of
from storage.jsonl import read_objects
from storage.regular import open_regular, refusal
from storage.shown import shown

_ROWS_AT_ONCE = 16
_MOST_COLUMNS = 2_000


def json_lines(path: Path) -> Generator[Table, None, None]:
    """Yield the one table of a JSON Lines file; a row's number is that of its line.

    Raises:
        UnreadableReport: it cannot be opened, or a line is no object.
    """
    names: list[str] = []
    yield Table("", _rows_of_objects(path, names), names)


def _rows_of_objects(path: Path, names: list[str]) -> Iterator[tuple[int, Sequence[Any]]]:
    places: dict[str, int] = {}
    try:
        for number, value in read_objects(path):
            for key in value:
                if key not in places and len(names) < _MOST_COLUMNS:
                    places[key] = len(names)
                    names.append(key)
            yield number, [value.get(name) for name in names]
    except BadData as error:
        raise UnreadableReport(str(error)) from error


def parquet(path: Path) -> Generator[Table, None, None]:
    """Yield the one table of a Parquet file; rows are numbered from 1.

    Raises:
        UnreadableReport: it cannot be opened or is damaged.
    """
    import pyarrow
    from pyarrow import parquet as library

    name = shown(path)
    try:
        open_regular(path).close()
        file = library.ParquetFile(path)
    except pyarrow.ArrowException as error:
        raise _damaged(name, error) from error
    except OSError as error:
        if error.errno is None:  # what pyarrow raises for bytes that it cannot read
            raise _damaged(name, error) from error
        raise UnreadableReport(f"{name}: {refusal(error)}. Expected a table; check the file and its path.") from error
    with file:
        names = [one for one in file.schema_arrow.names if not one.startswith("__index_level_")]
        yield Table("", _rows_of_batches(file, names, name), names)


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
