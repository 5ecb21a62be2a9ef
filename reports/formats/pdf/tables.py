"""Rows of ruled tables: what stands between the same lines becomes cells, and a row of cells one piece."""

import ctypes
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reports.formats.pdf.characters import Box, Character
from reports.formats.rows import MOST_LINES_OF_A_CELL

if TYPE_CHECKING:
    import pypdfium2

_MOST_OBJECTS, _MOST_POINTS, _MOST_RULES, _MOST_ROWS = 5_000, 20_000, 2_000, 200
_SHORTEST = 8.0  # points: what is shorter is a stroke of a sign
_MOST_CORNERS, _LARGEST_LETTER = 12, 60.0  # of a frame; points
_STRAIGHT = 0.7
_SAME = 3.0  # points: the two edges of one rule, or rules of cells side by side
_FEWEST_RULES = 3  # upright, in one row: two cells


class Rule(NamedTuple):
    """A straight line: where it stands across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    """The lines of a page, upright and level."""

    upright: list[Rule]
    level: list[Rule]


class TableRow(NamedTuple):
    """The place of a row, and the characters of each of its cells, from left to right."""

    box: Box
    cells: list[list[Character]]


def rules_of(page: "pypdfium2.PdfPage") -> Rules:
    """Return the straight lines that are drawn on a page, those of frames and of narrow bars too."""
    import pypdfium2.raw as pdfium

    upright: list[Rule] = []
    level: list[Rule] = []
    count = pdfium.FPDFPage_CountObjects(page)
    for number in range(count if count <= _MOST_OBJECTS else 0):
        one = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(one) != pdfium.FPDF_PAGEOBJ_PATH or _is_small(one):
            continue
        for (x, y), (to_x, to_y) in pairwise(_points(one)):
            if abs(x - to_x) < _STRAIGHT and abs(y - to_y) >= _SHORTEST:
                upright.append(Rule((x + to_x) / 2, min(y, to_y), max(y, to_y)))
            elif abs(y - to_y) < _STRAIGHT and abs(x - to_x) >= _SHORTEST:
                level.append(Rule((y + to_y) / 2, min(x, to_x), max(x, to_x)))
        if len(upright) + len(level) > _MOST_RULES:
            return Rules([], [])  # a map or a drawing
    return Rules(upright, level)


def _is_small(path: object) -> bool:
    """Tell a dot, and the outline of a letter."""
    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(path, left, bottom, right, top)
    longest = max(right.value - left.value, top.value - bottom.value)
    is_outline = pdfium.FPDFPath_CountSegments(path) > _MOST_CORNERS
    return longest < _SHORTEST or (is_outline and longest < _LARGEST_LETTER)


def _points(path: object) -> list[tuple[float, float]]:
    """Return the corners of a path where they stand on the page; a closed one ends where it began."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    found: list[tuple[float, float]] = []
    begin = 0
    for number in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_POINTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            found.append((float("nan"), 0.0))  # no line leads here
            begin = len(found)
        found.append(
            (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
        )
        if pdfium.FPDFPathSegment_GetClose(segment):
            found.append(found[begin])
    return found


def rows_and_rest(found: Sequence[Character], rules: Rules) -> tuple[list[TableRow], list[Character]]:
    """Part the characters of a page into rows of tables, and what stands outside or in frames around prose."""
    places = list(_rows(rules)) if len(rules.upright) >= _FEWEST_RULES and rules.level else []
    if not places:
        return [], list(found)
    rows = [TableRow(box, [[] for _ in edges[1:]]) for box, edges in places]
    bottoms = [box.bottom for box, _ in places]
    where = [_cell(one, places, bottoms) for one in found]
    for number, place in enumerate(where):
        if place is None and found[number].box is None and number:  # a blank belongs to what stands before it
            where[number] = place = where[number - 1]
        if place is not None:
            rows[place[0]].cells[place[1]].append(found[number])
    kept = [_is_row(row) for row in rows]
    rest = [one for one, place in zip(found, where, strict=True) if place is None or not kept[place[0]]]
    return [row for row, is_kept in zip(rows, kept, strict=True) if is_kept], rest


def _cell(
    one: Character, places: Sequence[tuple[Box, list[float]]], bottoms: Sequence[float]
) -> tuple[int, int] | None:
    """Return the numbers of the row and of the cell in which a character stands."""
    if one.box is None:
        return None
    x, y = (one.box.left + one.box.right) / 2, (one.box.bottom + one.box.top) / 2
    row = bisect_right(bottoms, y) - 1
    return (row, bisect_right(places[row][1], x) - 1) if row >= 0 and _holds(places[row][0], x, y) else None


def _is_row(row: TableRow) -> bool:
    """Tell a row of entries from a frame around the columns of a page."""
    lines = [len({round(one.origin[1]) for one in cell if one.box is not None}) for cell in row.cells]
    return sum(map(bool, lines)) > 1 and max(lines) <= MOST_LINES_OF_A_CELL


def _holds(box: Box, x: float, y: float) -> bool:
    return box.left <= x < box.right and box.bottom <= y < box.top


def _rows(rules: Rules) -> Iterator[tuple[Box, list[float]]]:
    """Yield the places of rows with at least two cells, and the upright rules between the cells."""
    heights = _places(rule.at for rule in rules.level)
    if len(heights) > _MOST_ROWS:
        return  # ruled paper, or a drawing
    for lower, upper in pairwise(heights):
        if upper - lower < _SHORTEST:
            continue
        middle = (lower + upper) / 2
        edges = _places(rule.at for rule in rules.upright if rule.start <= middle <= rule.end)
        if len(edges) >= _FEWEST_RULES:
            yield Box(edges[0], edges[-1], lower, upper), edges


def _places(found: Iterator[float]) -> list[float]:
    """Return places in order, of those close together the first."""
    places: list[float] = []
    for place in sorted(found):
        if not places or place - places[-1] > _SAME:
            places.append(place)
    return places
