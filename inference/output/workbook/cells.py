"""Make text fit a cell: what XML cannot hold is left out, and what is too long is cut, with a mark."""

import re
from math import ceil

from reports.words import Phrase

LONGEST_CELL = 32_767
"""Units of UTF-16, as Excel counts."""
CUT = Phrase("…（已截断）", "… (cut)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RETURN = re.compile("\r\n?")


def legal(text: str) -> str:
    """Return a text without what XML cannot hold; a carriage return is a line break."""
    return _ILLEGAL.sub("", _RETURN.sub("\n", text))


def units(text: str) -> int:
    """Count units of UTF-16: characters beyond U+FFFF, such as 𠮷, have two."""
    return len(text) + sum(character > "\uffff" for character in text)


def lines_of(text: str, width: float) -> int:
    """Count the lines that a text takes in a cell so many digits wide, a Chinese character being two wide."""
    return sum(max(1, ceil(len(line.encode("gb18030", "replace")) / width)) for line in text.split("\n"))


def fitting(text: str, mark: str) -> str:
    """Return as much of a legal text as a cell takes, with the mark behind it where that is not all."""
    if 2 * len(text) <= LONGEST_CELL or units(text) <= LONGEST_CELL:
        return text
    room = LONGEST_CELL - units(mark)
    kept = text[:room]
    while units(kept) > room:
        kept = kept[: -max(1, (units(kept) - room) // 2)]
    return kept + mark
