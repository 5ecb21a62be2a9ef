"""Paragraphs files: one paragraph a line, read with errors that name file and line."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reports.days import day_of_number
from reports.report import ABOUT_KEYS, LEVELS, PARAGRAPH_KEYS, PARTS, About, Paragraph
from storage.errors import BadData
from storage.jsonl import check_new_id, read_objects
from storage.parsing import brief
from storage.shown import shown

_TEXTS = ("id", "report", "text", "source", "part", *(key for key in ABOUT_KEYS if key != "year"))
_TEXT_LISTS = ("section", "flags")
_OLDER_PARTS = {"review": "done", "plan": "planned"}  # as versions wrote them in which a review was two things
# A year of four digits, and places in a file of at most 200 million characters.
_RANGES = {"year": range(1, 10_000), **dict.fromkeys(("index", "start", "end"), range(200_000_001))}


def paragraph_from_json(value: Mapping[str, Any], where: str, known: Iterable[str] = ()) -> Paragraph:
    """Build a paragraph from one object of a file; keys it does not know go to `extra`.

    Args:
        value: at least `id`, `report` and `text`.
        where: names file and line in an error, e.g. "march.jsonl, line 412".
        known: further keys that the caller reads itself; they are left out of `extra`.

    Raises:
        BadData: a required key is missing, or a value has the wrong type or is out of its range.
    """
    for key in ("id", "report", "text"):
        if value.get(key) is None:
            raise BadData(f"{where}: the key '{key}' is missing or null. Every line needs id, report and text; add it.")
    given = _given(value, where)
    about = About(**{key: given.pop(key) for key in ABOUT_KEYS if key in given})
    extra = {key: content for key, content in value.items() if key not in PARAGRAPH_KEYS and key not in set(known)}
    return Paragraph(**given, about=about, extra=extra)


def _given(value: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return those fields of a paragraph that a line gives, checked."""
    given = {key: value[key] for key in PARAGRAPH_KEYS if value.get(key) is not None}
    if isinstance(given.get("year"), float) and given["year"].is_integer():
        given["year"] = int(given["year"])  # as pandas writes a column in which some are missing
    if isinstance(given.get("date"), int | float) and not isinstance(given["date"], bool):
        given["date"] = _day(given["date"], where)
    if isinstance(given.get("part"), str):
        given["part"] = _OLDER_PARTS.get(given["part"], given["part"])
    for key, content in given.items():
        _check_type(key, content, where)
    _check_text_and_place(given, where)
    return {key: tuple(content) if key in _TEXT_LISTS else content for key, content in given.items()}


def _day(number: int | float, where: str) -> str:
    """Return the day that pandas wrote as a number of milliseconds (or another unit) since 1970."""
    day = day_of_number(number)
    if not day:
        raise BadData(
            f"{where}: 'date' is {brief(number)}. Expected a day such as \"2031-01-09\", or milliseconds since 1970 as "
            "pandas writes them; mend the line."
        )
    return day


def _check_text_and_place(given: Mapping[str, Any], where: str) -> None:
    if not given["text"].strip():
        raise BadData(
            f"{where}: the text of '{given['id']}' is blank. Expected the paragraph's text; fill it in or remove the "
            "line."
        )
    if given.get("start", 0) > given.get("end", given.get("start", 0)):
        raise BadData(
            f"{where}: 'start' is {given['start']} and 'end' {given['end']}. Expected the end behind the start; mend "
            "the line."
        )


def _check_type(key: str, content: Any, where: str) -> None:
    if key in _TEXTS and not isinstance(content, str):
        raise BadData(f"{where}: '{key}' is {brief(content)}. Expected text; put it in quotes.")
    if key in _TEXT_LISTS and not (isinstance(content, list) and all(isinstance(one, str) for one in content)):
        raise BadData(f"{where}: '{key}' is {brief(content)}. Expected a list of texts, e.g. [\"…\"]; mend the line.")
    if key in _RANGES:
        _check_number(key, content, where)
    if key == "level" and content not in LEVELS:
        raise BadData(
            f"{where}: level {brief(content)} is not known. Expected one of {', '.join(filter(None, LEVELS))}; mend "
            "the line."
        )
    if key == "part" and content not in PARTS:
        raise BadData(
            f"{where}: part {brief(content)} is not known. Expected done, planned or an empty text; mend the line."
        )


def _check_number(key: str, content: Any, where: str) -> None:
    if not isinstance(content, int) or isinstance(content, bool):
        raise BadData(f"{where}: '{key}' is {brief(content)}. Expected a whole number; mend the line.")
    if content not in _RANGES[key]:
        least, most = _RANGES[key][0], _RANGES[key][-1]
        raise BadData(
            f"{where}: '{key}' is {brief(content)}. Expected a number from {least:,} to {most:,}; mend the line."
        )


def read_paragraphs(path: Path) -> Iterator[Paragraph]:
    """Yield the paragraphs of a paragraphs file, in its order.

    Raises:
        BadData: the file breaks its format, or two lines have one id.
    """
    seen: dict[str, int] = {}
    for number, value in read_objects(path):
        paragraph = paragraph_from_json(value, f"{shown(path)}, line {number}")
        check_new_id(seen, paragraph.id, number, path)
        yield paragraph
