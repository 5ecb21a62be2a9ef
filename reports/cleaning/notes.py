"""What explains a report is kept apart from it: a glossary, wherever it stands, and the notes at the foot of a page."""

import re
from collections.abc import Sequence

from reports.cleaning.furniture import is_furniture, last_closing
from reports.cleaning.glossary import (
    SURE,
    EntryHead,
    begins_annex,
    begins_glossary,
    defines,
    head_of,
    is_note,
    names_annex,
    strictly_defines,
)
from reports.cleaning.glossary_entries import RESUMES, entries_from, with_glossaries_apart
from reports.cleaning.note_marks import marked_terms
from reports.marks import ENDS_SENTENCE

_LONGEST_WHOLE_NOTE = 30
_MOST_LINES_TO_FOOT = 60
_QUOTES = '“”‘’《》" '
_ANNEX_LABEL = re.compile(r"附\s?[件录表]?\s?\S{0,3}[：:]?$")


def split_notes(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a report without its notes, and the notes, one string each.

    A glossary stands under a heading of its own (名词解释, 注释), before, within or behind the speech, or follows the
    closing words at once. Its entries are numbered alike or not at all; what is neither goes on with the entry above.
    What else is annexed (附件1 民生实事) stays with the report. A note at the foot of a page explains a number that
    stands in the text before it.
    """
    kept, notes = _without_glossaries(list(with_glossaries_apart(lines)))
    kept, footnotes = _without_footnotes(kept)
    return kept, [*footnotes, *notes]


def _without_glossaries(lines: list[str]) -> tuple[list[str], list[str]]:
    closing = last_closing(lines)
    last_resumed = max((at for at, line in enumerate(lines) if RESUMES.match(line)), default=-1)
    kept: list[str] = []
    notes: list[str] = []
    in_annex = False
    number = 0
    while number < len(lines):
        line = lines[number]
        is_behind = closing is not None and number > closing
        heads = begins_glossary(line)
        found: list[str] = []
        if heads or (is_behind and not in_annex and (is_note(line) or strictly_defines(line))):
            to_end = is_behind if closing is not None else number >= last_resumed
            found, stop = entries_from(lines, number + heads, to_end, is_headed=heads)
        if found:
            notes += found
            number = stop
            if heads and kept and _ANNEX_LABEL.match(kept[-1]) and begins_annex(kept[-1]):
                kept.pop()  # 附件2 on a line of its own above 名词解释
            continue
        in_annex = in_annex or begins_annex(line) or (is_behind and names_annex(line))
        if line.startswith("注：") and not in_annex and not heads:
            notes.append(line)
        else:
            kept.append(line)
        number += 1
    return kept, notes


def _without_footnotes(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take the notes from between the lines that explain a number in one of the lines before them.

    The halves of a sentence that a note and a page number parted come together.
    """
    kept: list[str] = []
    notes: list[str] = []
    marked: dict[tuple[str, int], tuple[int, str]] = {}
    in_note = is_parted = False
    for number, line in enumerate(lines):
        head = head_of(line)
        if head is not None and _explains(line, head, marked, number):
            notes.append(line)
            del marked[head.kind, head.number]
            in_note = len(line) > _LONGEST_WHOLE_NOTE and not ENDS_SENTENCE.search(line)
            is_parted = bool(kept) and _is_unfinished(kept[-1])
        elif in_note and kept and ENDS_SENTENCE.search(kept[-1][-_LONGEST_WHOLE_NOTE:]) and not RESUMES.match(line):
            notes[-1] = notes[-1] + line
            in_note = not ENDS_SENTENCE.search(line)
        elif is_parted and is_furniture(line):
            kept.insert(-1, line)
        else:
            kept[-1:] = [kept[-1] + line] if is_parted else [*kept[-1:], line]
            in_note = is_parted = False
            marked |= {mark: (number, before) for mark, before in marked_terms(line).items()}
    return kept, notes


def _is_unfinished(line: str) -> bool:
    return "，" in line and not ENDS_SENTENCE.search(line) and not RESUMES.match(line)


def _explains(line: str, head: EntryHead, marked: dict[tuple[str, int], tuple[int, str]], number: int) -> bool:
    at, before = marked.get((head.kind, head.number), (-_MOST_LINES_TO_FOOT - 1, ""))
    text = line[head.end :]
    if number - at > _MOST_LINES_TO_FOOT or not defines(text):
        return False
    return head.kind in SURE or before.rstrip(_QUOTES).endswith(_term(text)[-2:])


def _term(text: str) -> str:
    return re.split("：|是指|，|指", text, maxsplit=1)[0].strip(_QUOTES) or text
