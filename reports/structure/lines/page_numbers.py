"""Lines that hold nothing but a page's number or its running head stand in the middle of sentences, and go."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.structure.lines.running_heads import running_heads

_BLANK = r"[ \t\f\xa0\u3000]"
_DASHES = r"[—–―─－_~·•=-]{1,4}"
_CERTAIN = re.compile(
    rf"{_BLANK}*(?:{_DASHES}{_BLANK}*\d{{1,3}}{_BLANK}*{_DASHES}|\d{{1,3}}{_BLANK}*/{_BLANK}*\d{{1,3}}"
    rf"|(?:共{_BLANK}*\d{{1,3}}{_BLANK}*页)?[，, ]?第{_BLANK}*(?:\d{{1,3}}|[一二三四五六七八九十]{{1,4}}){_BLANK}*页"
    rf"(?:{_BLANK}*[，,/]?{_BLANK}*共{_BLANK}*\d{{1,3}}{_BLANK}*页)?|(?:Page|PAGE|page|[Pp]\.?){_BLANK}*\d{{1,3}}"
    rf"(?:{_BLANK}*of{_BLANK}*\d{{1,3}})?){_BLANK}*"
)
_BARE = re.compile(rf"{_BLANK}*(\d{{1,3}}){_BLANK}*")
_BLANKS = " \t\f\xa0\u3000"
_LONGEST = 120  # a centred number stands behind many blanks
_LONGEST_STRIPPED = 30
_MOST_STEPS = 2  # between the numbers of pages that follow each other: a page with a picture may have lost its own


class Paged(NamedTuple):
    """Lines without page numbers, the numbers of those that a page parts from the line before, and how many numbers
    and running heads went."""

    lines: list[str]
    seams: frozenset[int]
    removed: int = 0
    heads_removed: int = 0


def without_page_numbers(lines: Sequence[str]) -> Paged:
    """Take out page numbers, running heads and form feeds, with the empty lines around them, which are the page's and
    no paragraph's.

    Numbers between dashes, 第3页 and 3/45 are pages' wherever they stand; bare numbers only where they count up.
    """
    numbers = _page_numbers(lines)
    feeds = {number for number, line in enumerate(lines) if "\f" in line}
    heads = running_heads(lines, numbers | feeds) - numbers
    if not numbers and not feeds and not heads:
        return Paged(list(lines), frozenset())
    gone = numbers | heads
    kept: list[str] = []
    seams: set[int] = set()
    at_seam = False
    for number, line in enumerate(lines):
        if number in gone or number in feeds:
            while kept and not kept[-1].strip():
                kept.pop()
            at_seam = bool(kept)
        plain = line.replace("\f", "")
        if number in gone or (at_seam and not plain.strip()):
            continue
        if at_seam:
            seams.add(len(kept))
            at_seam = False
        kept.append(plain)
    return Paged(kept, frozenset(seams), len(numbers), len(heads))


def _page_numbers(lines: Sequence[str]) -> set[int]:
    stripped = ((number, line.strip(_BLANKS)) for number, line in enumerate(lines) if len(line) <= _LONGEST)
    short = [(number, line) for number, line in stripped if 0 < len(line) <= _LONGEST_STRIPPED]
    certain = {number for number, line in short if _CERTAIN.fullmatch(line)}
    bare = [(number, int(match[1])) for number, line in short if (match := _BARE.fullmatch(line))]
    for (one, before), (other, behind) in pairwise(bare):
        if 1 <= behind - before <= _MOST_STEPS and other - one > 1:
            certain |= {one, other}
    return certain
