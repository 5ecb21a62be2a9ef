"""The lines of a report become paragraphs with their headings: one line is one paragraph, unless it has lost its
breaks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.cleaning.furniture import begins_notes
from reports.structure.cutting import LONGEST_LINE, cut
from reports.structure.headings import Heading, Mark, SectionPath, continues_list, heading_of, is_above, mark_of


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


def segment(text: str, lost_breaks: bool = False, breaks_shown: bool = False) -> list[Segment]:
    """Turn the lines of one report, separated by line feeds, into paragraphs, each exactly as it stands.

    A line that is a heading gives no paragraph; a heading that runs into its text gives both. Headings without anything
    below them are the items of a list, and each is a paragraph. What is annexed to the report (附件1) carries the flag
    `annex`. A line is cut only if the report has lost its breaks, or if it is longer than any author's and the layout
    does not show where lines begin.
    """
    pieces = list(_pieces(text, lost_breaks, LONGEST_LINE if not breaks_shown else len(text)))
    items = _list_items(pieces)
    path = SectionPath()
    segments: list[Segment] = []
    for number, piece in enumerate(pieces):
        if piece.in_annex and not pieces[number - 1].in_annex:
            path = SectionPath()
        if piece.heading is not None and number not in items:
            path.enter(piece.heading)
            if piece.heading.whole:
                continue
        segments.append(Segment(piece.start, piece.end, path.headlines, ("annex",) if piece.in_annex else ()))
    return segments


def _pieces(text: str, lost_breaks: bool, longest: int) -> Iterator[_Piece]:
    in_annex = False
    for offset, stop in _line_spans(text):
        line = text[offset:stop]
        heads_annex = begins_notes(line)
        in_annex = in_annex or heads_annex
        if heads_annex:
            yield _Piece(offset, stop, Heading(0, 0, line.strip("：:（）【】"), True), in_annex=True)
            continue
        for start, end in cut(line) if lost_breaks or len(line) > longest else [(0, len(line))]:
            if in_annex:
                yield _Piece(offset + start, offset + end, in_annex=True)
            else:
                yield _Piece(offset + start, offset + end, heading_of(line[start:end]), mark_of(line[start:end]))


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
