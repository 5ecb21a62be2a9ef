"""Notes at the foot of pages are kept apart from the paragraphs that they interrupt."""

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from reports.cleaning.glossary import begins_glossary
from reports.formats.pdf.page import PageLine
from reports.marks import ENDS_SENTENCE
from reports.numerals import CIRCLED, number_of

HEADING = "注释："
_NUMBER = rf"[（(\[［【〔]\s?注?\s?(\d{{1,3}})\s?[）)\]］】〕]|([{CIRCLED}])"
_SURE_MARK = re.compile(_NUMBER)
_MARK = re.compile(rf"(?:{_NUMBER}|注?(\d{{1,3}})\s?[.．、:：]?(?=\s?[\u3400-\u9fff“《])|([*＊※]))")
_COUNTED = re.compile(r"[〔\[［（(]?(\d{1,3})(?:[〕\]］）)]|\s|(?=\D))")
_SMALLER = 0.93  # of the size of the type of most lines
_FOOT = 0.45  # of the page's height: notes in type of the usual size stand below
_LEADING = 1.6  # times the usual distance of lines, above such notes


class Parted(NamedTuple):
    """The lines of the text, and the notes, one string each."""

    lines: list[PageLine]
    notes: list[str]


def without_footnotes(pages: Sequence[Sequence[PageLine]]) -> Parted:
    """Take the notes from the foot of every page.

    They begin with a mark, below lines of the text, in smaller type or behind a wide gap. Where numbers begin anew on
    every page, marks and notes are counted through.
    """
    every = [line for page in pages for line in page]
    if not every:
        return Parted([], [])
    usual = _usual_size(every)
    lines: list[PageLine] = []
    notes: list[str] = []
    numbers: Counter[int] = Counter()
    for page in pages:
        text, foot = _parted(page, usual, goes_on=bool(notes))
        for line in foot:
            is_marked = not notes or _MARK.match(line.text) is not None
            counted = "" if is_marked else _counted_on(line.text, notes[-1])
            if is_marked or counted:
                notes.append(counted or line.text)
                number = _number(line.text)
                numbers[number] += 1
                if number and numbers[number] > 1:
                    text, notes[-1] = _counted_through(text, line.text, len(notes))
            else:
                notes[-1] += line.text
        lines += text
    return Parted(lines, notes)


def _counted_on(text: str, before: str) -> str:
    """Return a note that begins with a figure, its number made plain: 2 5G基站：… behind note 1."""
    number, last = _COUNTED.match(text), _COUNTED.match(before)
    if number is None or last is None or int(number[1]) != int(last[1]) + 1:
        return ""
    return f"{number[1]}、{text[number.end() :].lstrip()}"


def _usual_size(lines: Sequence[PageLine]) -> float:
    return statistics.median(size for line in lines for size in [line.size] * len(line.text))


def _parted(page: Sequence[PageLine], usual: float, goes_on: bool) -> tuple[list[PageLine], list[PageLine]]:
    """Return the lines of a page above its notes, and those of the notes."""
    start = len(page)
    while start and page[start - 1].size < _SMALLER * usual:
        start -= 1
    first = next((place for place in range(start, len(page)) if _MARK.match(page[place].text)), len(page))
    if goes_on and start < first and start and not any(begins_glossary(line.text) for line in page[start:]):
        first = start if page[start].bottom < _FOOT * page[start].page_height else first
    if first == len(page):
        first = _behind_gap(page)
    above = page[:first]
    if not any(line.size >= _SMALLER * usual for line in above) or any(begins_glossary(one.text) for one in page):
        return list(page), []
    return list(above), list(page[first:])


def _behind_gap(page: Sequence[PageLine]) -> int:
    """Return where notes of the usual size begin: behind a gap, with a mark that the text above holds too."""
    steps = [before.bottom - line.bottom for before, line in pairwise(page)]
    leading = statistics.median([step for step in steps if step > 0] or [0.0])
    text = "".join(line.text for line in page)
    for place, step in enumerate(steps, 1):
        line, before = page[place], page[place - 1]
        mark = _SURE_MARK.match(line.text)
        if mark and step > _LEADING * leading and line.top < _FOOT * line.page_height:
            return place if text.count(mark[0]) > 1 or not ENDS_SENTENCE.search(before.text) else len(page)
    return len(page)


def _number(text: str) -> int:
    match = _MARK.match(text)
    digits = next(filter(None, match.groups()), "") if match else ""
    return number_of(digits) if digits and digits not in "*＊※" else 0


def _counted_through(lines: list[PageLine], note: str, number: int) -> tuple[list[PageLine], str]:
    """Give a note, and the mark on its page that refers to it, a number of their own."""
    mark = _MARK.match(note)
    if mark is None:
        return lines, note
    old = _number(note)
    circled = CIRCLED[old - 1] if 0 < old <= len(CIRCLED) else "〔"
    written = re.compile(rf"(?<=[\u3400-\u9fff”》）%A-Za-z])(?:[（(\[［【〔]\s?注?\s?{old}\s?[）)\]］】〕]|{circled})")
    marked = [*lines]
    for place, line in enumerate(lines):
        text, changed = written.subn(f"〔{number}〕", line.text, count=1)
        if changed:
            marked[place] = replace(line, text=text)
            break
    return marked, f"〔{number}〕{note[mark.end() :].lstrip()}"
