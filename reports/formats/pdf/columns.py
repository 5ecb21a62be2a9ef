"""Pieces of lines become the columns of a page, in the order in which they are read."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from reports.formats.pdf.pieces import Piece

_STEP = 2.0  # points
_NARROWEST = 0.8  # of the size of the type: a gutter
_MOST_ACROSS = 0.35  # of the lines of a column cross the gutter: headlines
_FEWEST_PIECES, _FEWEST_OF_SIDE = 8, 3
_LARGER = 1.15  # times the size of the type
_SHARE_AT_EDGE = 0.1  # of the lines of a column
_MOST_ABOVE = 2  # pieces: the name of a newspaper, and its date
_FILLED = 0.65  # of its column's width a line of prose fills; entries of tables and lists do not
_FEWEST_CHARACTERS = 6
_DEEPEST = 4  # gutters in one page: eight columns are a newspaper's


class Column(NamedTuple):
    """Pieces that are read from top to bottom, and where their lines begin and end; 0 and 0 of an undivided page."""

    pieces: list[Piece]
    left: float = 0.0
    right: float = 0.0


def columns(found: Sequence[Piece], column: Column | None = None, depth: int = 1) -> Iterator[Column]:
    """Yield the columns of a page one after the other; what stands across several stands between them.

    Args:
        column: what `found` is a part of, with its edges.
    """
    whole = column or Column(list(found))
    gutter = _gutter(whole.pieces) if depth <= _DEEPEST else None
    if gutter is None:
        if found:
            yield whole._replace(pieces=list(found))
        return
    # Bands between what crosses the gutter, each read to its end on the left before the right.
    over = _headlines(whole.pieces)
    across = [one for one in found if _crosses(one, gutter) or one in over]
    sides = [one for one in found if not (_crosses(one, gutter) or one in over)]
    whole_sides = [one for one in whole.pieces if not (_crosses(one, gutter) or one in over)]
    edges = [
        Column(side, *_edges(side))
        for side in ([one for one in whole_sides if _is_left(one, gutter) == is_left] for is_left in (True, False))
    ]
    ends = sorted({one.base for one in across}, reverse=True)
    upper = float("inf")
    for lower in [*ends, -float("inf")]:
        for number, edge in enumerate(edges):
            band = [one for one in sides if lower < one.base <= upper and _is_left(one, gutter) != bool(number)]
            yield from columns(band, edge, depth + 1)
        if crossing := [one for one in across if one.base == lower]:
            yield whole._replace(pieces=crossing)
        upper = lower


def _headlines(found: Sequence[Piece]) -> list[Piece]:
    """Return large type above all but the head of a page: what is below it, in all columns, is its text."""
    usual = statistics.median(one.size for one in found)
    others = sorted((one for one in found if one.size < _LARGER * usual), key=lambda one: -one.box.top)
    if not others:
        return []
    top = others[min(_MOST_ABOVE, len(others) - 1)].box.top
    beside = others[: _MOST_ABOVE + 1]
    return [
        one
        for one in found
        if one.size >= _LARGER * usual
        and one.base >= top
        and not any(one.box.bottom < other.box.top and other.box.bottom < one.box.top for other in beside)
    ]


def _crosses(one: Piece, gutter: float) -> bool:
    """Tell what stands across a gutter from a mark at the end of a line that hangs into it."""
    return one.box.left < gutter - one.size and one.box.right > gutter + one.size


def _is_left(one: Piece, gutter: float) -> bool:
    return one.box.left + one.box.right < 2 * gutter


def _edges(side: Sequence[Piece]) -> tuple[float, float]:
    rights = sorted(one.box.right for one in side)
    lefts = Counter(round(one.box.left / _STEP) for one in side)
    often = [place for place, count in lefts.items() if count >= max(2, _SHARE_AT_EDGE * len(side))]
    left = min(often) * _STEP if often else min(one.box.left for one in side)  # the head of a page may stand out
    return left, rights[int(0.75 * (len(rights) - 1))]


def _gutter(found: Sequence[Piece]) -> float | None:
    """Return where a white strip parts pieces of prose into left and right, None where none does."""
    if len(found) < _FEWEST_PIECES:
        return None
    left, right = min(one.box.left for one in found), max(one.box.right for one in found)
    steps = int((right - left) / _STEP) + 1
    if steps > 5_000:
        return None
    begins = [0] * (steps + 1)
    for one in found:
        begins[int((one.box.left - left) / _STEP)] += 1
        begins[min(int((one.box.right - left) / _STEP) + 1, steps)] -= 1
    covered, height = [], 0
    for change in begins[:steps]:
        height += change
        covered.append(height)
    size = statistics.median(one.size for one in found)
    runs = [
        (left + start * _STEP, left + end * _STEP)
        for start, end in _runs(covered, _MOST_ACROSS * max(covered))
        if (end - start) * _STEP >= _NARROWEST * size
    ]
    middles = [left - 1, *((start + end) / 2 for start, end in runs), right + 1]
    strips = [
        [one for one in found if start <= one.box.left and one.box.right <= end] for start, end in pairwise(middles)
    ]
    widths = {
        end - start: middle
        for (start, end), middle, one, other in zip(runs, middles[1:], strips, strips[1:], strict=False)
        if _parts_prose(one, other)
    }
    return widths[max(widths)] if widths else None


def _runs(covered: Sequence[int], most: float) -> Iterator[tuple[int, int]]:
    """Yield where few pieces stand, from and to, away from the edges."""
    start: int | None = None
    for place, count in enumerate(covered):
        if count <= most:
            start = place if start is None else start
        elif start is not None:
            if start > 0:
                yield start, place
            start = None


def _parts_prose(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Tell whether both sides of a gutter are columns of prose that stand beside each other."""
    if min(len(one), len(other)) < _FEWEST_OF_SIDE:
        return False
    lower = max(min(piece.base for piece in side) for side in (one, other))
    upper = min(max(piece.base for piece in side) for side in (one, other))
    return lower < upper and is_prose(one) and is_prose(other)


def is_prose(side: Sequence[Piece]) -> bool:
    """Tell lines that fill their measure from entries of tables and lists."""
    lines = list(_whole_lines(side))
    left, right = _edges(lines)
    widths = sorted((one.box.right - max(one.box.left, left) for one in lines), reverse=True)
    filled = statistics.median(width / max(right - left, 1.0) for width in widths)
    return filled >= _FILLED and statistics.median(len(one.text) for one in lines) >= _FEWEST_CHARACTERS


def _whole_lines(side: Sequence[Piece]) -> Iterator[Piece]:
    """Yield lines that are of one piece, as where nothing is set in another font or spread to the margin."""
    for _, line in groupby(sorted(side, key=lambda one: one.base), lambda one: round(one.base)):
        found = list(line)
        yield found[0]._replace(
            text="".join(one.text for one in found),
            box=found[0].box._replace(
                left=min(one.box.left for one in found), right=max(one.box.right for one in found)
            ),
        )
