"""Lines that a page broke become paragraphs again, by what their layout shows."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.formats.pdf.page import PageLine
from reports.marks import BRACKETED, ENDS_SENTENCE, SECTION

# In units of the size of the type.
_INDENT = 1.2  # a first line is set in by two characters
# The last line of a paragraph. Where lines are spread to the margin, all others reach it; where they are not, what
# the next line begins with had no room.
_SHORT_OF_MARGIN, _SHORT_OF_RAGGED_MARGIN, _SLACK = 0.35, 1.6, 0.6
_NARROW = 0.6  # a figure or Latin letter
_MOST_OF_LONG_WORD = 0.5  # of the measure
_SHARE_SPREAD = 0.75  # of the lines with one behind them that is not set in end at the margin: last ones do not
_LEADING = 1.5  # times the usual distance of lines: a blank line between
_LARGER = 1.15  # times the size of the type: a heading
_CENTRED = 1.0
_CLEARLY_SHORT, _FEWEST_FIRST, _SHARE_INDENTED = 3.0, 5, 0.85
_FILLED = 0.75  # of the measure: where first lines are set in, a line behind such a one that is not set in goes on
_LEADING_OF_TITLE = 2.2  # times the size of its type
_TITLE_ENDS = re.compile(r"[)）日号人长]$")  # a date or a speaker follows, or the title is whole
# Less than where lines of pages are joined: 一是 and 第一， may stand anywhere in a line that the page broke.
_STARTS_ANEW = re.compile(f"(?:{SECTION}|{BRACKETED}|——|各位代表)")
# What no line may be broken in: a figure or Latin word with the signs around it, or one character with its signs.
_WORD = re.compile(
    r"[“‘《（(〔【]*(?:[A-Za-z0-9.,%‰~·/+-]+|.)[，。、；：！？”’》）)〕】%℃]*",
)
# LibreOffice breaks no line before or behind “ and ” that are not of a Chinese font (UAX 14, LB19).
_WORD_WITH_QUOTES = re.compile(rf"{_WORD.pattern}(?:(?:[“‘]|(?<=[”’])){_WORD.pattern})*")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where lines usually begin and end, in points, how far apart they are, whether they are spread to the margin,
    the size of most type, and whether every first line is set in."""

    left: float
    right: float
    leading: float
    is_spread: bool
    size: float
    is_indented: bool


def paragraphs(lines: Sequence[PageLine]) -> Iterator[str]:
    """Yield the paragraphs and headings that lines make: one goes on in the next, in the next column or on the next
    page too, unless that is set in, this one ends short of the margin, the type changes its size, or a blank is between
    them. Rows of tables stay alone."""
    if not lines:
        return
    groups = [[one for one in lines if one.in_column == in_column and not one.is_row] for in_column in (False, True)]
    layouts = [_layout(group) if group else None for group in groups]
    text = lines[0].text
    for before, line in pairwise(lines):
        layout = layouts[line.in_column]
        alike = before.in_column == line.in_column and not (before.is_row or line.is_row)
        if layout and alike and (_goes_on(before, line, layout) or _is_one_title(before, line, layout)):
            text = _joined(text, line.text)
        else:
            yield text
            text = line.text
    yield text


def _layout(lines: Sequence[PageLine]) -> _Layout:
    left = Counter(round(line.left / 2) * 2 for line in lines).most_common(1)[0][0]
    # Half of the lines of a report fill the measure, so that the third quarter of them ends at it; marks may hang over.
    ends = sorted(line.right for line in lines)
    right = ends[int(0.75 * (len(ends) - 1))]
    size = statistics.median(line.size for line in lines)
    leading = _usual_leading(lines)
    inner = [
        before.right
        for before, line in pairwise(lines)
        if line.left <= left + _INDENT * size and 0 < before.bottom - line.bottom < _LEADING * leading
    ]
    at_margin = sum(abs(end - right) < 0.1 * size for end in inner)
    firsts = [
        line.left > left + _INDENT * size
        for before, line in pairwise(lines)
        if before.right < right - _CLEARLY_SHORT * size and abs(line.size - size) < 0.1 * size
    ]
    is_indented = len(firsts) >= _FEWEST_FIRST and sum(firsts) >= _SHARE_INDENTED * len(firsts)
    return _Layout(float(left), right, leading, at_margin >= _SHARE_SPREAD * len(inner), size, is_indented)


def _usual_leading(lines: Sequence[PageLine]) -> float:
    steps = [before.bottom - line.bottom for before, line in pairwise(lines) if 0 < before.bottom - line.bottom < 100]
    return statistics.median(steps) if steps else 0.0


def _goes_on(before: PageLine, line: PageLine, layout: _Layout) -> bool:
    size = max(before.size, 1.0)
    if line.left > layout.left + _INDENT * size or _is_last(before, line, layout):
        return False
    if not 1 / _LARGER < line.size / size < _LARGER:
        return False
    if _STARTS_ANEW.match(line.text) and ENDS_SENTENCE.search(before.text):
        return False
    return line.page != before.page or not layout.leading or before.bottom - line.bottom < _LEADING * layout.leading


def _is_last(line: PageLine, following: PageLine, layout: _Layout) -> bool:
    """Tell whether a line ends so far from the margin that what follows would have had room in it."""
    size = max(line.size, 1.0)
    room = (layout.right - line.right) / size
    if layout.is_indented and line.right > layout.left + _FILLED * (layout.right - layout.left):
        return False
    if layout.is_spread or room <= _SHORT_OF_RAGGED_MARGIN:
        return room > (_SHORT_OF_MARGIN if layout.is_spread else _SHORT_OF_RAGGED_MARGIN)
    word = (_WORD if ENDS_SENTENCE.search(line.text) else _WORD_WITH_QUOTES).match(following.text)
    wide = min(_width(word[0]) if word else 1.0, _MOST_OF_LONG_WORD * (layout.right - layout.left) / size)
    return room > wide + _SLACK


def _width(text: str) -> float:
    return sum(_NARROW if one < "\u2000" else 1.0 for one in text)


def _is_one_title(before: PageLine, line: PageLine, layout: _Layout) -> bool:
    """Tell two lines of a title: larger than the text, alike, one centred below the other."""
    size = before.size
    if size < _LARGER * layout.size or abs(line.size - size) > 0.05 * size or line.page != before.page:
        return False
    is_centred = abs((before.left + before.right) - (line.left + line.right)) < 2 * _CENTRED * size
    is_near = 0 < before.bottom - line.bottom < _LEADING_OF_TITLE * size
    return is_centred and is_near and not _TITLE_ENDS.search(before.text) and not ENDS_SENTENCE.search(before.text)


def _joined(text: str, more: str) -> str:
    """Join two lines: without a space, unless Latin letters stand on both sides of the break."""
    apart = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return f"{text} {more}" if apart else text + more
