"""Lines that a page or a poster broke in the middle become whole again."""

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.cleaning.boxes import begins_box
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
LONGEST_JOINED = 5_000
# Words that were links stand on lines of their own when the tags of a page are taken out.
LONGEST_LINK = 15
_FEWEST_LINKS = 3
_LONGEST_LEAD = 16  # characters of a first sentence behind which a link goes on
_GOES_ON = re.compile("[，。、；：！？）」』》”]")


def join_broken_lines(lines: Sequence[str], marked: bool = False) -> list[str]:
    """Join a line that ends in the middle of a sentence to the next one.

    A line is broken if it ends in a comma or an opening mark, has no end mark although a sentence ends inside it, or
    the next one begins with a mark. Headings have no end mark either; they hold no finished sentence. What a page put
    between the lines (a caption, a source) goes on in none. A short line is what was a link, and no heading, where
    several stand between halves of sentences.

    Args:
        marked: the file marks its paragraphs (DOCX, indents): a missing end mark is the writer's slip.
    """
    links = _links(lines) if not marked and _holds_links(lines) else frozenset()
    joined = list(lines[:1])
    for number, (last, line) in enumerate(pairwise(lines), start=1):
        at_link = number - 1 in links or (number in links and (_is_half(last) or _leads_to_link(joined[-1])))
        whole = ENDS_SENTENCE.search(last[-8:])
        follows = bool(_GOES_ON.match(line)) and not whole and len(joined[-1]) < LONGEST_JOINED
        goes_on = (at_link and (not whole or number in links)) or _is_broken(joined[-1], last, marked)
        if follows or (goes_on and not starts_anew(line)):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _links(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers of short lines that running text follows, at once or behind others of them."""
    found: set[int] = set()
    for number in range(len(lines) - 2, -1, -1):
        behind = lines[number + 1]
        goes_on = number + 1 in found or "，" in behind or bool(ENDS_SENTENCE.search(behind))
        if goes_on and _may_be_link(lines[number]) and not starts_anew(behind):
            found.add(number)
    return frozenset(found)


def _holds_links(lines: Sequence[str]) -> bool:
    """Tell whether several short lines stand between the halves of sentences."""
    found = 0
    for before, line, behind in zip(lines, lines[1:], lines[2:], strict=False):
        if len(line) > LONGEST_LINK or ENDS_SENTENCE.search(line) or len(behind) <= LONGEST_LINK:
            continue
        half = _is_broken(before, before, False) or _is_half(before)
        found += half and not starts_anew(line) and not starts_anew(behind)
    return found >= _FEWEST_LINKS


def _may_be_link(line: str) -> bool:
    """Tell what was a link at the beginning of a paragraph from a heading; only where a text holds such lines."""
    if len(line) > LONGEST_LINK or is_furniture(line) or begins_notes(line) or begins_box(line):
        return False
    heading = heading_of(line)
    return heading is not None and heading.whole and heading.number == 0 and heading.rank > 0


def _is_half(line: str) -> bool:
    """Tell the clauses before a link from a heading."""
    return "，" in line and not ENDS_SENTENCE.search(line) and not starts_anew(line) and not is_furniture(line)


def _leads_to_link(paragraph: str) -> bool:
    """Tell a first sentence that is too short to be a paragraph."""
    if len(paragraph) > _LONGEST_LEAD or not paragraph.endswith("。"):
        return False
    return "，" not in paragraph and not starts_anew(paragraph)


def ends_open(line: str) -> bool:
    """Tell whether a line ends in a mark behind which a sentence must go on."""
    return bool(_OPEN_END.search(line[-1:]))


def _is_broken(line: str, last: str, marked: bool) -> bool:
    """Tell whether `line`, to which `last` was joined as the latest piece, goes on in the next line."""
    if len(line) >= LONGEST_JOINED:
        return False
    if ends_open(last):
        return True
    if ENDS_SENTENCE.search(last[-8:]) or last.endswith("...") or (is_furniture(last) and _HAN.search(last)):
        return False
    if marked:
        return False
    return "。" in line or (len(line) > _LONGEST_HEADING and bool(_MARK.search(line)))


def starts_anew(line: str) -> bool:
    """Tell whether a line can only be the first of a paragraph, by its number or its set words."""
    if _STARTS_ANEW.match(line) or begins_notes(line) or is_entry(line):
        return True
    heading = heading_of(line)
    return heading is not None and heading.whole and heading.number > 0 and not line[0].isdigit()
