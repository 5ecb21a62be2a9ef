"""Colours that stay readable, whatever colours a taxonomy names.

Contrast is that of WCAG 2.2, success criterion 1.4.3: 4.5 to 1 at least between text and what lies behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from labels.taxonomy import Category, Taxonomy

MIN_CONTRAST = 4.5
_WHITE = (255, 255, 255)
_BLACK = (0, 0, 0)
_TINT = 0.1
_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Swatch:
    """A category as pages show it: `number` is its mark (from 1), `tint` lies behind text, `ink` is text upon it;
    #rrggbb."""

    number: int
    category: Category
    colour: str
    tint: str
    ink: str


def swatches(taxonomy: Taxonomy) -> dict[str, Swatch]:
    """Return the swatch of every category by its id, in taxonomy order."""
    return {
        one.id: Swatch(number, one, one.colour, tint(one.colour), readable(one.colour, tint(one.colour)))
        for number, one in enumerate(taxonomy.categories, start=1)
    }


def tint(colour: str) -> str:
    """Return a pale shade of `colour`, light enough for text in any dark ink."""
    return _hex(_mix(_rgb(colour), _WHITE, _TINT))


def readable(colour: str, background: str) -> str:
    """Return `colour`, darkened only as far as text on the (pale) `background` needs."""
    share = 1.0
    darkened = colour
    while contrast(darkened, background) < MIN_CONTRAST and share > 0:
        share -= _STEP
        darkened = _hex(_mix(_rgb(colour), _BLACK, max(share, 0.0)))
    return darkened


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
