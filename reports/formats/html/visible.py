"""What a browser shows of an element: what is hidden, invisible, without size, or white on white is no text."""

import re
from typing import NamedTuple

from lxml import etree

from reports.formats.html.sheet import Declarations, declarations, sheet_of

_PREFORMATTED = frozenset(("pre", "xmp", "listing", "plaintext", "textarea"))
_WHITE = re.compile(
    r"(?:#fff(?:fff)?|white|transparent|rgba?\(\s*255\s*,\s*255\s*,\s*255\b.*|rgba\(.*,\s*0?\.?0\s*\))\s*"
)
_NUMBER = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z%]*)")
# Headings and blocks in white mostly have a ground that another file gives them.
_OF_RUNNING_TEXT = frozenset(["p", "span", "font", "b", "i", "em", "strong", "u", "s", "small", "big", "ins"])
_FAR = 500  # pixels: so far beyond its edge nobody looks
_POINTS_OF = {"px": 1.0, "pt": 1.33, "": 1.0, "em": 16.0, "rem": 16.0, "ex": 8.0, "vw": 10.0}
_JAMMER = "jammer"  # the class by which a forum's software hides what it strews into texts; its sheet is another file


class Sight(NamedTuple):
    """How the text of an element is seen; what lies in the element inherits it."""

    gone: bool = False
    invisible: bool = False
    no_size: bool = False
    white: bool = False
    on_ground: bool = False
    keeps_lines: bool = False

    @property
    def is_seen(self) -> bool:
        """Whether a reader sees the text."""
        return not (self.gone or self.invisible or self.no_size or (self.white and not self.on_ground))


class Eye:
    """Sees the elements of one page as its own style sheets and their styles tell."""

    def __init__(self, root: etree._Element) -> None:
        """Read the style sheets of a page."""
        self._sheet = sheet_of(root)

    def sees(self, element: etree._Element, around: Sight) -> Sight:
        """Return how an element is seen, given how what is around it is."""
        said = self._sheet.said_of(element) if self._sheet.rules else {}
        if style := element.get("style"):
            firm = {name: value for name, value in said.items() if "!important" in value}
            said = said | declarations(style) | firm
        is_form = element.tag in _PREFORMATTED
        if not said and not is_form and not element.attrib:
            return around
        return _seen(element, around, {name: value.partition("!")[0].strip() for name, value in said.items()})


def _seen(element: etree._Element, around: Sight, said: Declarations) -> Sight:
    color = said.get("color", (element.get("color") or "").lower() if element.tag == "font" else "")
    spaces = said.get("white-space", "")
    is_preformatted = element.tag in _PREFORMATTED
    size = said.get("font-size", said.get("font", "1"))
    return Sight(
        gone=around.gone or _is_gone(element, said),
        invisible=said["visibility"] in ("hidden", "collapse") if "visibility" in said else around.invisible,
        no_size=_has_no_size(size, around.no_size) if {"font-size", "font"} & said.keys() else around.no_size,
        white=bool(_WHITE.fullmatch(color)) and element.tag in _OF_RUNNING_TEXT if color else around.white,
        on_ground=around.on_ground or bool({"background", "background-color"} & said.keys() or _has_ground(element)),
        keeps_lines=spaces.startswith(("pre", "break")) if spaces else around.keeps_lines or is_preformatted,
    )


def _has_ground(element: etree._Element) -> bool:
    return bool(element.get("bgcolor") or element.get("background"))


def _is_gone(element: etree._Element, said: Declarations) -> bool:
    """Tell what takes no place, or lies where nobody looks; nothing in it can come back."""
    if element.get("hidden") is not None and said.get("display", "none") == "none":
        return True
    if _JAMMER in (element.get("class") or "").split():
        return True
    if not said:
        return False
    if said.get("display") == "none" or _number(said.get("opacity")) == 0 or "scale(0)" in said.get("transform", ""):
        return True
    flat = any(_number(said.get(side)) == 0 for side in ("height", "width", "max-height"))
    return (flat and said.get("overflow") == "hidden") or _pixels(said.get("text-indent")) <= -_FAR or _is_aside(said)


def _is_aside(said: Declarations) -> bool:
    """Tell what is placed beyond the edge of the page, or cut to nothing."""
    if said.get("position") not in ("absolute", "fixed"):
        return False
    return min(_pixels(said.get("left")), _pixels(said.get("top"))) <= -_FAR or said.get("clip", "").startswith(
        "rect(0"
    )


def _has_no_size(size: str, inherited: bool) -> bool:
    match = _NUMBER.match(size)
    if match is None or (match[2] in ("em", "%", "ex") and float(match[1]) > 0):
        return inherited and match is not None
    return float(match[1]) * _POINTS_OF.get(match[2], 1.0) <= 1


def _number(value: str | None) -> float | None:
    match = _NUMBER.match(value) if value else None
    return float(match[1]) if match else None


def _pixels(value: str | None) -> float:
    match = _NUMBER.match(value) if value else None
    return float(match[1]) * _POINTS_OF.get(match[2], 1.0) if match else 0.0
