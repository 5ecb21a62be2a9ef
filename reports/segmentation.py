"""Lines become paragraphs: of a length that one can judge, cut where the writer turns to something else, never in a sentence."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.furniture import begins_notes
from reports.sections import Heading, Mark, SectionPath, continues_list, heading_of, is_above, mark_of

# Written paragraphs are mostly 85 to 470 characters. A line within this is left as its writer made it.
LONGEST_LINE_KEPT = 350
SHORTEST_PARAGRAPH = 60
LONGEST_PARAGRAPH = 450  # a longer piece is cut evenly at sentence ends
_EVEN_PARAGRAPH = 300

_NUMERALS = "一二三四五六七八九十"
_SECTION_MARK = rf"(?:[{_NUMERALS}]{{1,3}}、(?![{_NUMERALS}]{{1,2}}、)|（[{_NUMERALS}]{{1,3}}）)"
_SENTENCE_END = re.compile(rf"[。！？]+[”’」』）》]*|：(?=\s?{_SECTION_MARK})|：$")
_CLAUSE_END = re.compile(r"；[”’」』）》]*")
_SECTION = re.compile(rf"\s?{_SECTION_MARK}")
_TURN = re.compile(
    rf"\s?(?:各位(?:代表|委员|同志)|——|[{_NUMERALS}]{{1,2}}(?:是|要)|第[{_NUMERALS}]{{1,2}}，|[①-⑳]|（\d{{1,2}}）"
    r"|(?:过去|近|这|今后|未来)?[五一]年来?，|(?:过去|今后)(?:的)?[五一]年|刚刚过去的|(?:同时|此外)，|在(?:总结|肯定|看到|充分肯定)成绩"
    r"|我们(?:也|还)?清醒|今年(?:经济|工作|政府|全[省市区县])|要(?:把|坚持|全力|加快)|我们要)"
)
_HEADLINE = re.compile(r"\s?[^\d，。！？：；“”]{4,18}(?:，[^\d，。！？：；]{4,14})?。$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph before it has an id: its place in the text, the headings above it, its flags."""

    start: int
    end: int
    section: tuple[str, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of one line that is a heading, text, or a heading that runs into its text. Text may be numbered too."""

    start: int
    end: int
    heading: Heading | None = None
    mark: Mark | None = None
    in_annex: bool = False


def segment(text: str) -> list[Segment]:
    """Cut the text of one report, its lines separated by line feeds, into paragraphs.

    A line that is a heading gives no paragraph; a heading that runs into its text gives both. Headings without anything
    below them are the items of a list, and those that follow each other one paragraph of several lines. What is annexed to the
    report (附件1) carries the flag `annex`.
    """
    pieces = list(_pieces(text))
    items = _list_items(pieces)
    path = SectionPath()
    segments: list[Segment] = []
    for number, piece in enumerate(pieces):
        if piece.in_annex and not pieces[number - 1].in_annex:
            path = SectionPath()
        if number in items:
            goes_on = number - 1 in items and continues_list(pieces[number - 1].mark, piece.mark)
            if goes_on and piece.end - segments[-1].start <= LONGEST_PARAGRAPH:
                segments[-1] = replace(segments[-1], end=piece.end)
                continue
        elif piece.heading is not None:
            path.enter(piece.heading)
            if piece.heading.whole:
                continue
        segments.append(Segment(piece.start, piece.end, path.headlines, ("annex",) if piece.in_annex else ()))
    return segments


def _pieces(text: str) -> Iterator[_Piece]:
    in_annex = False
    for offset, stop in _line_spans(text):
        line = text[offset:stop]
        heads_annex = begins_notes(line)
        in_annex = in_annex or heads_annex
        if heads_annex:
            yield _Piece(offset, stop, Heading(0, 0, line.strip("：:（）【】"), True), in_annex=True)
        elif in_annex:
            for start, end in [(0, len(line))] if len(line) <= LONGEST_PARAGRAPH else cut(line):
                yield _Piece(offset + start, offset + end, in_annex=True)
        else:
            for start, end in cut(line):
                yield _Piece(offset + start, offset + end, heading_of(line[start:end]), mark_of(line[start:end]))


def _list_items(pieces: Sequence[_Piece]) -> set[int]:
    """Return the numbers of the pieces that look like headings but have neither text nor a deeper heading below them."""
    items: set[int] = set()
    for number, piece in enumerate(pieces):
        if piece.heading is None or piece.mark is None or not piece.heading.whole:  # in an annex nothing has a mark
            continue
        before = pieces[number - 1] if number else None
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        in_list = before and (number - 1 in items or before.heading is None) and continues_list(before.mark, piece.mark)
        leads_nowhere = following is None or (following.mark and not is_above(piece.mark, following.mark))
        if in_list or leads_nowhere:
            items.add(number)
    return items


def _line_spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def cut(line: str) -> list[tuple[int, int]]:
    """Return (start, end) of the paragraphs in one line, in order, blanks between them left out.

    Cuts fall only between sentences: always before 一、 and （一）, and in a line of more than 350 characters also before
    一是, 各位代表, a turn of speech, or a short headline sentence, if at least 60 characters precede. What is still longer than
    450 characters is divided evenly.
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
    if len(line) <= LONGEST_LINE_KEPT or length < SHORTEST_PARAGRAPH:
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
        short = group[-1][1] - group[0][0] < SHORTEST_PARAGRAPH
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
