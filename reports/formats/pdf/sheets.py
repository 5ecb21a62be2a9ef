"""Sheets on which several pages are printed side by side become those pages."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple

from reports.formats.pdf.columns import is_prose
from reports.formats.pdf.pieces import Piece

MOST_PAGES = 4
_MARGINS = 0.04  # of the sheet between two pages, their margins made smaller with them; gutters of columns are narrower
_FOOT_AND_HEAD = 0.02  # of the sheet between the number of the page above and the head of that below
_SMALL = 9.0  # points: the type of four pages on a sheet, which had 15 or 16 before
_FEW = 0.5  # of the lines of the other page: a title, the end of the report; entries of tables have others beside them


class Grid(NamedTuple):
    """How many pages stand beside each other on a sheet, and how many below each other."""

    across: int = 1
    down: int = 1


class Sheet(NamedTuple):
    """The pieces of each page of a sheet, as if it were the only one, the measures of each, and how they stand."""

    pages: list[list[Piece]]
    width: float
    height: float
    grid: Grid = Grid()


def parted(found: Sequence[Piece], width: float, height: float, before: Grid) -> Sheet:
    """Return the pages of a sheet, from left to right and from top to bottom.

    Args:
        before: the grid of the sheet before, which that of a sheet that is not full is taken to be.
    """
    grid = before if before != Grid() and _is_free(found, width, height, before) else _grid(found, width, height)
    wide, high = width / grid.across, height / grid.down
    pages: list[list[Piece]] = [[] for _ in range(grid.across * grid.down)]
    for one in found:
        column = min(max(int(_middle(one.box.left, one.box.right) / wide), 0), grid.across - 1)
        row = min(max(int((height - _middle(one.box.bottom, one.box.top)) / high), 0), grid.down - 1)
        x, y = column * wide, (grid.down - 1 - row) * high
        box = one.box
        box = box._replace(left=box.left - x, right=box.right - x, bottom=box.bottom - y, top=box.top - y)
        pages[row * grid.across + column].append(one._replace(box=box, base=one.base - y))
    return Sheet(pages, wide, high, grid)


def _grid(found: Sequence[Piece], width: float, height: float) -> Grid:
    left, right = ([one for one in found if (one.box.left < width / 2) == is_left] for is_left in (True, False))
    upper, lower = ([one for one in found if (one.box.bottom > height / 2) == is_upper] for is_upper in (True, False))
    fewer, more = sorted((left, right), key=len)
    if not fewer or not is_prose(more) or not (is_prose(fewer) or len(fewer) < _FEW * len(more)):
        return Grid()
    if width > height and _is_free(found, width, height, two := Grid(2, 1)):
        return two
    is_small = statistics.median(one.size for one in found) < _SMALL
    four = Grid(2, 2)
    return four if is_small and upper and lower and _is_free(found, width, height, four) else Grid()


def _is_free(found: Sequence[Piece], width: float, height: float, grid: Grid) -> bool:
    """Tell whether nothing stands between the pages of a grid."""
    return (grid.across == 1 or _has_strip([(one.box.left, one.box.right) for one in found], width, _MARGINS)) and (
        grid.down == 1 or _has_strip([(one.box.bottom, one.box.top) for one in found], height, _FOOT_AND_HEAD)
    )


def _has_strip(places: Sequence[tuple[float, float]], length: float, share: float) -> bool:
    middle = length / 2
    before = max((end for start, end in places if start < middle), default=0.0)
    behind = min((start for start, end in places if start >= middle), default=length)
    return before <= middle and behind - before >= share * length


def _middle(start: float, end: float) -> float:
    return (start + end) / 2
