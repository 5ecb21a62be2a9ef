"""What a printed page repeats at its top or foot, the report's title above all, stands in the middle of sentences, and
goes."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.marks import ADDRESS, CLOSING, ENDS_OR_HALTS

_PARTING = "—–―─－_~·•|/ \t\f\r\xa0\u3000-"
# A page's number stands apart from the words beside it: 2030年 is no page.
_BEFORE = re.compile(rf"[{_PARTING}]*第? ?(\d{{1,3}}) ?页?[{_PARTING}]+")
_BEHIND_REVERSED = re.compile(rf"[{_PARTING}]*页? ?(\d{{1,3}}) ?第?[{_PARTING}]+")
_EDGES = f"{_PARTING}第页0123456789"
_BLANKS = re.compile(r"\s")
_LONGEST = 90  # with the blanks between words and number
_SHORTEST_KEY, _LONGEST_KEY = 4, 45
_FEWEST = 2
_MOST_PAGES = 2_000  # what comes oftener is no page's
_MOST_STEPS = 4  # pages between two heads of the same words: every other page, and one that lost its own
_RUNNING = 15  # characters of a line of running text; cells of a table and menus are shorter
_FEWEST_ALONE = 3  # where no number and no form feed stands beside it
_TITLE = re.compile(r"工作报告|人民代表大会|人代会|会议(?:文件|材料)|政府公报")
_REPORT_TITLE = re.compile(r"[^，。：；]{0,20}工作报告(?:[（(]?\d{4}年?[）)]?)?")
_NO_HEAD = re.compile(rf"[{ENDS_OR_HALTS}!?;，、][{CLOSING})\"]*$")
_HALTS = re.compile("[，。；！？]")  # a line of running text that repeats by chance
_NUMBERED_HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]")
_ENDS = re.compile(rf"[{ENDS_OR_HALTS}!?;:][{CLOSING})\"]*$")
# A report that begins here: its title is no running head.
_DAY = r"(?:\d{4}|[一二][〇○零九0-9一二三四五六七八]{3})年\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?月"
_HEAD_OF_REPORT = re.compile(
    rf"\s*(?:[（(]?\s?{_DAY}[^，。]{{0,50}}$|(?:——|—)[^，。]{{0,20}}(?:{_DAY}|[届次]|代表大会|会议)|{ADDRESS}[：:]?\s*$)"
)
_ADDRESS = re.compile(rf"\s*{ADDRESS}")
_MOST_LINES_OF_HEAD = 5


class _Line(NamedTuple):
    """A short line that may be a running head: where it stands, its words without blanks, the page it names or None."""

    at: int
    key: str
    page: int | None


def running_heads(lines: Sequence[str], seams: set[int]) -> set[int]:
    """Return the numbers of the lines that pages repeat.

    Such a line comes twice or more, and stands at a page's number or a form feed, or with a number that counts up, or
    is a title within sentences.

    Args:
        seams: numbers of the lines that hold a page's number or a form feed.
    """
    short = [(at, line.strip(_EDGES)) for at, line in enumerate(lines) if _SHORTEST_KEY <= len(line) <= _LONGEST]
    times = Counter(edgeless for _, edgeless in short)
    candidates: dict[str, list[_Line]] = defaultdict(list)
    for at, edgeless in short:
        may_be = len(edgeless) > 1 and _FEWEST <= times[edgeless] <= _MOST_PAGES
        if may_be and (found := _line(at, lines[at])) is not None:
            candidates[found.key].append(found)
    repeated = [group for group in candidates.values() if len(group) >= _FEWEST]
    if not repeated:
        return set()
    filled = [number for number, line in enumerate(lines) if line.strip() or number in seams]
    places = {number: place for place, number in enumerate(filled)}
    address = next((number for number, line in enumerate(lines) if _ADDRESS.match(line)), len(lines))
    context = _Context(lines, filled, places, seams, address)
    return {one.at for group in repeated for one in _heads(group, context)}


class _Context(NamedTuple):
    lines: Sequence[str]
    filled: Sequence[int]
    places: dict[int, int]
    seams: set[int]
    address: int  # the line in which the speech begins


def _line(at: int, line: str) -> _Line | None:
    text = line.strip(" \t\f\xa0\u3000\r")
    if len(text) < _SHORTEST_KEY or _NO_HEAD.search(text[-4:]) or _NUMBERED_HEADING.match(text):
        return None
    before, behind = _BEFORE.match(text), _BEHIND_REVERSED.match(text[::-1])
    words = text[before.end() :] if before else text[: len(text) - behind.end()] if behind else text
    key = _BLANKS.sub("", words)
    if not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY or key.isdigit():
        return None
    page = int(before[1]) if before else int(behind[1][::-1]) if behind else None
    return _Line(at, key, page)


def _heads(group: Sequence[_Line], context: _Context) -> list[_Line]:
    """Return those of lines of the same words that are running heads, where they are."""
    within = [one for one in group if not _heads_report(one.at, context)]
    counted = [one for one in within if one.page is not None]
    is_title = bool(_TITLE.search(group[0].key))
    if len(counted) >= _FEWEST + (not is_title) and _count_up([one.page or 0 for one in counted]):
        return counted
    if not is_title and _HALTS.search(group[0].key):
        return []
    at_seams = [one for one in within if _is_at_seam(one.at, context)]
    if len(at_seams) >= _FEWEST and 2 * len(at_seams) >= len(within):
        return at_seams
    cuts = sum(_cuts_sentence(one.at, context) for one in within)
    if _REPORT_TITLE.fullmatch(group[0].key):
        behind = within if cuts else [one for one in within if one.at > context.address]
        return behind if len(behind) >= _FEWEST else []
    fewest = _FEWEST_ALONE - (len(within) < len(group))  # the title itself is one of them
    return within if is_title and len(within) >= fewest and 2 * cuts >= len(within) else []


def _count_up(pages: Sequence[int]) -> bool:
    return all(1 <= behind - before <= _MOST_STEPS for before, behind in pairwise(pages))


def _around(at: int, context: _Context, step: int) -> int | None:
    place = context.places[at] + step
    return context.filled[place] if 0 <= place < len(context.filled) else None


def _is_at_seam(at: int, context: _Context) -> bool:
    if "\f" in context.lines[at]:
        return True
    return any(_around(at, context, step) in context.seams for step in (-2, -1, 1, 2))


def _cuts_sentence(at: int, context: _Context) -> bool:
    before = _around(at, context, -1)
    return before is not None and len(text := context.lines[before].strip()) >= _RUNNING and not _ENDS.search(text)


def _heads_report(at: int, context: _Context) -> bool:
    """Tell a title with which a report begins: nothing stands before it, or a date or an address soon behind it."""
    place = context.places[at]
    if place < _MOST_LINES_OF_HEAD and "\f" not in context.lines[at]:
        return True
    behind = context.filled[place + 1 : place + 1 + _MOST_LINES_OF_HEAD]
    return any(_HEAD_OF_REPORT.match(context.lines[number]) for number in behind if number not in context.seams)
