"""Characters of fonts in which a letter is a picture: what Symbol and Wingdings show instead of what they hold."""

from collections.abc import Iterator
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml import etree

UNKNOWN = "〓"
"""Stands, as in print, for a sign that could not be set."""
BULLETS = frozenset("●○■□◆◇▪▫◻◾•·❑❒❖⬧⧫⬥➢➔➲✓✔✗★☆✦☞→⇨⌧")
_PRIVATE = 0xF000  # Word writes the codes of such fonts from F020 on
# Adobe's Symbol encoding from 20 and from A0 on.
_SYMBOL_LOW = " !∀#∃%&∋()*+,-./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}~"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
_WINGDINGS = {
    0x20: " ",
    **dict(zip(range(0x45, 0x49), "☜☞☝☟", strict=True)),
    **dict(zip(range(0x6C, 0x79), "●○■□□❑❒⬧⧫◆❖⬥⌧", strict=True)),
    **dict(zip(range(0x7D, 0x7F), "“”", strict=True)),
    **dict(zip(range(0x81, 0x8B), "①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x8C, 0x96), "①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x9E, 0xA0), "·•", strict=True)),
    **dict(zip(range(0xA1, 0xA3), "○○", strict=True)),
    **dict(zip(range(0xA7, 0xA9), "▪◻", strict=True)),
    **dict(zip(range(0xAA, 0xAC), "✦★", strict=True)),
    0xD8: "➢",
    0xDC: "➲",
    **dict(zip(range(0xDF, 0xE7), "←→↑↓↖↗↙↘", strict=True)),
    0xE8: "➔",
    **dict(zip(range(0xEF, 0xF3), "⇦⇨⇧⇩", strict=True)),
    **dict(zip(range(0xFB, 0xFF), "✗✔☒☑", strict=True)),
}
_WINGDINGS_2 = {
    **dict(zip(range(0x4F, 0x53), "✗✓☒☑", strict=True)),
    **dict(zip(range(0x6A, 0x74), "①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x75, 0x7F), "①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x96, 0x99), "•●●", strict=True)),
    **dict(zip(range(0x9E, 0xA5), "▪■□□▫◻□", strict=True)),
}
_TABLES = {
    "symbol": {
        **dict(enumerate(_SYMBOL_LOW, 0x20)),
        **dict(enumerate(_SYMBOL_HIGH, 0xA0)),
    },
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": {0x7D: "▶", 0x84: "◆"},
    "webdings": {0x3D: "■", 0x34: "▶", 0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●"},
}
_RUN_FONTS = qn("w:rFonts")
_FONTS = (qn("w:ascii"), qn("w:hAnsi"))


class Glyph(NamedTuple):
    """What a font shows, and whether it is known."""

    text: str
    known: bool = True


def glyph(font: str, code: str) -> Glyph:
    """Return what stands at a hexadecimal code of a font, as `<w:sym>` gives it."""
    try:
        number = int(code, 16)
        plain = chr(number)
    except ValueError:
        return Glyph(UNKNOWN, known=False)
    table = _TABLES.get(font.lower())
    if table is None and not _is_private(number) and number >= 0x20:
        return Glyph(plain)
    found = (table or {}).get(number & 0xFF if number >= _PRIVATE else number)
    return Glyph(UNKNOWN, known=False) if found is None else Glyph(found)


def symbol_font(properties: etree._Element | None) -> str:
    """Return the font of a run where its letters are pictures, "" where they are letters."""
    fonts = None if properties is None else properties.find(_RUN_FONTS)
    if fonts is None:
        return ""
    return next((name for key in _FONTS if (name := fonts.get(key, "")) and name.lower() in _TABLES), "")


def glyphs(font: str, text: str) -> Iterator[Glyph]:
    """Yield what a run in such a font shows; Chinese characters in it are set in another font."""
    for one in text:
        is_picture = ord(one) < 0x100 or 0xF000 <= ord(one) <= 0xF0FF
        yield glyph(font, f"{ord(one):x}") if is_picture else Glyph(one)


def _is_private(number: int) -> bool:
    return 0xE000 <= number <= 0xF8FF or 0xD800 <= number <= 0xDFFF
