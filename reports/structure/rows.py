"""Lines as rows of a page: how far they are indented and how far they reach."""

import re
from collections.abc import Sequence
from typing import NamedTuple

WIDEST = 240
"""Columns; a longer line was broken at no width."""
_WIDE = re.compile("[\u2e80-\U0010ffff“”‘’—…]+")  # two columns a character
_TAB = 4  # columns; a first line is indented by one, whatever it is set to


class Row(NamedTuple):
    """A line that is not empty: its text, the columns before it and to its end, its characters, the empty lines before
    it."""

    text: str
    indent: int
    edge: int
    length: int
    gap: int
    at_seam: bool


def rows_of(lines: Sequence[str], seams: frozenset[int]) -> list[Row]:
    """Return the lines that are not empty; the empty ones before a line in `seams` do not count."""
    rows: list[Row] = []
    gap, at_seam = 0, False
    for number, line in enumerate(lines):
        at_seam = at_seam or number in seams
        text = line.strip()
        if not text:
            gap += 1
            continue
        indent = _indent(line)
        rows.append(Row(text, indent, indent + _columns(text), len(line.rstrip()), 0 if at_seam else gap, at_seam))
        gap, at_seam = 0, False
    return rows


def _indent(line: str) -> int:
    blank = line[: len(line) - len(line.lstrip())]
    wide = blank.count("\u3000") + blank.count("\u2003")
    return len(blank) + wide + (_TAB - 1) * blank.count("\t") if blank else 0


def _columns(text: str) -> int:
    """Return how wide a text is where an ideograph takes two columns."""
    return 2 * len(text) - (len(_WIDE.sub("", text)) if len(text) <= WIDEST else 0)  # then it is too wide anyhow
