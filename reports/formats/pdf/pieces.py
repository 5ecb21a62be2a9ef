"""Characters become pieces of lines, in a frame in which they stand upright and run to the right."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from reports.formats.pdf.characters import GAP, Box, Character
from reports.formats.pdf.weaving import Run, box_of, woven

_OFF_LINE = 0.2  # in units of the size of the type: a character whose base line is so far away is raised, or elsewhere
_BLANK = 0.1  # the narrowest blank between words
_APART = 1.2  # a gap so wide may part columns


class Piece(NamedTuple):
    """Characters that stand next to each other, or a row of a table: their text, place, base line and size of type."""

    text: str
    box: Box
    base: float
    size: float
    is_row: bool = False


def is_vertical(found: Sequence[Character]) -> bool:
    """Tell text that is set from top to bottom: most characters stand below the one before."""
    across = down = 0
    placed = [one for one in found if one.box is not None]
    for before, one in pairwise(placed):
        x, y = one.origin[0] - before.origin[0], before.origin[1] - one.origin[1]
        size = max(one.size, 1.0)
        across += abs(y) < 0.5 * size and 0 < x < 3 * size
        down += abs(x) < 0.3 * size and 0.5 * size < y < 3 * size
    return down > across and down >= 10


def turned(found: Sequence[Character], turn: int, frame: Box) -> list[Character]:
    """Return characters as they stand where the page is turned so that they run to the right.

    Args:
        turn: how many quarters they are turned to the left.
        frame: what of the page is shown.
    """
    width, height = frame.right - frame.left, frame.top - frame.bottom

    def point(x: float, y: float) -> tuple[float, float]:
        x, y = x - frame.left, y - frame.bottom
        return ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[turn]

    def one_turned(one: Character) -> Character:
        if one.box is None:
            return one
        (left, bottom), (right, top) = point(one.box.left, one.box.bottom), point(one.box.right, one.box.top)
        box = Box(min(left, right), max(left, right), min(bottom, top), max(bottom, top))
        return one._replace(box=box, origin=point(*one.origin))

    return [one_turned(one) for one in found]


def pieces(found: Sequence[Character]) -> Iterator[Piece]:
    """Yield what stands next to each other in one line, in the order of the page."""
    for run in woven(list(_runs(found))):
        yield from _piece(run)


def _runs(found: Sequence[Character]) -> Iterator[Run]:
    """Yield characters that follow each other on the page and in its file."""
    run = Run([], [])
    for one in found:
        if one.box is None:
            if run.placed:
                run.blanks[-1].append(one.code)
            continue
        if run.placed and not _goes_on(run, one, one.box):
            yield run
            run = Run([], [])
        run.placed.append(one)
        run.blanks.append([])
    if run.placed:
        yield run


def _goes_on(run: Run, one: Character, box: Box) -> bool:
    first, last = run.placed[0], box_of(run.placed[-1])
    size = max(first.size, one.size, 1.0)
    gap = box.left - last.right
    # A mark of narrow width may stand in the square of the one before, but nothing before it.
    runs_on = -0.8 * size < gap < _APART * size and box.left > last.left - _OFF_LINE * size
    return runs_on and abs(one.origin[1] - first.origin[1]) < _OFF_LINE * size


def _piece(run: Run) -> Iterator[Piece]:
    """Yield the piece that characters make, nothing where they show nothing."""
    gathered: list[int] = []
    for place, (one, blanks) in enumerate(zip(run.placed, run.blanks, strict=True)):
        gathered.append(one.code)
        gathered += blanks
        following = run.placed[place + 1] if place + 1 < len(run.placed) else None
        if following and box_of(following).left - box_of(one).right < _BLANK * following.size:
            while gathered[-1] == GAP:  # PDFium took the line for an upright one, and saw gaps everywhere
                gathered.pop()
    codes = [
        0x20 if code == GAP else code
        for place, code in enumerate(gathered)
        if code != GAP or _parts_words(gathered, place)
    ]
    # PDFium gives characters outside the basic plane as two halves; a zero is no text.
    units = b"".join(
        code.to_bytes(2, "little") if code <= 0xFFFF else chr(code).encode("utf-16-le") for code in codes if code
    )
    text = units.decode("utf-16-le", "replace").strip()
    if text:
        lefts, rights, bottoms, tops = zip(*map(box_of, run.placed), strict=True)
        box = Box(min(lefts), max(rights), min(bottoms), max(tops))
        yield Piece(text, box, run.placed[0].origin[1], run.placed[0].size)


def _parts_words(codes: list[int], place: int) -> bool:
    """Tell a gap between two Latin words or numbers; beside Chinese characters it is the setting of the line."""
    around = codes[max(place - 1, 0) : place] + codes[place + 1 : place + 2]
    return len(around) == 2 and all(code < 0x2E80 for code in around)
