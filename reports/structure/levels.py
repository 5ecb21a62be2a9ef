"""How deep a heading stands, where what follows tells: headings without number, those over two lines, series that
begin again at 一、; and the path of headings above a paragraph."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from reports.structure.headings import Heading, is_chapter, is_set_phrase

_HANZI = 1
_BRACKETED = 2
_UNNUMBERED = 9
_DEEPEST_SERIES = 3
_SHORTEST_OF_TWO = 8  # characters of the first line of a heading over two
_LONGEST_OVER_TWO = 70


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


def second_lines(headings: Sequence[Heading | None]) -> set[int]:
    """Return the places of headings that are the second line of the numbered one before them.

    A heading without number that stands right below a numbered one, and alone there, divides nothing: it goes on.
    """
    found: set[int] = set()
    for at, (heading, other) in enumerate(pairwise(headings)):
        if heading is None or other is None or not heading.whole or not heading.number or other.number:
            continue
        if len(heading.headline) < _SHORTEST_OF_TWO or is_set_phrase(heading) or is_set_phrase(other):
            continue
        if heading.rank > _BRACKETED or len(heading.headline) + len(other.headline) > _LONGEST_OVER_TWO:
            continue
        if at + 2 < len(headings) and _is_below(headings[at + 2], heading):
            found |= set() if _has_sibling(heading, headings, at + 2) else {at + 1}
    return found


def _is_below(following: Heading | None, heading: Heading) -> bool:
    """Tell text, or the first of the headings below `heading`."""
    return following is None or (following.number == 1 and following.rank > heading.rank)


def _has_sibling(above: Heading, headings: Sequence[Heading | None], start: int) -> bool:
    """Tell whether another heading without number stands in what is below `above`, from `start`."""
    for at in range(start, len(headings)):
        heading = headings[at]
        if heading is None:
            continue
        if not heading.number:
            return True
        if heading.rank <= above.rank:
            return False
    return False


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


class SectionPath:
    """The headings above the place that has been reached, outermost first."""

    def __init__(self) -> None:
        self._open: list[Heading] = []

    def enter(self, heading: Heading, starts_over: bool = False) -> None:
        """Go under `heading`, out of the sections that it ends.

        Reports restart 一、 inside a part that is itself 三、; then the count tells which of the two series goes on.

        Args:
            starts_over: a 一、 that is no such part of what is open but begins a series beside it.
        """
        if heading.number > 1:
            for depth in range(len(self._open) - 1, -1, -1):
                before = self._open[depth]
                if before.rank == heading.rank and before.number == heading.number - 1:
                    del self._open[depth:]
                    self._open.append(heading)
                    return
        is_below = heading.number == 1 and heading.rank == 1 and sum(one.rank == 1 for one in self._open) == 1
        while self._open and self._ends(self._open[-1], heading, is_below and not starts_over):
            self._open.pop()
        self._open.append(heading)

    @staticmethod
    def _ends(last: Heading, heading: Heading, is_below: bool) -> bool:
        return last.rank > heading.rank or (last.rank == heading.rank and not is_below)

    @property
    def headlines(self) -> tuple[str, ...]:
        """The headings, as a paragraph's `section` holds them."""
        return tuple(heading.headline for heading in self._open)
