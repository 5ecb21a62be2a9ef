"""One page of a PDF as lines with their places, as a reader who turns it upright sees them."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reports.formats.pdf.characters import Box, Character, characters, check_texts
from reports.formats.pdf.columns import columns
from reports.formats.pdf.pieces import Piece, is_vertical, pieces, turned
from reports.formats.pdf.seen import seen
from reports.formats.pdf.sheets import MOST_PAGES, Grid, Sheet, parted
from reports.formats.pdf.tables import TableRow, rows_and_rest, rules_of
from reports.formats.raised import raised_behind
from reports.formats.rows import row_lines

if TYPE_CHECKING:
    import pypdfium2

_SHARE_OF_ONE_LINE = 0.6  # of the lower of two heights: pieces that overlap by so much stand in one line
_DOWNWARDS = 3  # quarters: text from top to bottom, its lines from right to left, is such text turned
_RAISED = 0.15  # in units of the size of the type above the base line: the mark of a note, a power
_SMALLER = 0.85
_FEWEST_ENTRIES, _FEWEST_ALIGNED = 3, 2


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of text and where it stands, in points from the lower left corner of its page; `size` is that of its
    type, `page` another number for every page of every sheet.

    In a column (`in_column`), `left` and `right` are how far it is from where the column's lines begin and end.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int
    page_height: float
    in_column: bool = False
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page; how many characters they have and of how many the font does not tell what they are; whether
    it is a scan with a layer of text, set from top to bottom, or a picture without text; and the grid of its sheet."""

    lines: list[PageLine]
    characters: int
    unknown: int
    is_layer: bool
    is_vertical: bool
    is_picture: bool
    grid: Grid


def read_page(document: "pypdfium2.PdfDocument", number: int, shown: str, grid: Grid) -> Page:
    """Return page `number` (from 0), its lines in the order of reading.

    Args:
        shown: the name of the document, for messages.
        grid: how pages stood on the sheet before.

    Raises:
        pypdfium2.PdfiumError: the page is damaged.
        UnreadableReport: the page holds more characters than a page can.
    """
    page = document[number]
    # PDFium gives the characters of a page that viewers turn upside down from its end to its beginning.
    page.set_rotation(0)
    check_texts(page, number, shown)
    text_page = page.get_textpage()
    try:
        left, bottom, right, top = page.get_cropbox()
        frame = Box(left, right, bottom, top)
        found, is_layer = seen(page, list(characters(text_page, number, shown)), frame)
        placed = [one for one in found if one.box is not None]
        vertical = is_vertical([one for one in placed if one.turn == 0])
        rows, found = rows_and_rest(found, rules_of(page)) if placed and not vertical else ([], found)
        sheets = list(_sheets(found, list(_row_pieces(rows)), frame, vertical, grid))
        lines = [line for sheet in sheets for line in _lines(sheet, number)]
        objects = sum(1 for _ in zip(page.get_objects(max_depth=1), range(1), strict=False))
        unknown = sum(1 for one in placed if not one.is_known)
        grid = sheets[0].grid if sheets else grid
        return Page(lines, len(placed), unknown, is_layer, vertical, not placed and objects > 0, grid)
    finally:
        text_page.close()
        page.close()


def _row_pieces(rows: Sequence[TableRow]) -> Iterator[Piece]:
    for row in rows:
        cells = [[_text(line) for line in _of_column(list(pieces(cell)))] for cell in row.cells]
        size = statistics.median(one.size for cell in row.cells for one in cell if one.box is not None)
        for text in row_lines([["".join(cell)] for cell in cells]):
            yield Piece(text, row.box, row.box.bottom, size, is_row=True)


