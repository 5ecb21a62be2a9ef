"""Lines that a page or a poster broke in the middle become whole again."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from reports.cleaning.characters import HAN
from reports.cleaning.furniture import is_furniture
from reports.cleaning.glossary import begins_notes, is_entry
from reports.marks import ADDRESS, BRACKETED, ENDS_SENTENCE, IS_OR_MUST, POINT, SECTION
from reports.structure.headings import heading_of

_OPEN_END = re.compile(r"[，、（“‘《的]$")
_MARK = re.compile("[，、；：]")  # a long line without any is a menu
_HAN = re.compile(f"[{HAN}]")
_STARTS_ANEW = re.compile(f"(?:——|―|{ADDRESS}|{SECTION}|{IS_OR_MUST}|{POINT}|{BRACKETED})")
# A heading of two clauses can reach this length without a full stop; a longer line without an end mark is broken text.
_LONGEST_HEADING = 60
_LONGEST_JOINED = 5_000
# Text of a fixed width: most lines fill it, up to a few columns (a mark may not begin a line).
_FEWEST_WRAPPED_LINES = 20
_SHARE_WRAPPED = 0.5
_WRAP_SLACK = 4
_WIDE = re.compile("[\u2e80-\U0010ffff“”‘’—…]+")  # two columns a character


def join_broken_lines(lines: Sequence[str], marked: bool = False) -> list[str]:
    """Join a line that ends in the middle of a sentence to the next one.

    A line is broken if it ends in a comma or an opening mark, or has no end mark although a sentence ends inside it, or
    fills the width at which the file breaks all its lines. Headings have no end mark either; they hold no finished
    sentence. What a page put between the lines (a caption, a source) goes on in none.

    Args:
        marked: the file marks its paragraphs (DOCX): a missing end mark is the writer's slip, where lines have no
            fixed width.
    """
    width = wrap_width(lines)
    joined = list(lines[:1])
    for last, line in pairwise(lines):
        if _is_broken(joined[-1], last, width, marked) and not _starts_anew(line):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def wrap_width(lines: Sequence[str]) -> int | None:
    """Return the width in columns at which a file breaks its lines, or None where it breaks them at paragraphs."""
    widths = Counter(_columns(line) for line in lines)
    if widths.total() < _FEWEST_WRAPPED_LINES:
        return None
    widest = max(widths)
    full = sum(count for width, count in widths.items() if width >= widest - _WRAP_SLACK)
    return widest if full >= _SHARE_WRAPPED * widths.total() else None


def _columns(line: str) -> int:
    return 2 * len(line) - len(_WIDE.sub("", line))


def _is_broken(line: str, last: str, width: int | None, marked: bool) -> bool:
    """Tell whether `line`, to which `last` was joined as the latest piece, goes on in the next line."""
    if len(line) >= _LONGEST_JOINED:
        return False
    if _OPEN_END.search(last[-1:]):
        return True
    if ENDS_SENTENCE.search(last[-8:]) or last.endswith("...") or (is_furniture(last) and _HAN.search(last)):
        return False
    if width is not None:
        return _columns(last) >= width - _WRAP_SLACK
    if marked:
        return False
    return "。" in line or (len(line) > _LONGEST_HEADING and bool(_MARK.search(line)))


def _starts_anew(line: str) -> bool:
    if _STARTS_ANEW.match(line) or begins_notes(line) or is_entry(line):
        return True
    heading = heading_of(line)
    return heading is not None and heading.whole and heading.number > 0 and not line[0].isdigit()
