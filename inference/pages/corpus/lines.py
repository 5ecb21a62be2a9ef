"""Lay out lines over years: a small chart for each category, all on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from inference.pages.corpus.groupings import Figure, Group

WIDTH, HEIGHT = 300, 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 32, 16, 22, 24
_ABOVE, _BELOW = 9, 17
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_MOST_STEPS = 4
_MOST_YEARS = 6
"""Years that are named below a chart."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, in the units of the drawing, and what stands beside it."""

    at: float
    said: str


@dataclass(frozen=True, slots=True)
class Point:
    """A group's figure, drawn at (x, y). `low` and `high` are the ends of its interval, None without one; `said` is
    where its value is written, out of the way of the line."""

    group: Group
    figure: Figure
    x: float
    y: float
    low: float | None
    high: float | None
    said: float


@dataclass(frozen=True, slots=True)
class Lines:
    """The chart of one category: `line` and `bands` are the data of SVG paths."""

    category: str
    points: tuple[Point, ...]
    line: str
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts that share their axes."""

    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    of: tuple[Lines, ...]


def years_of(groups: Sequence[Group]) -> list[Group]:
    """Return the groups that are named by a year."""
    return [one for one in groups if one.name.isdecimal() and len(one.name) <= 4]


def draw_lines(years: Sequence[Group], ids: Sequence[str]) -> Charts:
    """Lay out the shares of each category over two years or more."""
    top, step = scale_to(max(one.shares[key].top for one in years for key in ids))
    first, last = int(years[0].name), int(years[-1].name)

    def across(year: int) -> float:
        return round(_LEFT + (year - first) / (last - first) * (WIDTH - _LEFT - _RIGHT), 1)

    def up(share: float) -> float:
        return round(HEIGHT - _BOTTOM - share / top * (HEIGHT - _TOP - _BOTTOM), 1)

    def point(place: int, key: str) -> Point:
        group = years[place]
        figure = group.shares[key]
        beside = years[1 if place == 0 else place - 1].shares[key].best
        low, high = (None if one is None else up(one) for one in (figure.low, figure.high))
        y = up(figure.best)
        is_below = place in (0, len(years) - 1) and beside > figure.best and y < HEIGHT - _BOTTOM - _BELOW
        return Point(group, figure, across(int(group.name)), y, low, high, y + _BELOW if is_below else y - _ABOVE)

    return Charts(
        tuple(Tick(across(year), str(year)) for year in _named([int(one.name) for one in years])),
        tuple(Tick(up(number * step), f"{100 * number * step:g}") for number in range(round(top / step) + 1)),
        tuple(_lines(key, [point(place, key) for place in range(len(years))]) for key in ids),
    )


def _lines(category: str, points: Sequence[Point]) -> Lines:
    line = "M" + "L".join(f"{one.x:g} {one.y:g}" for one in points)
    return Lines(category, tuple(points), line, tuple(_bands(points)))


def _bands(points: Sequence[Point]) -> list[str]:
    """Return a band for each stretch of points that have intervals; a lone one is a bar two units wide."""
    stretches: list[list[tuple[float, float, float]]] = [[]]
    for one in points:
        if one.low is None or one.high is None:
            stretches.append([])
        else:
            stretches[-1].append((one.x, one.low, one.high))
    bands = []
    for stretch in stretches:
        if len(stretch) == 1:
            [(x, low, high)] = stretch
            stretch = [(x - 1, low, high), (x + 1, low, high)]
        if stretch:
            there = [f"{x:g} {high:g}" for x, _, high in stretch]
            back = [f"{x:g} {low:g}" for x, low, _ in reversed(stretch)]
            bands.append("M" + "L".join([*there, *back]) + "Z")
    return bands


def _named(years: Sequence[int]) -> list[int]:
    """Choose the years that stand below a chart: the first, the last, and some between that stand well apart."""
    apart = max(1, -(-(years[-1] - years[0]) // (_MOST_YEARS - 1)))
    chosen = [years[0]]
    for year in years[1:-1]:
        if year - chosen[-1] >= apart and years[-1] - year >= apart:
            chosen.append(year)
    return [*chosen, years[-1]]


def scale_to(highest: float) -> tuple[float, float]:
    """Return the end of a scale that holds shares up to `highest`, and the step of its marks."""
    step = next((one for one in _STEPS if highest <= one * _MOST_STEPS), _STEPS[-1])
    steps = max(1, -int(-highest // step))
    return steps * step, step
