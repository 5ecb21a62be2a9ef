"""The lines of a report become paragraphs with their headings: one line is one paragraph, unless it has lost its
breaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.cleaning.boxes import begins_box, goes_on_in_box, is_news
from reports.cleaning.furniture import last_closing
from reports.cleaning.glossary import begins_notes, is_note, names_annex
from reports.marks import ADDRESS, BRACKETED, SECTION
from reports.structure.cutting import LONGEST_LINE, cut
from reports.structure.headings import Heading, Mark, continues_list, heading_of, is_above, mark_of
from reports.structure.levels import SectionPath, second_lines, series_that_start_over, with_levels
from reports.structure.lines.table_rows import table_rows

_LONGEST_BOX = 8  # lines
_LONGEST_LEAD = 12  # characters; a longer one holds the first text of its box
_LONGEST_ROW = 45  # characters: a longer line is no heading anyhow
_RESUMES = re.compile(ADDRESS)
_NUMBERED = re.compile(f"{SECTION}|{BRACKETED}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph before it has an id: its place in the text, the headings above it, its flags."""

    start: int
    end: int
    section: tuple[str, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, or a stretch of one that lost its breaks: a heading, text, or a heading that runs into its text. Text
    may be numbered too."""

    start: int
    end: int
    heading: Heading | None = None
    mark: Mark | None = None
    in_annex: bool = False
    in_box: bool = False


def segment(text: str, lost_breaks: bool = False, breaks_shown: bool = False) -> list[Segment]:
    """Turn the lines of one report, separated by line feeds, into paragraphs, each exactly as it stands.

    A line that is a heading gives no paragraph; a heading that runs into its text gives both. Headings without anything
    below them are the items of a list, and each is a paragraph. What is annexed to the report (附件1) carries the flag
    `annex`, what a newspaper set between its paragraphs the flag `box`. A line is cut only if the report has lost its
    breaks, or if it is longer than any author's and the layout does not show where lines begin.
    """
    pieces = list(_pieces(text, lost_breaks, LONGEST_LINE if not breaks_shown else len(text)))
    pieces = _with_levels(_with_second_lines(pieces))
    items = _list_items(pieces)
    over = series_that_start_over([None if number in items else one.heading for number, one in enumerate(pieces)])
    path = SectionPath()
    segments: list[Segment] = []
    for number, piece in enumerate(pieces):
        if piece.in_annex and not pieces[number - 1].in_annex:
            path = SectionPath()
        if piece.heading is not None and number not in items:
            path.enter(piece.heading, starts_over=number in over)
            if piece.heading.whole:
                continue
        segments.append(Segment(piece.start, piece.end, path.headlines, _flags(piece)))
    return segments


def _flags(piece: _Piece) -> tuple[str, ...]:
    return ("annex",) if piece.in_annex else ("box",) if piece.in_box else ()


def _pieces(text: str, lost_breaks: bool, longest: int) -> Iterator[_Piece]:
    in_annex = False
    box_lines = 0
    spans = list(_line_spans(text))
    rows = table_rows([text[start:stop] if stop - start <= _LONGEST_ROW else "" for start, stop in spans])
    closing = last_closing([text[start:stop] for start, stop in spans])
    for number, (offset, stop) in enumerate(spans):
        line = text[offset:stop]
        is_behind = closing is not None and number > closing
        heads_annex = begins_notes(line) or (is_behind and names_annex(line))
        in_annex = heads_annex or (is_behind and is_note(line)) or (in_annex and not _RESUMES.match(line))
        if heads_annex:
            rank = 0 if begins_notes(line) else 1  # 附件1 on a line of its own above the annex's name
            yield _Piece(offset, stop, Heading(rank, 0, line.strip("：:（）【】"), True), in_annex=True)
            continue
        box_lines = _box_lines(line, box_lines)
        for start, end in cut(line) if lost_breaks or len(line) > longest else [(0, len(line))]:
            span = (offset + start, offset + end)
            if in_annex or box_lines or number in rows:
                yield _Piece(*span, in_annex=in_annex, in_box=bool(box_lines))
            else:
                yield _Piece(*span, heading_of(line[start:end]), mark_of(line[start:end]))


def _box_lines(line: str, before: int) -> int:
    """Return how many lines a box may still hold, this one among them; 0 where the line stands in none."""
    if begins_box(line):
        return _LONGEST_BOX if len(line) <= _LONGEST_LEAD else _LONGEST_BOX - 1
    if _RESUMES.match(line) or _NUMBERED.match(line):
        return 0
    if is_news(line):
        return max(1, before - 1)
    is_first = before == _LONGEST_BOX
    return max(0, before - 1) if is_first or goes_on_in_box(line) else 0


def _with_second_lines(pieces: list[_Piece]) -> list[_Piece]:
    """Make one of the two lines of a heading."""
    second = second_lines([None if piece.in_annex else piece.heading for piece in pieces])
    if not second:
        return pieces
    whole = list(pieces)
    for at in second:
        first, heading, other = whole[at - 1], whole[at - 1].heading, whole[at].heading
        if heading is not None and other is not None:
            headline = heading.headline + other.headline
            whole[at - 1] = replace(first, end=whole[at].end, heading=replace(heading, headline=headline))
    return [piece for at, piece in enumerate(whole) if at not in second]


def _with_levels(pieces: list[_Piece]) -> list[_Piece]:
    leveled = with_levels([None if piece.in_annex else piece.heading for piece in pieces])
    return [
        replace(piece, heading=heading, mark=Mark(heading.rank, heading.number))
        if heading is not None and heading is not piece.heading
        else piece
        for piece, heading in zip(pieces, leveled, strict=True)
    ]


def _list_items(pieces: Sequence[_Piece]) -> set[int]:
    """Return the numbers of the pieces that look like headings but have neither text nor a deeper heading below
    them."""
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
