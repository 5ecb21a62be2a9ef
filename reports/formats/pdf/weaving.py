"""Characters that a writer draws after the rest of their line, since their font is another, go where they stand."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reports.formats.pdf.characters import Box, Character

_OFF_LINE = 0.2  # in units of the size of the type
_NEXT = 0.5  # a gap so narrow parts neither words nor columns
_ADJOINS = 0.1  # nothing stands between
_MOST_OF_LINE = 2_000  # characters; a line has some 40


class Run(NamedTuple):
    """Characters of a line, and the codes of the blanks behind each."""

    placed: list[Character]
    blanks: list[list[int]]


def box_of(one: Character) -> Box:
    """Return where a character stands that is no blank."""
    assert one.box is not None
    return one.box


def woven(runs: Sequence[Run]) -> list[Run]:
    """Return the runs of a page, those made one that stand in each other's gaps.

    LibreOffice leaves gaps in a line for what its font lacks, and draws that in another font behind the line: all “
    and ” in a row behind the text that they enclose. What follows them goes on with the text.
    """
    kept: list[Run | None] = list(runs)
    for line in _lines(runs):
        into, following = line[0], line[0] + 1
        for other in line[1:]:
            gap = _left(runs[other]) - box_of(runs[into].placed[-1]).right
            goes_on = other == following > into + 1 and gap < _NEXT * runs[other].placed[0].size
            if (gap < 0 or goes_on) and _weave(runs[into], runs[other]):
                kept[other] = None
                following += 1
            elif gap >= 0:
                into, following = other, other + 1
    return [run for run in kept if run is not None]


def _lines(runs: Sequence[Run]) -> Iterator[list[int]]:
    """Yield the numbers of runs that share a base line, from left to right."""
    lines: list[list[int]] = []
    heights = [run.placed[0].origin[1] for run in runs]
    for number in sorted(range(len(runs)), key=heights.__getitem__):
        if not lines or heights[number] - heights[lines[-1][0]] >= _OFF_LINE * runs[number].placed[0].size:
            lines.append([])
        lines[-1].append(number)
    for line in lines:
        if len(line) > 1 and sum(len(runs[number].placed) for number in line) <= _MOST_OF_LINE:
            yield sorted(line, key=lambda number: _left(runs[number]))


def _left(run: Run) -> float:
    return box_of(run.placed[0]).left


def _weave(run: Run, other: Run) -> bool:
    """Put the characters of another run where they stand in this one; tell whether it left room for all of them."""
    lefts = [box_of(one).left for one in run.placed]
    places = []
    for one in other.placed:
        box = box_of(one)
        place = bisect_right(lefts, (box.left + box.right) / 2)
        before = box_of(run.placed[place - 1]) if place else None
        behind = box_of(run.placed[place]) if place < len(lefts) else None
        if (before and _middle(before) > box.left) or (behind and _middle(behind) < box.right):
            return False
        places.append(place)
    if places != sorted(places):
        return False
    for inserted, (place, one, blanks) in enumerate(zip(places, other.placed, other.blanks, strict=True)):
        _put(run, place + inserted, one, blanks)
    return True


def _middle(box: Box) -> float:
    return (box.left + box.right) / 2


def _put(run: Run, place: int, one: Character, blanks: list[int]) -> None:
    """Insert a character; a blank before which it fills the gap stands behind it."""
    if place and box_of(one).left - box_of(run.placed[place - 1]).right < _ADJOINS * one.size:
        blanks = [*blanks, *run.blanks[place - 1]]
        run.blanks[place - 1] = []
    run.placed.insert(place, one)
    run.blanks.insert(place, blanks)
