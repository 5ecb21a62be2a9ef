"""JSON Lines at the border: one object a line, UTF-8, errors that name file and line."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from storage.errors import BadData, ZhengbiaoError
from storage.parsing import parse_json
from storage.regular import open_regular, refusal, state_of
from storage.results.files import result_file
from storage.shown import shown

LONGEST_LINE = 64_000_000
"""Characters. The longest paragraph of a report has some 1,400."""


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number from 1, object) for every line that is not blank.

    Raises:
        BadData: the file is missing or no regular file, not UTF-8, holds no object at all, changes while it is read,
            or a line is longer than 64 million characters or no JSON object.
    """
    name = shown(path)
    try:
        file = open_regular(path)
    except OSError as error:
        raise BadData(f"{name}: {refusal(error)}. Expected a JSON Lines file; check the path.") from error
    number = 0
    with io.TextIOWrapper(file, encoding="utf-8-sig") as lines:
        before = state_of(file)
        try:
            for number, value in objects_in(lines, name):
                if state_of(file) != before:
                    raise _changed(name, number)
                yield number, value
        except UnicodeDecodeError as error:
            if state_of(file) != before:
                raise _changed(name, number) from error
            raise BadData(
                f"{name}, after line {number}: not UTF-8 (byte {error.object[error.start]:#04x}). "
                "Expected JSON Lines in UTF-8; save the file again in that encoding."
            ) from error
        if state_of(file) != before:
            raise _changed(name, number)


def objects_in(lines: TextIO, name: str, error: type[ZhengbiaoError] = BadData) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number from 1, object) for every line of an open text that is not blank.

    Raises:
        BadData: or `error`: it holds no object at all, or a line is longer than 64 million characters or no JSON
            object.
    """
    number = 0
    found = False
    while line := lines.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise error(
                f"{name}, line {number}: is longer than {LONGEST_LINE:,} characters. Expected one object a "
                "line; mend the file."
            )
        if line.strip():
            found = True
            yield number, _object(f"{name}, line {number}", line, error)
    if not found:
        raise error(f"{name}: is empty. Expected one JSON object a line.")


def _changed(name: str, number: int) -> BadData:
    return BadData(
        f"{name}, line {number}: the file changed while it was read. Expected it to stay as it is; run this again."
    )


def _object(where: str, line: str, error: type[ZhengbiaoError]) -> dict[str, Any]:
    value = parse_json(line, where, "Expected one object a line; mend or remove the line.", error)
    if not isinstance(value, dict):
        raise error(
            f"{where}: a {type(value).__name__} arrived. Expected a JSON object {{…}}; mend or remove the line."
        )
    return value


def check_new_id(seen: dict[str, int], identifier: str, number: int, path: Path) -> None:
    """Remember that line `number` has `identifier`.

    Raises:
        BadData: an earlier line has it too.
    """
    if identifier in seen:
        raise BadData(
            f"{shown(path)}, line {number}: id '{identifier}' stands in line {seen[identifier]} already. "
            "Expected an id of its own for every paragraph; remove the repeated line."
        )
    seen[identifier] = number


def write_objects(path: Path, values: Iterable[Mapping[str, Any]]) -> int:
    """Write one object a line, whole or not at all, and return how many.

    Raises:
        CannotWrite: as `storage.results.files.result_file`.
    """
    count = 0
    with result_file(path) as file:
        for value in values:
            file.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")
            count += 1
    return count
