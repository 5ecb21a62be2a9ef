"""Paragraphs of a block whose lines end in `<br>`: a break is a paragraph's end, unless the block was wrapped."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from reports.marks import BRACKETED, ENDS_SENTENCE, SECTION

_FEWEST_LINES = 6
_SHARE_OPEN = 0.6  # of the lines within paragraphs stop in mid-sentence where a page was wrapped
_SHORT = 0.85  # of the width of most lines: the last line of a paragraph
_INDENTED = re.compile("[\u3000\u00a0\u2002\u2003]|  ")
_STARTS_ANEW = re.compile(f"(?:{SECTION}|{BRACKETED}|——|各位代表)")


def paragraphs(lines: Sequence[str]) -> list[str]:
    """Return the lines of one block, those of a wrapped paragraph joined; blank lines are left out.

    Lines are wrapped where blank lines or indents part them into paragraphs and most of the others stop in
    mid-sentence. Then a line that is full goes on in the next one.

    Args:
        lines: as they stand, blanks at their edges and empty ones too.
    """
    whole = [line.strip() for line in lines]
    if len(lines) < _FEWEST_LINES:
        return [line for line in whole if line]
    begins = _by_blank_lines(whole) if _are_open(_within(_by_blank_lines(whole), whole)) else _by_indents(lines)
    if not _are_open(_within(begins, whole)):
        return [line for line in whole if line]
    return list(_joined(whole, begins))


def _by_blank_lines(lines: Sequence[str]) -> set[int]:
    return {0, *(number for number, (before, line) in enumerate(pairwise(lines), 1) if line and not before)}


def _by_indents(lines: Sequence[str]) -> set[int]:
    return {0, *(number for number, line in enumerate(lines) if _INDENTED.match(line))}


def _within(begins: set[int], lines: Sequence[str]) -> list[str]:
    """Return the lines that another of the same paragraph follows."""
    if len(begins) < 3:
        return []
    return [
        lines[number - 1] for number, line in enumerate(lines) if line and number not in begins and lines[number - 1]
    ]


def _are_open(lines: Sequence[str]) -> bool:
    return len(lines) >= 3 and sum(not ENDS_SENTENCE.search(line) for line in lines) >= _SHARE_OPEN * len(lines)


def _joined(lines: Sequence[str], begins: set[int]) -> Iterator[str]:
    lengths = sorted(map(len, filter(None, lines)))
    full = _SHORT * lengths[int(0.75 * (len(lengths) - 1))]
    text = last = ""
    for number, line in enumerate(lines):
        if not line:
            continue
        ends = bool(ENDS_SENTENCE.search(last)) and bool(_STARTS_ANEW.match(line))
        if text and (number in begins or len(last) < full or ends):
            yield text
            text = ""
        text, last = text + line, line
    if text:
        yield text
