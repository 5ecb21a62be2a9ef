"""JSON Lines at the border: one object a line, UTF-8, errors that name file and line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from storage.errors import BadData
from storage.result_files import result_file


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number from 1, object) for every line that is not blank.

    Raises:
        BadData: the file is missing, not UTF-8, holds no object at all, or a line is not a JSON object.
    """
    try:
        file = path.open(encoding="utf-8-sig")
    except OSError as error:
        raise BadData(f"{path}: cannot be opened ({error.strerror}). Expected a JSON Lines file; check the path.") from error
    number = 0
    found = False
    with file:
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    found = True
                    yield number, _parse(path, number, line)
        except UnicodeDecodeError as error:
            raise BadData(
                f"{path}, after line {number}: not UTF-8 (byte {error.object[error.start]:#04x}). "
                "Expected JSON Lines in UTF-8; save the file again in that encoding."
            ) from error
    if not found:
        raise BadData(f"{path}: is empty. Expected one JSON object a line.")


def _parse(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadData(
            f"{path}, line {number}: not JSON ({error.msg}, column {error.colno}). Expected one object a line; mend or remove the line."
        ) from error
    if not isinstance(value, dict):
        raise BadData(
            f"{path}, line {number}: a {type(value).__name__} arrived. Expected a JSON object {{…}}; mend or remove the line."
        )
    return value


def check_new_id(seen: dict[str, int], identifier: str, number: int, path: Path) -> None:
    """Remember that line `number` has `identifier`.

    Raises:
        BadData: an earlier line has it too.
    """
    if identifier in seen:
        raise BadData(
            f"{path}, line {number}: id '{identifier}' stands in line {seen[identifier]} already. "
            "Expected an id of its own for every paragraph; remove the repeated line."
        )
    seen[identifier] = number


def write_objects(path: Path, values: Iterable[Mapping[str, Any]]) -> int:
    """Write one object a line, whole or not at all, and return how many.

    Raises:
        CannotWrite: as `storage.result_files.result_file`.
    """
    count = 0
    with result_file(path) as file:
        for value in values:
            file.write(json.dumps(value, ensure_ascii=False) + "\n")
            count += 1
    return count
