"""Marks that refer to notes leave the text: 四大战略（2） becomes 四大战略. Other numbers in brackets stay."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from reports.cleaning.characters import HAN
from reports.cleaning.flagged_text import substituted
from reports.cleaning.glossary import head_of
from reports.marks import SENTENCE_END
from reports.numerals import CIRCLED, number_of

# A mark follows a term; a number of a list follows a stop, that of a document stands before 号.
_BEHIND_TERM = rf"(?<=[{HAN}”’\"》）%A-Za-z\]］】〕])"
_BEHIND_ANY = rf"(?<=[{HAN}”’\"》）%A-Za-z0-9\]］】〕])"
_MARK = re.compile(
    rf"(?:{_BEHIND_ANY}(?: ?(?P<square>[\[［【〔〖]\s?注?\s?(?P<of_square>\d{{1,3}})\s?[\]］】〕〗])"
    rf"|(?P<raised>[¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?))(?!第?\d*号)"
    rf"|{_BEHIND_TERM}(?:(?P<round> ?（\s?注?\s?(?P<of_round>\d{{1,3}})\s?）)"
    rf"|(?P<circled>[{CIRCLED}]))(?!第?\d*号|型)) ?"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_MAY_MARK = re.compile(rf"[\[［【〔〖（¹²³⁴-⁹{CIRCLED}](?:(?<![\[［【〔〖（])|\s?注?\s?\d)")  # much faster to look for
_CLOSES = re.compile("[，。、；：！？）”》]|$")
_LEAST_SHARE = 0.8
_LONGEST_ITEM = 300
_LONGEST_BEFORE = 30  # characters before a mark that may be the term it explains
_LEAST_EXPLAINED = 0.3  # of the notes: 第（3）项 names one of them by chance
_FEWEST_WITHOUT_NOTES = 3


class _Mark(NamedTuple):
    line: int
    start: int
    end: int
    kind: str
    number: int
    closed: bool  # a mark stands behind it, or a quotation before it, as behind a term


def marked_terms(line: str) -> dict[tuple[str, int], str]:
    """Return what stands before each possible mark in a line, by the kind and the number of the mark."""
    return {
        (mark.kind, mark.number): line[max(0, mark.start - _LONGEST_BEFORE) : mark.start] for mark in _marks([line])
    }


def without_note_marks(lines: Sequence[str], notes: Sequence[str]) -> tuple[list[str], int]:
    """Return lines without the marks that refer to notes, and how many there were.

    Marks rise through the text as the notes do. Numbers in square brackets and raised ones are marks even where the
    notes are lost; of （1） and ① only such as name one of the notes, or, without notes, stand as nothing but marks do:
    behind a quotation or before a stop.
    """
    numbers = {head.number for note in notes if (head := head_of(note)) and head.number}
    found: list[_Mark] = []
    for _, of_kind in groupby(sorted(_marks(lines), key=lambda mark: mark.kind), key=lambda mark: mark.kind):
        marks = list(of_kind)
        found += _sure(marks) if marks[0].kind in ("square", "raised") else _likely(lines, marks, numbers, bool(notes))
    kept = list(lines)
    for at, of_line in groupby(sorted(found), key=lambda mark: mark.line):
        kept[at] = _without(lines[at], {mark.start for mark in of_line})
    return kept, len(found)


def _without(line: str, starts: set[int]) -> str:
    return substituted(_MARK, lambda match: "" if match.start() in starts else match[0], line)


def _marks(lines: Sequence[str]) -> Iterator[_Mark]:
    for at, line in enumerate(lines):
        if not _MAY_MARK.search(line):
            continue
        for match in _MARK.finditer(line):
            kind = match.lastgroup or ""
            number = number_of((match["of_square"] or match["of_round"] or match[kind]).translate(_RAISED))
            closed = line[match.start() - 1] in '”》"' or bool(_CLOSES.match(line, match.end()))
            if number:
                yield _Mark(at, match.start(), match.end(), kind, number, closed)


def _sure(marks: list[_Mark]) -> list[_Mark]:
    """Return marks of a shape that nothing else has, where they rise."""
    falls = sum(later.number < before.number for before, later in pairwise(marks))
    if marks[0].kind == "raised" and (len(marks) < 2 or marks[0].number != 1):
        return []  # m², 10⁸
    return marks if 2 * falls <= len(marks) else []


def _likely(lines: Sequence[str], marks: list[_Mark], numbers: set[int], has_notes: bool) -> list[_Mark]:
    """Return marks of a shape that numbers of a list have too."""
    marks = [mark for mark in marks if not numbers or mark.number in numbers]
    marks = [mark for group in _by_sentence(lines, marks) if not _counts_up(group) for mark in group]
    marks = [mark for mark in marks if not _heads_list(lines[mark.line], mark)]
    rising = _longest_rise(marks)
    explained = len({mark.number for mark in rising})
    if len(rising) < _LEAST_SHARE * len(marks) and not explained >= _LEAST_SHARE * len(numbers) > 0:
        return []
    if has_notes and numbers:
        return rising if explained >= _LEAST_EXPLAINED * len(numbers) else []
    sure = sum(mark.closed for mark in rising)
    return rising if len(rising) >= _FEWEST_WITHOUT_NOTES and 2 * sure > len(rising) and rising[0].number <= 2 else []


def _by_sentence(lines: Sequence[str], marks: list[_Mark]) -> Iterator[list[_Mark]]:
    for at, of_line in groupby(marks, key=lambda mark: mark.line):
        ends = [match.end() for match in SENTENCE_END.finditer(lines[at])]
        for _, group in groupby(of_line, key=lambda mark: bisect_right(ends, mark.start)):
            yield list(group)


def _counts_up(group: list[_Mark]) -> bool:
    """Tell 抓好三件事（1）修路（2）架桥（3）通水: from 1 on, each followed by text."""
    if len(group) < 2 or group[0].number != 1 or 2 * sum(mark.closed for mark in group) >= len(group):
        return False
    return all(later.number == before.number + 1 for before, later in pairwise(group))


def _heads_list(line: str, mark: _Mark) -> bool:
    """Tell 抓好三件事（1）修路，（2）架桥: the next number stands behind a stop, where no mark of a note can."""
    following = CIRCLED[mark.number : mark.number + 1] if mark.kind == "circled" else f"（{mark.number + 1}）"
    place = line.find(following, mark.end, mark.end + _LONGEST_ITEM) if following and not mark.closed else -1
    return place > 0 and line[place - 1] in "，；、。："


def _longest_rise(marks: Sequence[_Mark]) -> list[_Mark]:
    """Return the most marks whose numbers rise, each as often as it comes, through the text."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, mark in enumerate(marks):
        place = bisect_right(tails, mark.number)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [mark.number]
        ends[place : place + 1] = [at]
    rise: list[_Mark] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rise.append(marks[at])
        at = before[at]
    return rise[::-1]
