"""The marks in a text that refer to the notes behind it: 四大战略（2） becomes 四大战略."""

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.cleaning import HAN
from reports.furniture import begins_notes, is_note

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
# A mark follows a term; a number of a list, or of a document, follows a stop or stands before 号.
_MARK = re.compile(rf"(?<=[{HAN}”》）%A-Za-z])(?:[（\[［【〔]\s?注?\s?(\d{{1,3}})\s?[）\]］】〕]|([{_CIRCLED}]))(?!\d*号)")
_NUMBER = re.compile(rf"[（\[［【〔]?\s?注?\s?(?:(\d{{1,3}})|([{_CIRCLED}]))")


def without_note_marks(lines: Sequence[str]) -> tuple[list[str], int]:
    """Return lines without the marks that name one of the notes which follow the text, and how many there were.

    Only numbers of notes that are there count, and only where they rise as the notes do: what else is in brackets stays.
    """
    start = next((number for number, line in enumerate(lines) if begins_notes(line)), None)
    if start is None:
        return list(lines), 0
    numbers = {found for line in lines[start + 1 :] if is_note(line) and (found := _number(_NUMBER.match(line)))}
    marks = [
        (line, match) for line, text in enumerate(lines[:start]) for match in _MARK.finditer(text) if _number(match) in numbers
    ]
    order = [_number(match) for _, match in marks]
    if not marks or sum(later >= before for before, later in pairwise(order)) < 0.8 * (len(order) - 1):
        return list(lines), 0
    kept = list(lines)
    for line, match in reversed(marks):
        kept[line] = kept[line][: match.start()] + kept[line][match.end() :]
    return kept, len(marks)


def _number(match: re.Match[str] | None) -> int:
    """Return the number that a mark or the head of a note holds, 0 for none."""
    if match is None:
        return 0
    digits, circled = match.groups()
    return int(digits) if digits else _CIRCLED.index(circled) + 1
