"""Colours that stay readable, whatever colours a taxonomy names.

Contrast is that of WCAG 2.2, success criterion 1.4.3: 4.5 to 1 at least between text and what lies behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from labels.taxonomy import Category, Taxonomy

MIN_CONTRAST = 4.5
MIN_SHAPE_CONTRAST = 3.0
"""For what is no text, success criterion 1.4.11."""
RAISED, DARK_PAPER, DARK_RAISED = "#f6f3ec", "#17181b", "#212327"
"""As page.css has them."""
_WHITE = (255, 255, 255)
_BLACK = (0, 0, 0)
_TINT, _DARK_TINT = 0.1, 0.14
_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Shades:
    """A category on dark paper: as in Swatch."""

    colour: str
    tint: str
    ink: str


@dataclass(frozen=True, slots=True)
class Swatch:
    """A category as pages show it: `number` is its mark (from 1), `tint` lies behind text, `ink` is text upon it
    and upon the page; #rrggbb."""

    number: int
    category: Category
    colour: str
    tint: str
    ink: str
    dark: Shades


def swatches(taxonomy: Taxonomy) -> dict[str, Swatch]:
    """Return the swatch of every category by its id, in taxonomy order."""
    return {one.id: _swatch(number, one) for number, one in enumerate(taxonomy.categories, start=1)}


def _swatch(number: int, category: Category) -> Swatch:
    colour, pale = category.colour, tint(category.colour)
    return Swatch(number, category, colour, pale, readable(readable(colour, pale), RAISED), _dark(colour))


def _dark(colour: str) -> Shades:
    shade = _hex(_mix(_rgb(colour), _rgb(DARK_PAPER), _DARK_TINT))
    ink = colour
    for ground in (shade, DARK_RAISED):
        ink = _moved(ink, ground, towards=_WHITE, least=MIN_CONTRAST)
    return Shades(_moved(colour, DARK_PAPER, towards=_WHITE, least=MIN_SHAPE_CONTRAST), shade, ink)


def tint(colour: str) -> str:
    """Return a pale shade of `colour`, light enough for text in any dark ink."""
    return _hex(_mix(_rgb(colour), _WHITE, _TINT))


def readable(colour: str, background: str) -> str:
    """Return `colour`, darkened only as far as text on the (pale) `background` needs."""
    return _moved(colour, background, towards=_BLACK, least=MIN_CONTRAST)


def _moved(colour: str, background: str, *, towards: Sequence[int], least: float) -> str:
    """Return `colour`, mixed with `towards` only until its contrast is at least `least`."""
    share = 1.0
    moved = colour
    while contrast(moved, background) < least and share > 0:
        share -= _STEP
        moved = _hex(_mix(_rgb(colour), towards, max(share, 0.0)))
    return moved


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 (equal) to 21 (black and white)."""
    low, high = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (high + 0.05) / (low + 0.05)


def _luminance(rgb: Sequence[int]) -> float:
    red, green, blue = (_linear(value / 255) for value in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    """Undo the sRGB curve."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _mix(colour: Sequence[int], other: Sequence[int], share: float) -> tuple[int, ...]:
    return tuple(round(a * share + b * (1 - share)) for a, b in zip(colour, other, strict=True))


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def _hex(rgb: Sequence[int]) -> str:
    return "#" + bytes(rgb).hex()