def _sheets(
    found: Sequence[Character], rows: Sequence[Piece], frame: Box, vertical: bool, grid: Grid
) -> Iterator[Sheet]:
    """Yield what is turned alike on a page, that first which is turned as most of it is."""
    turns = [one.turn for one in found if one.box is not None] or [0]
    for place, turn in enumerate(sorted(set(turns), key=lambda one: -turns.count(one))):
        group = [one for one in found if one.turn == turn or one.box is None]
        downwards = vertical and turn == 0
        group = turned(list(map(_squared, group)), _DOWNWARDS, frame) if downwards else turned(group, turn, frame)
        width, height = frame.right - frame.left, frame.top - frame.bottom
        width, height = (height, width) if turn % 2 == 1 or downwards else (width, height)
        placed = [*pieces(group), *(rows if turn == 0 else ())]
        yield Sheet([placed], width, height) if place or vertical else parted(placed, width, height, grid)


def _lines(sheet: Sheet, number: int) -> Iterator[PageLine]:
    """Yield the lines of what is turned alike on page `number`."""
    for page, found in enumerate(sheet.pages, number * MOST_PAGES):
        for column in columns(found):
            in_column = column.right > column.left
            found_lines = list(_of_column(column.pieces))
            for place, line in enumerate(found_lines):
                is_row = any(one.is_row for one in line) or _is_in_table(found_lines, place)
                yield PageLine(
                    _entries(line) if is_row else _text(line),
                    min(one.box.left for one in line) - column.left,
                    max(one.box.right for one in line) - column.right,
                    min(one.box.bottom for one in line),
                    max(one.box.top for one in line),
                    max(one.size for one in line),
                    page,
                    sheet.height,
                    in_column,
                    is_row,
                )


def _entries(line: Sequence[Piece]) -> str:
    return "".join(row_lines([[one.text] for one in line]))


def _is_in_table(lines: Sequence[Sequence[Piece]], place: int) -> bool:
    """Tell a row of a table without rules: entries far apart, some of which stand below or above those of another."""
    return _has_entries(lines[place], _FEWEST_ALIGNED) and any(
        _has_entries(other, _FEWEST_ENTRIES) and _aligned(lines[place], other) >= _FEWEST_ALIGNED
        for other in (*lines[max(place - 2, 0) : place], *lines[place + 1 : place + 3])
    )


def _has_entries(line: Sequence[Piece], fewest: int) -> bool:
    gaps = [other.box.left - one.box.right for one, other in pairwise(line)]
    words = sum(len(one.text) > 1 for one in line)  # titles are set with a blank behind every character
    return len(line) >= fewest and min(gaps) > line[0].size and 2 * words > len(line)


def _aligned(line: Sequence[Piece], other: Sequence[Piece]) -> int:
    return sum(any(one.box.left < two.box.right and two.box.left < one.box.right for two in other) for one in line)


def _squared(one: Character) -> Character:
    """Give a character its whole square: 一 is low, but the next one below stands no nearer."""
    if one.box is None:
        return one
    bottom = one.origin[1] - 0.12 * one.size
    return one._replace(box=one.box._replace(bottom=bottom, top=bottom + one.size))


def _of_column(found: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of each line, from left to right, top to bottom."""
    line: list[Piece] = []
    for piece in sorted(found, key=lambda one: -one.base):
        if line and not any(_is_beside(one, piece) for one in line[-4:]):
            yield sorted(line, key=lambda one: one.box.left)
            line = []
        line.append(piece)
    if line:
        yield sorted(line, key=lambda one: one.box.left)


def _is_beside(one: Piece, other: Piece) -> bool:
    if abs(one.base - other.base) < _RAISED * max(one.size, other.size):
        return True
    overlap = min(one.box.top, other.box.top) - max(one.box.bottom, other.box.bottom)
    lower = min(one.box.top - one.box.bottom, other.box.top - other.box.bottom)
    return overlap > _SHARE_OF_ONE_LINE * max(lower, 0.1)


def _text(line: Sequence[Piece]) -> str:
    """Return the text of a line; figures that are raised are marks of notes, or powers."""
    size = max(one.size for one in line)
    base = min(one.base for one in line if one.size > _SMALLER * size)
    text, end = "", line[0].box.left
    for piece in line:
        is_raised = piece.size < _SMALLER * size and piece.base > base + _RAISED * size
        apart = piece.box.left - end > size
        text += (" " if apart and text else "") + (raised_behind(text, piece.text) if is_raised else piece.text)
        end = piece.box.right
    return text
