"""The glossary behind a report is kept apart, and the marks that refer to it leave the text: 四大战略（2） becomes
四大战略."""

import re
from collections.abc import Sequence
from itertools import pairwise

from reports.cleaning.characters import HAN
from reports.cleaning.furniture import begins_glossary, begins_notes, is_note, last_closing
from reports.numerals import CIRCLED, number_of

# A mark follows a term; a number of a list, or of a document, follows a stop or stands before 号.
_MARK = re.compile(
    rf"(?<=[{HAN}”》）%A-Za-z])(?:[（\[［【〔]\s?注?\s?(\d{{1,3}})\s?[）\]］】〕]|([{CIRCLED}]))(?!\d*号)"
)
_NUMBER = re.compile(rf"[（\[［【〔]?\s?注?\s?(?:(\d{{1,3}})|([{CIRCLED}]))")


def split_notes(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a report without its glossary, and the entries of the glossary, one string each.

    A glossary stands behind the closing words under a heading of its own (名词解释, 注释), or begins with numbered
    entries at once. What else is annexed (附件1 民生实事) stays with the report. Lines without a number go on with the
    entry above.
    """
    closing = last_closing(lines)
    if closing is None:
        closing = next((number - 1 for number, line in enumerate(lines) if begins_glossary(line)), len(lines))
        if sum(map(len, lines[: closing + 1])) <= sum(map(len, lines[closing + 1 :])):
            return list(lines), []  # a longer text follows than stands before: the speech, not its glossary
    kept = list(lines[: closing + 1])
    notes: list[str] = []
    in_notes = in_annex = False
    for line in lines[closing + 1 :]:
        if begins_glossary(line):
            in_notes = True
            if kept[-1].startswith("附") and begins_notes(kept[-1]):
                kept.pop()  # 附件2 on a line of its own above 名词解释
        elif begins_notes(line):
            in_notes, in_annex = False, True
            kept.append(line)
        elif in_notes or (not in_annex and is_note(line)):
            in_notes = True
            if is_note(line) or not notes:
                notes.append(line)
            else:
                notes[-1] += line if notes[-1].endswith("：") else "\n" + line
        else:
            kept.append(line)
    return kept, notes


def without_note_marks(lines: Sequence[str], notes: Sequence[str]) -> tuple[list[str], int]:
    """Return lines without the marks that name one of the notes, and how many there were.

    Only numbers of notes that are there count, and only where they rise as the notes do: what else is in brackets
    stays.
    """
    numbers = {found for note in notes if is_note(note) and (found := _number(_NUMBER.match(note)))}
    marks = [
        (line, match) for line, text in enumerate(lines) for match in _MARK.finditer(text) if _number(match) in numbers
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
    return number_of(digits or circled)
