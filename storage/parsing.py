"""JSON and TOML from outside: whatever is wrong with it is one line that says where."""

import json
import math
import re
import tomllib
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

from storage.errors import BadData, ZhengbiaoError, reason_of
from storage.regular import read_regular, refusal
from storage.shown import shown

# Nothing that is read here nests deeper than ten. Python's own limit lies near 1,000, less what called.
MOST_DEPTH = 100
_OPENS = re.compile(r"[\[{]")
_MAY_BE_BROKEN = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")
_BROKEN = re.compile("[\0\ud800-\udfff]")
_LONGEST_SHOWN = 80
_LARGEST_TOML = 4_000_000


class _Refused(ValueError):
    """JSON or TOML by its form, but with something in it that nothing here can use."""


def parse_json(
    text: str | bytes, where: str, advice: str = "Expected JSON; mend that place.", error: type[ZhengbiaoError] = BadData
) -> Any:
    """Return the value of a JSON text.

    Args:
        text: bytes are UTF-8; a byte order mark is passed over.
        where: begins the message: names the file, or file and line.
        advice: ends the message: what was expected and what to do.
        error: what to raise.

    Raises:
        BadData: or `error`: it is not JSON; nests more than 100 deep; holds NaN, a number that is infinite or too long, a key twice in
            one object, or a NUL or half a character (a lone surrogate) in a text or key.
    """
    try:
        content = _decoded(text)
        value = json.loads(content, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite)
        if _MAY_BE_BROKEN.search(content) or _may_be_deep(content):
            _check(value)
    except (ValueError, RecursionError) as fault:
        raise error(f"{where}: {_reason(fault, 'JSON')}. {advice}") from fault
    return value


def parse_toml(
    text: str | bytes, where: str, advice: str = "Expected TOML; mend that place.", error: type[ZhengbiaoError] = BadData
) -> dict[str, Any]:
    """Return the value of a TOML text. The arguments are those of `parse_json`.

    Raises:
        BadData: or `error`: it is not TOML, nests more than 100 deep, or holds a NUL or a whole number that is too long.
    """
    try:
        value = tomllib.loads(_decoded(text))
        _check(value)
    except (ValueError, RecursionError) as fault:
        raise error(f"{where}: {_reason(fault, 'TOML')}. {advice}") from fault
    return value


def read_json(path: Path, most_bytes: int, expected: str, error: type[ZhengbiaoError] = BadData) -> Any:
    """Return the value of a JSON file.

    Args:
        expected: what the file should be, for messages: "a Label Studio export".

    Raises:
        BadData: or `error`: it cannot be opened, is too large, or as `parse_json`.
    """
    content = _content(path, most_bytes, expected, error)
    return parse_json(content, shown(path), f"Expected {expected}; mend that place, or make the file again.", error)


def read_toml(path: Path, expected: str, error: type[ZhengbiaoError] = BadData) -> dict[str, Any]:
    """Return the value of a TOML file of at most 4 MB. The arguments are those of `read_json`.

    Raises:
        BadData: or `error`: it cannot be opened, is too large, or as `parse_toml`.
    """
    content = _content(path, _LARGEST_TOML, expected, error)
    return parse_toml(content, shown(path), f"Expected {expected}; mend that place.", error)


def brief(value: object) -> str:
    """Return a value as it is shown in a message, at most some 80 characters of it."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _content(path: Path, most_bytes: int, expected: str, error: type[ZhengbiaoError]) -> bytes:
    try:
        return read_regular(path, most_bytes)
    except OSError as fault:
        raise error(f"{shown(path)}: {refusal(fault)}. Expected {expected}; check the path.") from fault


def _decoded(text: str | bytes) -> str:
    return text.removeprefix("\ufeff") if isinstance(text, str) else text.decode("utf-8-sig")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise _Refused(f"the key {brief(twice)} stands twice in one object")
    return value


def _no_number(name: str) -> Any:
    raise _Refused(f"{name} is not a number")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _Refused(f"{brief(digits)} is beyond the numbers that can be read")
    return value


def _may_be_deep(content: str) -> bool:
    return sum(1 for _ in islice(_OPENS.finditer(content), MOST_DEPTH + 1)) > MOST_DEPTH


def _check(value: Any) -> None:
    """Look at every text and key of a value, and at how deep they lie."""
    waiting: list[tuple[Any, int, str]] = [(value, 1, "")]
    while waiting:
        one, depth, key = waiting.pop()
        if isinstance(one, (dict, list)) and depth > MOST_DEPTH:
            raise RecursionError
        if isinstance(one, dict):
            waiting.extend((name, depth, name) for name in one)
            waiting.extend((below, depth + 1, name) for name, below in one.items())
        elif isinstance(one, list):
            waiting.extend((below, depth + 1, key) for below in one)
        elif isinstance(one, str) and (found := _BROKEN.search(one)):
            what = "a NUL character" if found[0] == "\0" else f"half a character ({found[0].encode('unicode_escape').decode()})"
            raise _Refused(f"{brief(key) if key else 'the text'} holds {what}")


def _reason(fault: ValueError | RecursionError, form: str) -> str:
    """Return what was wrong, in one line that does not depend on the words of a library where these do not help."""
    if isinstance(fault, _Refused):
        return str(fault)
    if isinstance(fault, RecursionError):
        return f"nests more than {MOST_DEPTH} deep"
    if "integer string" in str(fault):
        return "a whole number has thousands of digits"
    if isinstance(fault, UnicodeDecodeError):
        return f"not UTF-8 (byte {fault.object[fault.start]:#04x} at {fault.start})"
    if isinstance(fault, json.JSONDecodeError):
        line = f"line {fault.lineno}, " if fault.lineno > 1 else ""
        return f"not {form} ({fault.msg}, {line}column {fault.colno})"
    return f"not {form} ({reason_of(fault)})"
