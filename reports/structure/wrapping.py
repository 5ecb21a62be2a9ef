"""Lines that were broken at a width become paragraphs again, by what their layout shows."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.marks import CLOSING, ENDS_OR_HALTS
from reports.structure.headings import heading_of
from reports.structure.joining import LONGEST_JOINED, ends_open, starts_anew

_ENDS_SENTENCE = re.compile(rf"[{ENDS_OR_HALTS}!?;:][{CLOSING})\"]*$")  # narrow marks become wide later
_WIDE = re.compile("[\u2e80-\U0010ffff“”‘’—…]+")  # two columns a character
_TAB = 4  # columns; a first line is indented by one, whatever it is set to
# Text of a fixed width: many lines fill it, up to a few columns (a mark may not begin a line), and few are wider.
_FEWEST_ROWS = 12
_FEWEST_FULL = 8
_SHARE_FULL = 0.35
_SHARE_WIDER = 0.03
_SHARE_CUT = 0.5  # of the full lines: those that end in the middle of a sentence
_SLACK = 4
_SLACK_OF_LATER = 10  # of lines that a page of words of unequal width broke
_SHARE_OF_WIDTH = 0.7
_WIDEST = 240
_SMALLEST_INDENT = 2
_CENTRED = 12  # columns more than the lines around
_FEWEST_INDENTS = 3
_SHARE_BEHIND_ENDS = 0.8
_LONG = 40  # characters of a line that is no heading
_SHARE_INDENTED = 0.6
_LONGEST_HEADING = 60
_HEAD_ENDS = re.compile(r"(?:会议上?|[日号])[）)]?$")


class Row(NamedTuple):
    """A line that is not empty: its text, the columns before it and to its end, its characters, the empty lines before
    it."""

    text: str
    indent: int
    edge: int
    length: int
    gap: int
    at_seam: bool


class Unwrapped(NamedTuple):
    """Lines of which each is what its author set as one, and whether indents show where they begin."""

    lines: list[str]
    indented: bool


class _Page(NamedTuple):
    """How a text is laid out: its width in columns or None, in characters or None, its margin, its usual gap, whether
    first lines are indented."""

    width: int | None
    characters: int | None
    margin: int
    gap: int
    indented: bool


def unwrap(lines: Sequence[str], seams: frozenset[int] = frozenset()) -> Unwrapped:
    """Join the lines of a text that was broken at a width, and those that go on flush where paragraphs are indented.

    Args:
        seams: numbers of the lines with which a page begins: the empty lines before them show nothing.
    """
    if not _may_show(lines):
        return Unwrapped(list(lines), False)
    rows = _rows(lines, seams)
    page = _page(rows)
    if page.width is None and not page.indented:
        return Unwrapped(list(lines), False)
    joined: list[str] = []
    begin = 0
    for number, row in enumerate(rows):
        if number and len(joined[-1]) < LONGEST_JOINED and _goes_on(rows, number, begin, page):
            joined[-1] = _together(joined[-1], row.text, page)
        else:
            joined.append(row.text)
            begin = number
    return Unwrapped(joined, page.indented)


def _may_show(lines: Sequence[str]) -> bool:
    """Tell quickly whether lines are short enough for a width, or indented."""
    wider = sum(len(line) > _WIDEST for line in lines)
    return wider <= max(1, _SHARE_WIDER * len(lines)) or sum(line[:1].isspace() for line in lines) >= _FEWEST_INDENTS


def _rows(lines: Sequence[str], seams: frozenset[int]) -> list[Row]:
    rows: list[Row] = []
    gap, at_seam = 0, False
    for number, line in enumerate(lines):
        at_seam = at_seam or number in seams
        text = line.strip()
        if not text:
            gap += 1
            continue
        indent = _indent(line)
        rows.append(Row(text, indent, indent + columns(text), len(line.rstrip()), 0 if at_seam else gap, at_seam))
        gap, at_seam = 0, False
    return rows


def _indent(line: str) -> int:
    blank = line[: len(line) - len(line.lstrip())]
    wide = blank.count("\u3000") + blank.count("\u2003")
    return len(blank) + wide + (_TAB - 1) * blank.count("\t") if blank else 0


def columns(text: str) -> int:
    """Return how wide a text is where an ideograph takes two columns."""
    return 2 * len(text) - (len(_WIDE.sub("", text)) if len(text) <= _WIDEST else 0)  # then it is too wide anyhow


def _page(rows: Sequence[Row]) -> _Page:
    width, characters = wrap_width(rows), _wrap_length(rows)
    if characters is not None and width is None:
        width = max(row.edge for row in rows)
    if width is None:
        return _Page(None, None, 0, 0, _shows_indents(rows))
    page = _Page(width, characters, 0, 0, False)
    behind_full = [row for before, row in pairwise(rows) if _is_full(before, page)] or [*rows]
    margin = Counter(row.indent for row in behind_full).most_common(1)[0][0]
    gap = Counter(row.gap for row in behind_full).most_common(1)[0][0]
    first = [(before, row) for before, row in pairwise(rows) if 0 < row.indent - margin - 1 < _CENTRED]
    ended = sum(bool(_ENDS_SENTENCE.search(one.text)) or not _is_full(one, page) for one, _ in first)
    indented = len(first) >= _FEWEST_INDENTS and ended >= _SHARE_BEHIND_ENDS * len(first)
    return _Page(width, characters, margin, gap, indented)


def _is_full(row: Row, page: _Page) -> bool:
    """Tell whether a row fills its line, so that it may have been broken there."""
    if page.characters is not None:
        return row.length >= page.characters - 1
    return page.width is not None and row.edge >= page.width - _SLACK


def _wrap_length(rows: Sequence[Row]) -> int | None:
    """Return the number of characters at which a text breaks its lines, whatever their widths, or None."""
    lengths = Counter(row.length for row in rows if row.length <= _WIDEST)
    if len(rows) < _FEWEST_ROWS or not lengths:
        return None
    length, count = lengths.most_common(1)[0]
    longer = sum(row.length > length for row in rows)
    full = [row for row in rows if row.length == length]
    cut = sum(not _ENDS_SENTENCE.search(row.text) for row in full)
    if count < max(_FEWEST_FULL, _SHARE_FULL * len(rows)) or longer > max(1, _SHARE_WIDER * len(rows)):
        return None
    return length if cut >= _SHARE_CUT * count else None


def wrap_width(rows: Sequence[Row]) -> int | None:
    """Return the width in columns at which a text breaks its lines, or None where it breaks them at paragraphs."""
    edges = Counter(row.edge for row in rows if row.edge <= _WIDEST)
    most_wider = max(1, _SHARE_WIDER * len(rows))
    wider = len(rows) - edges.total()
    best = (0, 0)
    for edge in sorted(edges, reverse=True):
        if wider > most_wider:
            break
        best = max(best, (sum(edges[one] for one in range(edge - _SLACK, edge + 1)), edge))
        wider += edges[edge]
    count, width = best
    if len(rows) < _FEWEST_ROWS or count < max(_FEWEST_FULL, _SHARE_FULL * len(rows)):
        return None
    full = [row for row in rows if width - _SLACK <= row.edge <= width]
    cut = sum(not _ENDS_SENTENCE.search(row.text) for row in full)
    return width if cut >= _SHARE_CUT * len(full) else None


def _shows_indents(rows: Sequence[Row]) -> bool:
    """Tell whether the lines of running text are indented, so that one without an indent goes on."""
    long = [row for row in rows if len(row.text) >= _LONG]
    indented = sum(row.indent >= _SMALLEST_INDENT for row in long)
    return indented >= max(_FEWEST_INDENTS, _SHARE_INDENTED * len(long)) and indented < len(rows)


def _goes_on(rows: Sequence[Row], number: int, begin: int, page: _Page) -> bool:
    """Tell whether a row goes on with what the row before it, of a paragraph that began at `begin`, holds."""
    last, row = rows[number - 1], rows[number]
    ended = bool(_ENDS_SENTENCE.search(last.text))
    if page.indented and row.indent >= page.margin + _SMALLEST_INDENT:
        return False
    if page.width is None:
        unended = "。" in last.text or len(last.text) > _LONGEST_HEADING or ends_open(last.text) or number - begin > 1
        return not ended and unended and not starts_anew(_wide(row.text)) and last.indent >= _SMALLEST_INDENT
    full = _is_full(last, page)
    is_head = number - begin == 1 and _is_head(_wide(last.text))
    if row.gap > page.gap and (ended or not full or is_head):
        return False
    if page.indented and rows[begin].indent >= page.margin + _SMALLEST_INDENT:  # only an indent begins a paragraph
        heads = _is_head(_wide(row.text)) or is_head
        return full or (not heads and last.edge >= _SHARE_OF_WIDTH * page.width)
    if not full and (starts_anew(_wide(row.text)) or last.indent >= page.margin + _CENTRED):
        return False
    if full:
        return not (ended and starts_anew(_wide(row.text)))
    if ended or _is_head(_wide(last.text)):
        return False
    return number - begin > 1 and last.edge >= page.width - _SLACK_OF_LATER


def _wide(text: str) -> str:
    return text[:_LONGEST_HEADING].replace("(", "（").replace(")", "）")


def _is_head(text: str) -> bool:
    heading = heading_of(text)
    return (heading is not None and heading.whole and heading.number > 0) or bool(_HEAD_ENDS.search(text))


def _together(before: str, behind: str, page: _Page) -> str:
    """Join two lines; between words of small Latin letters the line end stood for a space, where it was no cut after
    so many characters."""
    edges = before[-1:] + behind[:1]
    apart = page.characters is None and edges.isascii() and edges.isalpha() and not edges.isupper()
    return before + " " + behind if apart else before + behind
