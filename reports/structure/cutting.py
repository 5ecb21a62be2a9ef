"""Lines that hold several paragraphs are cut where their author is likely to turn to something else, never in a
sentence."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence

from reports.cleaning.glossary import begins_notes, is_note
from reports.marks import (
    ADDRESS,
    BRACKETED,
    BRACKETED_ITEM,
    CIRCLED_ITEM,
    CLOSING,
    ENDS,
    ENDS_SENTENCE,
    IS_OR_MUST,
    POINT,
    SECTION_ALONE,
)
from reports.numerals import number_of
from reports.structure.headings import heading_of

LONGEST_LINE = 1_500  # in reports with their breaks no line is longer than 1,400 characters
# Written paragraphs are mostly 85 to 470 characters. Of a report that lost its breaks a line within this is cut at
# headings only.
_LONGEST_LINE_KEPT = 350
_SHORTEST_PARAGRAPH = 60
LONGEST_PARAGRAPH = 450  # a longer piece is cut evenly at sentence ends
_EVEN_PARAGRAPH = 300
_LONGEST_LEAD = 45

_FEWEST_ITEMS = 4
_LIST_ITEM = re.compile(
    rf"(?:^|(?<=[{ENDS}；：])|(?<=[{ENDS}；][{CLOSING}]))\s?"
    rf"(?:（(?P<bracketed>\d{{1,2}})）|(?P<circled>{CIRCLED_ITEM})|(?P<plain>\d{{1,2}})[.、．](?!\d))"
)
_SECTION = re.compile(rf"\s?(?:{SECTION_ALONE}|{BRACKETED})")
_SECTION_WITHIN = re.compile(rf"[{ENDS}：](?:(?<!：)[{CLOSING}]*)?{_SECTION.pattern}")
_SENTENCE_END = re.compile(rf"[{ENDS}]+[{CLOSING}]*|：(?={_SECTION.pattern})|：$")
_CLAUSE_END = re.compile(f"；[{CLOSING}]*")
_TURN = re.compile(
    rf"\s?(?:{ADDRESS}|——|{IS_OR_MUST}|{POINT}|{CIRCLED_ITEM}|{BRACKETED_ITEM}"
    r"|(?:过去|近|这|今后|未来)?[五一]年来?，|(?:过去|今后)(?:的)?[五一]年|刚刚过去的|(?:同时|此外)，|在(?:总结|肯定|看到|充分肯定)成绩"
    r"|我们(?:也|还)?清醒|今年(?:经济|工作|政府|全[省市区县])|要(?:把|坚持|全力|加快)|我们要)"
)
_HEADLINE = re.compile(r"\s?[^\d，。！？：；“”]{4,18}(?:，[^\d，。！？：；]{4,14})?。$")


def has_lost_breaks(lines: Sequence[str]) -> bool:
    """Tell whether most of a report stands in lines that hold several paragraphs: longer than any author's, or with a
    heading inside."""
    held = sum(len(line) for line in lines if len(line) > LONGEST_LINE or _holds_section(line))
    return 2 * held > sum(map(len, lines))


def _holds_section(line: str) -> bool:
    return bool(_SECTION_WITHIN.search(line))


def items_apart(lines: Sequence[str], lost_breaks: bool) -> list[str]:
    """Cut lines that are cut anyhow before every item of a list in them, alike throughout: （1）… （2）… （3）…."""
    apart: list[str] = []
    for line in lines:
        places = _items(line) if lost_breaks or len(line) > LONGEST_LINE else []
        ends = [*places, len(line)]
        apart += [line[start:end].strip() for start, end in zip([0, *places], ends, strict=True) if start < end]
    return apart


def _items(line: str) -> list[int]:
    """Return where the items of the longest list in a line begin that counts from 1 without a gap."""
    series: dict[str, list[int]] = {}
    longest: list[int] = []
    for match in _LIST_ITEM.finditer(line):
        kind = match.lastgroup or ""
        number, places = number_of(match[kind]), series.get(kind, [])
        if number == len(places) + 1:
            places = [*places, match.end() - len(match[0].lstrip())]
        else:
            places = [match.end() - len(match[0].lstrip())] if number == 1 else []
        series[kind] = places
        longest = max(longest, places, key=len)
    return longest if len(longest) >= _FEWEST_ITEMS else []


def join_leads(lines: Sequence[str]) -> list[str]:
    """Join short lines that only lead in the next (各位代表！, 产业结构持续优化。, 单一窗口：) to that line.

    For breaks that were lost and set again: the model learnt from reports in which leads were joined, so one behind a
    lead is its slip.
    """
    joined: list[str] = []
    leading = False
    for line in lines:
        if leading and _is_text(line) and (len(line) > len(joined[-1]) or line.endswith(("。", "；"))):
            joined[-1] += line
        else:
            joined.append(line)
        last = joined[-1]
        leading = len(last) <= _LONGEST_LEAD and bool(ENDS_SENTENCE.search(last)) and heading_of(last) is None
    return joined


def _is_text(line: str) -> bool:
    return not line.startswith("各位") and heading_of(line) is None and not is_note(line) and not begins_notes(line)


def cut(line: str) -> list[tuple[int, int]]:
    """Return (start, end) of the paragraphs in one line, in order, blanks between them left out.

    Cuts fall only between sentences: always before 一、 and （一）, and in a line of more than 350 characters also
    before 一是, 各位代表, a turn of speech, or a short headline sentence, if at least 60 characters precede. What is
    still longer than 450 characters is divided evenly.
    """
    sentences = _sentences(line)
    groups: list[list[tuple[int, int]]] = []
    for number, (start, end) in enumerate(sentences):
        if not groups or _begins_paragraph(line, sentences, number, length=start - groups[-1][0][0]):
            groups.append([])
        groups[-1].append((start, end))
    return [_stripped(line, *span) for group in _without_stumps(line, groups) for span in _evenly(line, group)]


def _sentences(line: str) -> list[tuple[int, int]]:
    ends = [match.end() for match in _SENTENCE_END.finditer(line)]
    if not ends or ends[-1] < len(line):
        ends.append(len(line))
    return [(start, end) for start, end in zip([0, *ends], ends, strict=False) if line[start:end].strip()]


def _begins_paragraph(line: str, sentences: list[tuple[int, int]], number: int, length: int) -> bool:
    start, end = sentences[number]
    if _SECTION.match(line, start):
        return True
    if len(line) <= _LONGEST_LINE_KEPT or length < _SHORTEST_PARAGRAPH:
        return False
    if _TURN.match(line, start):
        return True
    if number + 1 == len(sentences) or not _HEADLINE.match(line[start:end]):
        return False
    following = sentences[number + 1]
    return following[1] - following[0] > end - start


def _without_stumps(line: str, groups: list[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    """Join a last piece that is too short to the one before it, unless a section begins with it."""
    joined: list[list[tuple[int, int]]] = []
    for group in groups:
        short = group[-1][1] - group[0][0] < _SHORTEST_PARAGRAPH
        if joined and short and not _SECTION.match(line, group[0][0]):
            joined[-1].extend(group)
        else:
            joined.append(group)
    return joined


def _evenly(line: str, group: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Divide a piece that is too long at the sentence ends nearest to equal parts."""
    start, end = group[0][0], group[-1][1]
    if end - start <= LONGEST_PARAGRAPH:
        yield start, end
        return
    ends = [sentence_end for _, sentence_end in group[:-1]]
    if any(stop - begin > LONGEST_PARAGRAPH for begin, stop in group):  # a list of clauses without a full stop
        ends = sorted({*ends, *(match.end() for match in _CLAUSE_END.finditer(line, start, end))})
    parts = -(-(end - start) // _EVEN_PARAGRAPH)
    goals = [start + (end - start) * part // parts for part in range(1, parts)]
    for stop in sorted({_nearest(ends, goal) for goal in goals} if ends else ()):
        if start < stop < end:
            yield start, stop
            start = stop
    yield start, end


def _nearest(places: Sequence[int], goal: int) -> int:
    """Return the one of the sorted `places` that is nearest to `goal`."""
    number = bisect(places, goal)
    return min(places[max(number - 1, 0) : number + 1], key=lambda one: abs(one - goal))


def _stripped(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return start, end
