"""JSON and TOML from outside: whatever is wrong with it is one line that says where."""

import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

from storage.errors import BadData, ZhengbiaoError, reason_of
from storage.regular import read_regular, refusal
from storage.shown import shown

# Nothing that is read here nests deeper than ten. Python's own limit lies near 1,000, less what called.
MOST_DEPTH = 100
_OPENS = re.compile(r"[\[{]")
_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALF = re.compile("[\ud800-\udfff]")
_LONGEST_SHOWN = 80
_LARGEST_TOML = 4_000_000


class _Refused(ValueError):
    """JSON or TOML by its form, but with something in it that nothing here can use."""


def parse_json(
    text: str | bytes,
    where: str,
    advice: str = "Expected JSON; mend that place.",
    error: type[ZhengbiaoError] = BadData,
) -> Any:
    """Return the value of a JSON text; bytes are UTF-8, and a byte order mark is passed over.

    Args:
        where: begins the message: names the file, or file and line.
        advice: ends the message: what was expected and what to do.

    Raises:
        BadData: or `error`: it is not JSON; nests more than 100 deep; holds NaN, a number that is infinite or too
            long, a key twice in one object, or half a character (a lone surrogate) in a text or key.
    """
    try:
        return _json(text)
    except (ValueError, RecursionError) as fault:
        raise error(f"{where}: {_said(fault, 'JSON')}. {advice}") from fault


def parse_toml(
    text: str | bytes,
    where: str,
    advice: str = "Expected TOML; mend that place.",
    error: type[ZhengbiaoError] = BadData,
) -> dict[str, Any]:
    """Return the value of a TOML text. The arguments are those of `parse_json`.

    Raises:
        BadData: or `error`: it is not TOML, nests more than 100 deep, or holds a whole number that is too long.
    """
    try:
        return _toml(text)
    except (ValueError, RecursionError) as fault:
        raise error(f"{where}: {_said(fault, 'TOML')}. {advice}") from fault


def read_json(path: Path, most_bytes: int, expected: str, error: type[ZhengbiaoError] = BadData) -> Any:
    """Return the value of a JSON file.

    Args:
        expected: what the file should be, for messages: "a Label Studio export".

    Raises:
        BadData: or `error`: it cannot be opened, is too large, or as `parse_json`.
    """
    try:
        content = read_regular(path, most_bytes)
    except OSError as fault:
        raise error(f"{shown(path)}: {refusal(fault)}. Expected {expected}; check the path.") from fault
    return parse_json(content, shown(path), f"Expected {expected}; mend that place, or make the file again.", error)


def read_lines(path: Path, most_bytes: int, expected: str) -> list[str]:
    """Return the lines of a list in UTF-8. The arguments are those of `read_json`.

    Raises:
        BadData: it cannot be opened, is too large or not UTF-8.
    """
    try:
        return read_regular(path, most_bytes).decode("utf-8-sig").splitlines()
    except OSError as fault:
        raise BadData(f"{shown(path)}: {refusal(fault)}. Expected {expected}; check the path.") from fault
    except UnicodeDecodeError as fault:
        raise BadData(
            f"{shown(path)}: not UTF-8 (byte {fault.object[fault.start]:#04x}). Expected {expected}; save the file "
            "again in that encoding."
        ) from fault


def read_toml(path: Path, expected: str, error: type[ZhengbiaoError] = BadData) -> dict[str, Any]:
    """Return the value of a TOML file of at most 4 MB. The other arguments are those of `read_json`.

    Raises:
        BadData: or `error`: it cannot be opened, is too large, or as `parse_toml`.
    """
    try:
        return _toml(read_regular(path, _LARGEST_TOML))
    except OSError as fault:
        reason = str(fault.strerror)
        raise error(
            f"{shown(path)}: cannot be read as TOML ({reason}). Expected {expected}; check the path."
        ) from fault
    except (ValueError, RecursionError) as fault:
        raise error(
            f"{shown(path)}: cannot be read as TOML ({_reason(fault)}). Expected {expected}; mend the file."
        ) from fault


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return the question whether the nearest of `names` was meant, with a space before it; "" where none is near.

    Args:
        names: a mapping leads from how a name may be written to what it is called in the question.
    """
    for match in get_close_matches(word, names, n=1):
        return f" Did you mean '{names[match] if isinstance(names, Mapping) else match}'?"
    return ""


def brief(value: object) -> str:
    """Return a value as it is shown in a message, at most some 80 characters of it."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        text = "a number of thousands of digits"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _decoded(text: str | bytes) -> str:
    return text.removeprefix("\ufeff") if isinstance(text, str) else text.decode("utf-8-sig")


def _json(text: str | bytes) -> Any:
    content = _decoded(text)
    value = json.loads(content, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite)
    if _MAY_BE_HALF.search(content) or _may_be_deep(content):
        _check(value)
    return value


def _toml(text: str | bytes) -> dict[str, Any]:
    value = tomllib.loads(_decoded(text))
    _check(value)
    return value


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
        elif isinstance(one, str) and (found := _HALF.search(one)):
            raise _Refused(f"{brief(key) if key else 'the text'} holds half a character ({ascii(found[0])[1:-1]})")


def _said(fault: ValueError | RecursionError, form: str) -> str:
    """Return what was wrong: that it is not of this form, or what else."""
    wrong_form = not isinstance(fault, _Refused | RecursionError) and "integer string" not in str(fault)
    return f"not {form} ({_reason(fault)})" if wrong_form else _reason(fault)


def _reason(fault: ValueError | RecursionError) -> str:
    """Return what a parser says in one line, in better words where it has none for a person."""
    if isinstance(fault, RecursionError):
        return f"nests more than {MOST_DEPTH} deep"
    if "integer string" in str(fault):
        return "a whole number has thousands of digits"
    if isinstance(fault, UnicodeDecodeError):
        return f"not UTF-8: byte {fault.object[fault.start]:#04x} at {fault.start}"
    if isinstance(fault, json.JSONDecodeError):
        line = f"line {fault.lineno}, " if fault.lineno > 1 else ""
        return f"{fault.msg}, {line}column {fault.colno}"
    return reason_of(fault)
