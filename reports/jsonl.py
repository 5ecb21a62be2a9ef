"""JSON Lines at the border: one object a line, UTF-8, errors that name file and line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reports.errors import BadData
from reports.files import atomic_writer
from reports.report import HALVES, LEVELS, PARAGRAPH_KEYS, Paragraph

_TEXTS = ("id", "report", "text", "title", "region", "level", "source", "province", "date", "speaker", "meeting", "part")
_TEXT_LISTS = ("section", "flags")
_NUMBERS = ("index", "start", "end")


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


def paragraph_from_json(value: Mapping[str, Any], where: str, known: Iterable[str] = ()) -> Paragraph:
    """Build a paragraph from one object of a file; keys it does not know go to `extra`.

    Args:
        value: at least `id`, `report` and `text`.
        where: names file and line in an error, e.g. "march.jsonl, line 412".
        known: further keys that the caller reads itself; they are left out of `extra`.

    Raises:
        BadData: a required key is missing, or a value has the wrong type.
    """
    for key in ("id", "report", "text"):
        if value.get(key) is None:
            raise BadData(f"{where}: the key '{key}' is missing or null. Every line needs id, report and text; add it.")
    given = {key: value[key] for key in PARAGRAPH_KEYS if value.get(key) is not None}
    for key, content in given.items():
        _check_type(key, content, where)
    if not given.get("text", "").strip():
        raise BadData(
            f"{where}: the text of '{value['id']}' is blank. Expected the paragraph's text; fill it in or remove the line."
        )
    extra = {key: content for key, content in value.items() if key not in PARAGRAPH_KEYS and key not in set(known)}
    for key in _TEXT_LISTS:
        if key in given:
            given[key] = tuple(given[key])
    return Paragraph(**given, extra=extra)


def _check_type(key: str, content: Any, where: str) -> None:
    if key in _TEXTS and not isinstance(content, str):
        raise BadData(f"{where}: '{key}' is {content!r}. Expected text; put it in quotes.")
    if key in _TEXT_LISTS and not (isinstance(content, list) and all(isinstance(one, str) for one in content)):
        raise BadData(f"{where}: '{key}' is {content!r}. Expected a list of texts, e.g. [\"…\"]; mend the line.")
    if key in (*_NUMBERS, "year") and (not isinstance(content, int) or isinstance(content, bool)):
        raise BadData(f"{where}: '{key}' is {content!r}. Expected a whole number; mend the line.")
    if key == "level" and content not in LEVELS:
        raise BadData(f"{where}: level '{content}' is not known. Expected one of {', '.join(filter(None, LEVELS))}; mend the line.")
    if key == "part" and content not in HALVES:
        raise BadData(f"{where}: part '{content}' is not known. Expected review, plan or an empty text; mend the line.")


def read_paragraphs(path: Path) -> Iterator[Paragraph]:
    """Yield the paragraphs of a paragraphs file, in its order.

    Raises:
        BadData: the file breaks its format, or two lines have one id.
    """
    seen: dict[str, int] = {}
    for number, value in read_objects(path):
        paragraph = paragraph_from_json(value, f"{path}, line {number}")
        check_new_id(seen, paragraph.id, number, path)
        yield paragraph


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
        CannotWrite: the place is not writable.
    """
    count = 0
    with atomic_writer(path) as file:
        for value in values:
            file.write(json.dumps(value, ensure_ascii=False) + "\n")
            count += 1
    return count
