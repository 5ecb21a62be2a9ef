"""Curves of learning as SVG, the same bytes for the same figures on every machine."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INCHES = (6.0, 4.2)
_AXES = (0.13, 0.14, 0.6, 0.82)  # left, bottom, width and height; the names of the curves stand to the right
_POINTS = 12
_LINE = 1.2 * _POINTS / (72 * _INCHES[1] * _AXES[3])
"""The height of a line of text as a share of that of the axes."""
_INK, _GRID = "#222222", "#e0e0e0"
# Grey for what others are compared with, then the shipped taxonomy's colours, which stay apart for every eye; the
# dashes tell apart what is printed in black and white.
_STYLES: tuple[tuple[str, Any], ...] = (
    ("#6b6b6b", "--"),
    ("#1556c9", "-"),
    ("#b54800", "-."),
    ("#128062", ":"),
    ("#6b0f1a", (0, (5, 1, 1, 1, 1, 1))),
)
# Text stays text, and is measured by the font that Matplotlib brings along: no font of this machine has a say.
_RULES: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "zhengbiao",
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": _POINTS,
    "text.parse_math": False,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: a height at each place, and how far it spreads to either side (0 for none)."""

    name: str
    places: Sequence[float]
    heights: Sequence[float]
    spreads: Sequence[float]


def draw_curves(
    lines: Sequence[Line], below: str, beside: str, goal: float | None = None, *, logarithmic: bool = False
) -> str:
    """Draw curves with their spread as bands, names of the axes, and a dashed line at `goal`, as an SVG element.

    Its ground is white. `logarithmic` gives every doubling of a place the same room.
    """
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()  # a file of the user's may say otherwise
        matplotlib.rcParams.update(_RULES)
        # The reader's own fonts draw the text, Chinese too.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure = _figure(lines, below, beside, goal, logarithmic=logarithmic)
        drawing = io.StringIO()
        figure.savefig(drawing, format="svg", metadata={"Date": None, "Creator": None, "Title": f"{beside} / {below}"})
    return drawing.getvalue()[drawing.getvalue().index("<svg") :]


def _figure(lines: Sequence[Line], below: str, beside: str, goal: float | None, *, logarithmic: bool) -> "Figure":
    from matplotlib.figure import Figure

    figure = Figure(figsize=_INCHES)
    axes = figure.add_axes(_AXES)
    axes.set(xlabel=below, ylabel=beside)
    _add_curves(axes, lines)
    if goal is not None:
        axes.axhline(goal, color=_INK, linestyle=(0, (4, 4)), linewidth=1)
    _add_scales(axes, logarithmic)
    _add_names(axes, lines)
    return figure


def _add_curves(axes: "Axes", lines: Sequence[Line]) -> None:
    for line, (colour, dashes) in zip(lines, cycle(_STYLES), strict=False):
        lower, upper = ([h + sign * s for h, s in zip(line.heights, line.spreads, strict=True)] for sign in (-1, 1))
        axes.fill_between(line.places, lower, upper, color=colour, alpha=0.15, linewidth=0)
        axes.plot(line.places, line.heights, color=colour, linestyle=dashes, linewidth=2)
    axes.margins(x=0)


def _add_scales(axes: "Axes", logarithmic: bool) -> None:
    from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

    if logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_locator(NullLocator())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True, steps=(1, 2, 5, 10)))
    axes.yaxis.set_major_locator(MaxNLocator("auto", steps=(1, 2, 5, 10)))  # no 0.025, which two decimals would hide
    axes.yaxis.set_major_formatter("{x:.2f}")
    axes.grid(axis="y", color=_GRID)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0)


def _add_names(axes: "Axes", lines: Sequence[Line]) -> None:
    """Write the name and the last height of each curve beside its end."""
    low, high = axes.get_ylim()
    places = _apart([(line.heights[-1] - low) / (high - low) for line in lines])
    for line, place, (colour, _) in zip(lines, places, cycle(_STYLES), strict=False):
        said = f"{line.name} {line.heights[-1]:.3f}"
        axes.text(1.03, place, said, color=colour, va="center", transform=axes.transAxes)


def _apart(heights: Sequence[float]) -> list[float]:
    """Move names that would stand on each other down, the uppermost first."""
    moved = list(heights)
    order = sorted(range(len(heights)), key=lambda number: -heights[number])
    for before, after in pairwise(order):
        moved[after] = min(moved[after], moved[before] - _LINE)
    return moved
