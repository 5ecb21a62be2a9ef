"""How deep a heading stands, where what follows tells: headings without number, and series that begin again at 一、."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.structure.headings import Heading, is_chapter

_HANZI = 1
_UNNUMBERED = 9
_DEEPEST_SERIES = 3


def with_levels(headings: Sequence[Heading | None]) -> list[Heading | None]:
    """Give headings without number, behind which a series begins at 1, their place above that series.

    Args:
        headings: those of all pieces of a text, None for a piece that is text.
    """
    leveled = list(headings)
    following: Heading | None = None
    for at in range(len(leveled) - 1, -1, -1):
        heading = leveled[at]
        if heading is None:
            continue
        if heading.rank == _UNNUMBERED and following and following.number == 1 and following.rank <= _DEEPEST_SERIES:
            leveled[at] = heading = replace(heading, rank=following.rank - 0.5)
        following = heading
    return leveled


def series_that_start_over(headings: Sequence[Heading | None]) -> set[int]:
    """Return the places at which 一、 begins a series that is not part of the section before it.

    It is part of it where that is a chapter (重点工作) or has no text of its own, or where the outer series goes on
    behind the inner one.
    """
    over: set[int] = set()
    outer: int | None = None  # the place of the last heading of the outer series
    inner = 0  # what an inner one has come to, 0 without one
    last = 0
    for at, heading in enumerate(headings):
        if heading is None or heading.rank > _HANZI:
            continue
        above = None if outer is None else headings[outer]
        if heading.rank < _HANZI:
            outer, inner = None, 0
        elif inner and heading.number == inner + 1:
            inner += 1
        elif above is None or heading.number != 1:
            outer, inner = at, 0
        elif last == at - 1 == outer or is_chapter(above) or _goes_on(above.number, headings, at):
            inner = 1
        else:
            over.add(at)
            outer, inner = at, 0
        last = at
    return over


def _goes_on(number: int, headings: Sequence[Heading | None], at: int) -> bool:
    """Tell whether a series that had come to `number` goes on behind a series that has just begun at 1, at `at`."""
    inner = 1
    for found in _series(headings, at + 1):
        if found == inner + 1:
            inner = found
        else:
            return found == number + 1
    return False


def _series(headings: Sequence[Heading | None], start: int) -> Iterator[int]:
    for place in range(start, len(headings)):  # a slice would copy all that follows, at every heading
        heading = headings[place]
        if heading is None or heading.rank > _HANZI:
            continue
        if heading.rank < _HANZI:
            return
        yield heading.number
