"""The numbers that Word counts itself: 一、 and （一） before a heading are in no text, but in the numbering of its
list.

Office Open XML (ECMA-376) part 1, 17.9; 17.18.59 names the kinds of numbers.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml import etree

from reports.formats.word.styles import Styles, value
from reports.numerals import CIRCLED, chinese

_PROPERTIES, _OF_LIST = qn("w:pPr"), qn("w:numPr")
_PLACE = re.compile("%([1-9])")


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    values = {100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}
    written = ""
    for worth, numeral in values.items():
        count, number = divmod(number, worth)
        written += numeral * count
    return written


def _circled(number: int) -> str:
    return CIRCLED[number - 1] if 0 < number <= 20 else str(number)


_CHINESE = (
    "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand taiwaneseDigital "
    "japaneseCounting japaneseDigitalTenThousand ideographDigital koreanDigital"
)
_WRITTEN: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE.split(), chinese),
    "decimalZero": lambda number: f"{number:02}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"（{number}）",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}


class _Level(NamedTuple):
    start: int
    kind: str
    pattern: str


class Numbering:
    """Counts a document's lists as Word does. Ask for every paragraph once, in the order of the document."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """Take numbering.xml, None of a document without, and the styles of the document."""
        self._levels = {one.get(qn("w:abstractNumId"), ""): _levels_of(one) for one in _all(root, "w:abstractNum")}
        lists = {one.get(qn("w:numId"), ""): one for one in _all(root, "w:num")}
        self._abstract = {number: value(one, "w:abstractNumId") or "" for number, one in lists.items()}
        self._restarts = {number: _restarts_of(one) for number, one in lists.items()}
        self._styles = styles
        self._counted: dict[str, dict[int, int]] = {}
        self._of_styles: dict[str, tuple[str | None, str | None]] = {}

    def mark(self, paragraph: etree._Element) -> str:
        """Return what Word writes before a paragraph, "" where it is in no list or in one with bullets."""
        number, depth = self._place(paragraph)
        levels = self._levels.get(self._abstract.get(number, ""), {})
        level = levels.get(depth)
        if level is None:
            return ""
        counted = self._count(number, depth, level.start)
        if level.kind == "bullet":
            return ""

        def written(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            shown = levels.get(other, level)
            return _WRITTEN.get(shown.kind, str)(counted.get(other, shown.start))

        mark = _PLACE.sub(written, level.pattern)
        return f"{mark} " if mark[-1:].isalnum() and mark.isascii() else mark

    def _count(self, number: str, depth: int, begin: int) -> dict[int, int]:
        """Count one more paragraph at a depth of a list, and return the counts at all its depths."""
        counted = self._counted.setdefault(self._abstract[number], {})
        restart = self._restarts[number].pop(depth, None)
        counted[depth] = restart if restart is not None else counted.get(depth, begin - 1) + 1
        for deeper in [one for one in counted if one > depth]:
            del counted[deeper]
        return counted

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """Return the list that a paragraph belongs to, by itself or by its style, and how deep it stands in it."""
        own = paragraph.find(_PROPERTIES)
        if own is None:
            return "", 0
        style = value(own, "w:pStyle") or ""
        if style not in self._of_styles:
            number = depth = None
            for properties in self._properties(style):
                number, depth = _said(properties, number, depth)
            self._of_styles[style] = number, depth
        number, depth = _said(own, None, None)
        of_style = self._of_styles[style]
        return number or of_style[0] or "", _integer(depth or of_style[1], 0)

    def _properties(self, style: str) -> Iterator[etree._Element]:
        for one in self._styles.chain(style):
            properties = one.find(_PROPERTIES)
            if properties is not None:
                yield properties


def _said(properties: etree._Element, number: str | None, depth: str | None) -> tuple[str | None, str | None]:
    """Return what properties say of the list and of the depth in it, where that is not known yet."""
    found = properties.find(_OF_LIST)
    return (number, depth) if found is None else (number or value(found, "w:numId"), depth or value(found, "w:ilvl"))


def _levels_of(abstract: etree._Element) -> dict[int, _Level]:
    return {
        _integer(level.get(qn("w:ilvl")), 0): _Level(
            _integer(value(level, "w:start"), 1),
            value(level, "w:numFmt") or "decimal",
            value(level, "w:lvlText") or "",
        )
        for level in _all(abstract, "w:lvl")
    }


def _restarts_of(number: etree._Element) -> dict[int, int]:
    return {
        _integer(over.get(qn("w:ilvl")), 0): _integer(start, 1)
        for over in _all(number, "w:lvlOverride")
        if (start := value(over, "w:startOverride")) is not None
    }


def _all(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else element.findall(qn(name))


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 6 else otherwise
