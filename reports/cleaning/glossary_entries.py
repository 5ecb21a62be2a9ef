"""The entries of a glossary: where each begins, what belongs to it, and where the last one ends."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from reports.cleaning.flagged_text import joined
from reports.cleaning.furniture import is_furniture
from reports.cleaning.glossary import (
    SURE,
    EntryHead,
    begins_annex,
    begins_glossary,
    begins_with_bracket,
    head_of,
    is_decimal,
    is_entry,
    strictly_defines,
)
from reports.marks import ADDRESS, BRACKETED, ENDS_OR_HALTS, ENDS_SENTENCE, SECTION

RESUMES = re.compile(rf"{ADDRESS}|{SECTION}|{BRACKETED}")
"""What begins the speech again behind a glossary."""
_LONGEST_TERM = 30
_TITLE = "政府工作报告"  # in a link to another report
_LONGEST_NAME = 15  # what an editor puts under a glossary: a name, a date
_LONGEST_HEADING = 45
_LOOK_AHEAD = 12  # lines that tell whether a list without a heading is a glossary
_FEWEST_UNNUMBERED = 3  # entries in a row that are told by their words only
_RUN_IN_WORDS = re.compile("名 ?词|用语|术语|短语|注 ?释|词语|词条")
_MOST_RUN_IN_WORDS = 40  # looked at in one line
_RUN_IN_NOTE = re.compile(r"注(?!\s?\d)")
_ROW = re.compile(r"\S{2,20} \S{2}")
_COLUMNS = re.compile(r"(?:序号|编号)?\s?(?:名\s?词|术语|词条|用语)(?:名称)?\s(?:解释|释义|含义|说明|内容)$")
_ENDS_ENTRY = re.compile("[。；！？”）]$")
_ENTRY_WITHIN = re.compile(r"(?<=[。；！？”）])\s?(?=[\[［【〔〖（(①-㊿注0-9¹²³⁴-⁹一二三四五六七八九十])")


def with_glossaries_apart(lines: Sequence[str]) -> Iterator[str]:
    """Part a line before and behind the heading of a glossary that runs into its entries, or stands behind the
    speech."""
    for line in lines:
        if not _RUN_IN_WORDS.search(line) and not _RUN_IN_NOTE.match(line):
            yield line
            continue
        place = _run_in_heading(line)
        if place is None:
            yield line
            continue
        start, end = place
        yield from (piece for raw in (line[:start], line[start:end], line[end:]) if (piece := raw.strip(" ：:")))


def _run_in_heading(line: str) -> tuple[int, int] | None:
    """Return where the heading of a glossary begins and ends in a line that goes on with an entry."""
    found = [match.start() for match in islice(_RUN_IN_WORDS.finditer(line), _MOST_RUN_IN_WORDS)] or [0]
    for word in found:
        start = max(line.rfind(mark, max(0, word - _LONGEST_HEADING), word) for mark in "。！？") + 1
        if start == 0 and word > _LONGEST_HEADING:
            continue
        for end in range(word + 1, min(len(line) - 1, word + _LONGEST_HEADING)):
            rest = line[end : end + 80].lstrip(" ：:")
            head = head_of(rest)
            if head is None or head.number != 1 or not begins_glossary(line[start:end]):
                continue
            if strictly_defines(rest[head.end :]) or head.kind in SURE:
                return start, end
    return None


def entries_from(lines: Sequence[str], start: int, to_end: bool, is_headed: bool) -> tuple[list[str], int]:
    """Return the entries from `start` on and the number of the line behind them; no entries where none stands there."""
    start = _first_entry(lines, start)
    head = head_of(lines[start]) if start < len(lines) else None
    kind = head.kind if head else ""
    in_rows = head is None and start < len(lines) and not _begins_unnumbered(lines[start]) and _ROW.match(lines[start])
    if not _is_glossary(lines, start, head, is_headed):
        return [], start
    entries: list[list[str]] = []
    last = 0
    number = start
    while number < len(lines):
        line = lines[number]
        if begins_glossary(line) and entries:
            number += 1
            continue
        if _ends_glossary(line, kind, to_end):
            break
        begun = _begins_entry(line, kind, last, lines[number + 1 : number + 2]) or bool(in_rows and _ROW.match(line))
        if not begun and not to_end and (not entries or ENDS_SENTENCE.search(entries[-1][-1])):
            break
        for piece in _separated(line, kind, lines[number + 1 : number + 2]) if begun else [line]:
            if begun or not entries:
                entries.append([piece])
                last = head.number if (head := head_of(piece)) else last
            else:
                entries[-1].append(piece)
        number += 1
    while entries and len(entries[-1]) > 1 and _is_signature(entries[-1]):
        entries[-1].pop()
    return [_joined(entry) for entry in entries], number


def _first_entry(lines: Sequence[str], start: int) -> int:
    """Pass the head of a table and one remark in brackets (按出现顺序) below the heading of a glossary."""
    for line in lines[start : start + 2]:
        if _COLUMNS.match(line) or begins_glossary(line) or (line[:1] in "（(" and line[-1:] in "）)"):
            start += 1
    return start


def _is_glossary(lines: Sequence[str], start: int, head: EntryHead | None, is_headed: bool) -> bool:
    if start >= len(lines):
        return False
    if head is None and is_headed:
        first = lines[start]
        return _is_term(first) or _begins_unnumbered(first) or bool(_ROW.match(first))
    if head is None:
        near = lines[start : start + _FEWEST_UNNUMBERED]
        return len(near) == _FEWEST_UNNUMBERED and all(map(strictly_defines, near)) and not any(map(is_furniture, near))
    if is_headed and head.kind != "hanzi":
        return True
    found = [(one, head_of(one)) for one in lines[start : start + _LOOK_AHEAD]]
    texts = [one[other.end :] for one, other in found if other is not None and other.kind == head.kind]
    return sum(map(strictly_defines, texts)) * 2 > len(texts)


def _is_term(line: str) -> bool:
    return len(line) <= _LONGEST_TERM and not re.search(f"[{ENDS_OR_HALTS}]", line)


def _ends_glossary(line: str, kind: str, to_end: bool) -> bool:
    if is_furniture(line) or begins_annex(line) or line.startswith(("各位代表", "各位委员")):
        return True
    return not to_end and kind != "hanzi" and bool(RESUMES.match(line))


def _begins_entry(line: str, kind: str, last: int, following: Sequence[str]) -> bool:
    head = head_of(line)
    if not kind:
        if head is not None:
            return False
        return _begins_unnumbered(line) or _is_headword(line, following)
    if head is None or head.kind != kind:
        return False
    if is_decimal(line, head):  # 20.2026年民生实事：…
        return head.number == last + 1 and strictly_defines(line[head.end :])
    return kind in SURE or head.number > last or strictly_defines(line[head.end :])


def _begins_unnumbered(line: str) -> bool:
    return strictly_defines(line) or begins_with_bracket(line)


def _is_headword(line: str, following: Sequence[str]) -> bool:
    """Tell a term on a line of its own, its explanation on the next."""
    return _is_term(line) and bool(following) and not _is_term(following[0]) and not strictly_defines(following[0])


def _separated(line: str, kind: str, following: Sequence[str]) -> Iterator[str]:
    """Part a line at the entries that run on in it, as their numbers count: 1.甲：…。2.乙：…。"""
    head = head_of(line)
    next_line = head_of(following[0]) if following else None
    start = at = 0
    while kind and kind != "star" and head is not None:
        wanted = head.number + 1
        if next_line is not None and next_line.kind == kind and next_line.number == wanted:
            break
        place = _place_of(line, at + head.end, kind, wanted)
        if place is None:
            break
        yield line[start:place].strip()
        start = at = place
        head = head_of(line[at:])
    yield line[start:].strip()


def _place_of(line: str, start: int, kind: str, wanted: int) -> int | None:
    """Return where the entry with the wanted number begins behind `start`, None where it does not."""
    for match in _ENTRY_WITHIN.finditer(line, start):
        place = match.end()
        window = line[place : place + 70]
        head = head_of(window)
        if head and (head.kind, head.number) == (kind, wanted) and is_entry(window):
            return place
    return None


def _is_signature(entry: list[str]) -> bool:
    """Tell that the last line of an entry is no part of it: the editor's name, a date, a link."""
    last, before = entry[-1], entry[-2]
    is_short = len(last) <= _LONGEST_NAME or (_TITLE in last and len(last) <= _LONGEST_HEADING)
    return is_short and not ENDS_SENTENCE.search(last) and bool(_ENDS_ENTRY.search(before))


def _joined(entry: list[str]) -> str:
    """Put the lines of an entry together: a line feed parts sentences, nothing the pieces of one."""
    pieces = [entry[0]]
    end = str(entry[0])[-_LONGEST_HEADING:]  # all that tells, however long an entry has grown
    for line in entry[1:]:
        goes_on = end.endswith("：") or not (ENDS_SENTENCE.search(end) or _is_term(end))
        added = [line] if goes_on else ["\n", line]
        pieces += added
        end = "".join([end, *added])[-_LONGEST_HEADING:]
    return joined(pieces, between="")
