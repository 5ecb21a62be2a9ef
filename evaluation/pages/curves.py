"""Curves of learning as SVG: a drawing that needs no library and reads as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

_WIDTH, _HEIGHT = 640, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 150, 20, 52  # the right margin holds the names of the curves
_COLOURS = ("#767676", "#1556c9", "#b54800", "#128062")
_FONT = 'font-family="sans-serif" font-size="12" fill="#222"'


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: a height at each place, and how far it spreads to either side (0 for none)."""

    name: str
    places: Sequence[float]
    heights: Sequence[float]
    spreads: Sequence[float]


def draw_curves(lines: Sequence[Line], below: str, beside: str, goal: float | None = None) -> str:
    """Draw curves with their spread as bands, names of the axes, and a dashed line at `goal`, as the text of an SVG
    file."""
    ends = [end for line in lines for h, s in zip(line.heights, line.spreads, strict=True) for end in (h - s, h + s)]
    low, high = int(min(ends) * 20) / 20, -(int(-max(ends) * 20) - 1) / 20
    first, last = min(min(line.places) for line in lines), max(max(line.places) for line in lines)

    def x(place: float) -> float:
        return round(_LEFT + (place - first) / (last - first) * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(height: float) -> float:
        return round(_TOP + (high - height) / (high - low) * (_HEIGHT - _TOP - _BOTTOM), 1)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">']
    parts += [
        f"<title>{escape(beside)} / {escape(below)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    step = 0.05 if high - low <= 0.5 else 0.1
    for number in range(round((high - low) / step) + 1):
        height = low + number * step
        parts.append(f'<path d="M{_LEFT} {y(height)}H{_WIDTH - _RIGHT}" stroke="#e0e0e0"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y(height) + 4}" text-anchor="end" {_FONT}>{height:.2f}</text>')
    for place in sorted({place for line in lines for place in line.places if place % 100 == 0}):
        parts.append(f'<text x="{x(place)}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle" {_FONT}>{place:g}</text>')
    parts.append(
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 12}" text-anchor="middle" '
        f"{_FONT}>{escape(below)}</text>"
    )
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(
        f'<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})" '
        f"{_FONT}>{escape(beside)}</text>"
    )
    if goal is not None:
        parts.append(f'<path d="M{_LEFT} {y(goal)}H{_WIDTH - _RIGHT}" stroke="#222" stroke-dasharray="4 4"/>')
    names = _apart([y(line.heights[-1]) + 4 for line in lines])
    for line, colour, name_y in zip(lines, _COLOURS, names, strict=False):
        points = list(zip(line.places, line.heights, line.spreads, strict=True))
        band = [(x(p), y(h + s)) for p, h, s in points] + [(x(p), y(h - s)) for p, h, s in reversed(points)]
        parts.append(f'<path d="{_path(band)}Z" fill="{colour}" fill-opacity="0.15"/>')
        parts.append(
            f'<path d="{_path([(x(p), y(h)) for p, h, _ in points])}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 8}" y="{name_y}" {_FONT.replace("#222", colour)}>{escape(line.name)} '
            f"{line.heights[-1]:.3f}</text>"
        )
    return "\n".join([*parts, "</svg>", ""])


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _apart(heights: Sequence[float]) -> list[float]:
    """Move names that would stand on each other down, the uppermost first."""
    moved = list(heights)
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + 14)
    return moved
