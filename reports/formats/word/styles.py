"""The styles of a Word document, and the text that they or a run itself hide."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml import etree

_VALUE, _RUN_PROPERTIES, _PARAGRAPH_PROPERTIES = qn("w:val"), qn("w:rPr"), qn("w:pPr")
_DEEPEST = 25  # styles on styles; Word allows some ten
_OFF = ("0", "false", "off", "none")
_TINY = 4  # half-points: type of 2 points and less is there to be copied, not to be read
_COLOURED = (qn("w:shd"), qn("w:highlight"))
_FRAMES = frozenset((qn("w:tc"), qn("w:txbxContent")))  # they may have a ground of any colour
_HIDING = (
    b"vanish",
    b'w:sz w:val="1"',
    b'w:sz w:val="2"',
    b'w:sz w:val="3"',
    b'w:sz w:val="4"',
    b'w:color w:val="FFFFFF"',
    b'w:color w:val="ffffff"',
)
_RUNNING_ON = (b"vanish", b":del ", b":del/", b":del>", b"moveFrom", b"dropCap")

named = cache(qn)
"""The name of an element with its namespace, made once: every run is asked for several."""


def value(element: etree._Element | None, name: str) -> str | None:
    """Return the `w:val` of a child, None where it has none."""
    child = None if element is None else element.find(named(name))
    return None if child is None else child.get(_VALUE)


def switch(element: etree._Element | None, name: str) -> bool | None:
    """Return what a switch such as `<w:vanish/>` says, None where it is not there."""
    child = None if element is None else element.find(named(name))
    return None if child is None else child.get(_VALUE, "true").lower() not in _OFF


class Styles:
    """The styles of a document by their identifiers."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read styles.xml; None stands for a document without."""
        found = [] if root is None else root.findall(qn("w:style"))
        self.by_id = {one.get(qn("w:styleId"), ""): one for one in found}
        defaults = None if root is None else root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{_RUN_PROPERTIES}")
        self._hidden_by_default = bool(switch(defaults, "w:vanish"))
        usual = [
            one for one in found if one.get(qn("w:type")) == "paragraph" and one.get(qn("w:default")) in ("1", "true")
        ]
        self._usual = usual[0].get(qn("w:styleId"), "") if usual else ""
        self._contents = {
            name for name, one in self.by_id.items() if (value(one, "w:name") or "").lower().startswith("toc ")
        }
        self._hides: dict[str, bool] = {}

    def chain(self, style: str | None) -> Iterator[etree._Element]:
        """Yield a style and those it is based on, as far as Word itself follows them."""
        seen: set[str] = set()
        while style and style not in seen and style in self.by_id and len(seen) < _DEEPEST:
            seen.add(style)
            yield self.by_id[style]
            style = value(self.by_id[style], "w:basedOn")

    def is_of_contents(self, paragraph: etree._Element) -> bool:
        """Tell an entry of a table of contents, which repeats a heading and its page."""
        return bool(self._contents) and value(paragraph.find(_PARAGRAPH_PROPERTIES), "w:pStyle") in self._contents

    def hides(self, run: etree._Element, paragraph: etree._Element) -> bool:
        """Tell text that Word does not show: hidden by itself or by its style, white on white, or too small."""
        own = run.find(_RUN_PROPERTIES)
        hidden = switch(own, "w:vanish")
        if hidden is None:
            # 17.7.3: a switch that the styles of paragraph and characters both set is off.
            of_paragraph = value(paragraph.find(_PARAGRAPH_PROPERTIES), "w:pStyle") or self._usual
            hidden = self._hidden_by_default or (
                self._style_hides(of_paragraph) != self._style_hides(value(own, "w:rStyle") or "")
            )
        return hidden or (own is not None and (_is_tiny(own) or _is_white(own, run, paragraph)))

    def _style_hides(self, style: str) -> bool:
        if style not in self._hides:
            said = (switch(one.find(_RUN_PROPERTIES), "w:vanish") for one in self.chain(style))
            self._hides[style] = next((hides for hides in said if hides is not None), False)
        return self._hides[style]


class Asked(NamedTuple):
    """What the runs and paragraphs of a document are asked for: only what its parts name at all, mostly nothing."""

    hidden: bool
    raised: bool
    font: bool
    runs_on: bool


def asked_of(*parts: bytes) -> Asked:
    """Look for the words without which no run is hidden, raised or in a font of signs, and no paragraph runs on."""
    text = b"".join(parts)
    small = text.lower()
    return Asked(
        hidden=any(word in text for word in _HIDING),
        raised=b"superscript" in text,
        font=any(word in small for word in (b"symbol", b"wingdings", b"webdings")),
        runs_on=any(word in text for word in _RUNNING_ON),
    )


def _is_tiny(own: etree._Element) -> bool:
    size = value(own, "w:sz")
    return size is not None and size.isdecimal() and int(size) <= _TINY


def _is_white(own: etree._Element, run: etree._Element, paragraph: etree._Element) -> bool:
    if (value(own, "w:color") or "").upper() != "FFFFFF":
        return False
    grounds = (own, paragraph.find(_PARAGRAPH_PROPERTIES))
    if any(one is not None and one.find(name) is not None for one in grounds for name in _COLOURED):
        return False
    around = list(run.iterancestors())
    return not any(one.tag in _FRAMES for one in around) and around[-1].find(qn("w:background")) is None
