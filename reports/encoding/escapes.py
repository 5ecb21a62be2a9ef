"""Escapes that scrapers leave as text (\\u3000, \\r\\n, %E5%90%84, a printed list) become what they stand for."""

import ast
import json
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

# Text about programs names an escape or two; a scraper leaves one in every line.
_FEWEST = 3
_SHARE_REGULAR = 0.8  # of the backslashes; a folder's C:\new\text has others
# A backslash may have been escaped once more. Behind \n no small letter follows, as in a path or a command.
_BACKSLASH = re.compile(
    r"(?P<bytes>(?:\\{1,2}x[0-9A-Fa-f]{2}){2,})|(?P<octal>(?:\\{1,2}[0-3][0-7]{2}){3,})"
    r"|\\{1,2}(?:u(?P<wide>[0-9A-Fa-f]{4})|U(?P<long>000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4})|x(?P<narrow>[0-9A-Fa-f]{2})"
    r"|(?P<line>r\\{1,2}n|[rn])(?![a-z])|(?P<tab>[tfv])(?![a-z])|(?P<sign>[\"'/]))"
)
_BLANKS = {"t": "\t", "f": "\f", "v": "\n"}
_PERCENT = re.compile("(?:%[0-9A-Fa-f]{2})+")
_IDEOGRAPH = re.compile("%[Ee][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){2}")
_JAVASCRIPT = re.compile("%u[0-9A-Fa-f]{4}")
_CARRIAGE_RETURN = re.compile("_x000[Dd]_")  # as spreadsheets write it
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# ['…', '…'] alone on its line, or behind a label.
_LIST = re.compile(r"""^([^\[\]\n]{0,12}[:：=]\s?)?\[\s?u?(?P<mark>['"])(?P<items>.+)['"]\s?,?\s?\]$""", re.MULTILINE)
_BETWEEN_ITEMS = re.compile(r"""['"]\s?,\s?u?['"]""")
_LONGEST_PRINTED = 2_000_000  # characters; a report has some 30,000
_JSON_EDGES = {"{": "}", "[": "]", '"': '"'}


class Unescaped(NamedTuple):
    """A text without escapes, and how many were undone."""

    text: str
    undone: int = 0


def without_escapes(text: str) -> Unescaped:
    r"""Undo the escapes of a text where there are several and they are regular; a text that is about them stays.

    Known are those of Python, JSON and JavaScript (\u3000, \xa0, \r\n, \t, %u5404), bytes of UTF-8 (\xe5\x90\x84,
    \345\220\204, %E5%90%84), what spreadsheets write for a line end (_x000D_), a list or a dictionary as Python prints
    them, and JSON: the items become lines.
    """
    undone = 0
    for mark, step in _STEPS:
        if mark in text:
            text, count = step(text)
            undone += count
    return Unescaped(text, undone)


def _without_lists(text: str) -> tuple[str, int]:
    """Make lines of the items of printed lists."""
    undone = 0

    def lines(match: re.Match[str]) -> str:
        nonlocal undone
        items, count = _BETWEEN_ITEMS.subn("\n", match["items"])
        undone += count + 1
        return (match[1] or "") + items

    return _LIST.sub(lines, text), undone


def _without_json(text: str) -> tuple[str, int]:
    """Make lines of the strings of a text that is JSON as a whole."""
    edges = text.strip()
    if _JSON_EDGES.get(edges[:1]) != edges[-1:]:
        return text, 0
    try:
        found = json.loads(edges)
    except (ValueError, RecursionError):
        return text, 0
    strings = _strings([found])
    return "\n".join(strings), len(strings)


def _without_printed(text: str) -> tuple[str, int]:
    """Make lines of the strings of a text that is a dictionary as Python prints it."""
    edges = text.strip()
    if not edges.startswith("{'") or not edges.endswith("}") or len(edges) > _LONGEST_PRINTED:
        return text, 0
    try:
        found = ast.literal_eval(edges)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return text, 0
    strings = _strings([found])
    return ("\n".join(strings), len(strings)) if strings else (text, 0)


def _strings(found: list[object]) -> list[str]:
    """Return the strings in what JSON held, in their order."""
    strings: list[str] = []
    left = [*reversed(found)]
    while left:
        one = left.pop()
        if isinstance(one, str):
            strings.append(one)
        elif isinstance(one, dict):
            left += reversed(one.values())
        elif isinstance(one, list):
            left += reversed(one)
    return strings


def _without_backslashes(text: str) -> tuple[str, int]:
    others = _BACKSLASH.sub("", text).count("\\")
    found = text.count("\\") - others
    if found < _FEWEST or found < _SHARE_REGULAR * (found + others):
        return text, 0
    return _PAIR.sub(_paired, _BACKSLASH.sub(_meant, text)), found


def _meant(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    value = match[kind]
    if kind in ("wide", "long", "narrow"):
        return chr(int(value, 16))
    if kind == "bytes":
        codes = bytes(int(code, 16) for code in re.findall("x(..)", value))
        return _of_bytes(codes, codes.decode("latin-1"))
    if kind == "octal":
        return _of_bytes(bytes(int(code, 8) for code in re.findall("[0-7]{3}", value)), match[0])
    return {"line": "\n", "sign": value}.get(kind) or _BLANKS[value]


def _of_bytes(codes: bytes, otherwise: str) -> str:
    try:
        return codes.decode("utf-8")
    except UnicodeDecodeError:
        return otherwise


def _paired(match: re.Match[str]) -> str:
    return match[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _without_percents(text: str) -> tuple[str, int]:
    pattern, value, sure = (_JAVASCRIPT, _of_javascript, _JAVASCRIPT)
    if "%u" not in text:
        pattern, value, sure = (_PERCENT, _of_percents, _IDEOGRAPH)
    found = sum(1 for _ in sure.finditer(text))
    return (pattern.sub(value, text), found) if found >= _FEWEST and not _in_addresses(text) else (text, 0)


def _of_javascript(match: re.Match[str]) -> str:
    return chr(int(match[0][2:], 16))


def _of_percents(match: re.Match[str]) -> str:
    return _of_bytes(unquote_to_bytes(match[0]), match[0])


def _in_addresses(text: str) -> bool:
    """Tell the links of a page, whose Chinese words are always written so."""
    return "http" in text and len(re.findall(r"https?://[^\s一-鿿]{0,2000}%[0-9A-Fa-f]{2}", text)) * 2 > len(
        [line for line in text.splitlines() if "%" in line]
    )


def _without_carriage_returns(text: str) -> tuple[str, int]:
    return _CARRIAGE_RETURN.subn("", text)


_STEPS: tuple[tuple[str, Callable[[str], tuple[str, int]]], ...] = (
    ('"', _without_json),
    ("{'", _without_printed),
    ("[", _without_lists),
    ("\\", _without_backslashes),
    ("%", _without_percents),
    ("_x000", _without_carriage_returns),
)
