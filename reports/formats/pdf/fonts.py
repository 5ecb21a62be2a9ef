"""One font for all that a PDF names and does not hold, so that no text depends on the fonts of a machine.

PDFium sets what is missing in a font of the system, and drops turned text and misplaces other where that has no glyphs.
Here every character has a glyph, as high as a Chinese one; how far it is to the next, the PDF itself states.
"""

import ctypes
import struct
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pypdfium2

_STANDARD = (b"Courier", b"Helvetica", b"Times", b"Symbol", b"ZapfDingbats")  # PDFium holds these fourteen itself
_WITHOUT_LIST = 2  # the version of its interface in which PDFium does not ask what fonts there are
_GLYPHS = 0xFFFF  # the most of a font: a PDF may number those of the one it names as it likes
_EM, _ASCENT, _DESCENT = 1000, 880, -120
_HALF = 500  # the width where a PDF states none: such fonts are Latin
# From where to where a glyph reaches: that of a letter is no wider than an i, that of others stays in its square.
_NARROW, _WIDE = (0, 200), (50, 950)
_RANGES = ((0x1, 0x2E7F, 1), (0x2E80, 0xFF60, 2), (0xFF61, 0xFFEE, 1), (0xFFEF, 0x10FFFF, 2))  # characters, glyph
_ONE = 0x10000  # as versions of tables are written


def use_one_font() -> None:
    """Have PDFium use the font instead of those of the system, in the whole process from now on."""
    import pypdfium2

    if pypdfium2.PdfSysfontBase.SINGLETON is not _one_font():
        _one_font().setup()


@cache
def _one_font() -> "pypdfium2.PdfSysfontBase":
    """Return the answers to what PDFium asks of a system with fonts (fpdf_sysfontinfo.h)."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    answers = {
        "MapFont": _chosen,
        "GetFontData": _given,
        "GetFont": lambda *_: None,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda *_: pdfium.FXFONT_DEFAULT_CHARSET,
        "DeleteFont": lambda *_: None,
        "Release": lambda *_: None,
    }
    return type("OneFont", (pypdfium2.PdfSysfontBase,), answers)(pdfium.FPDF_SYSFONTINFO(version=_WITHOUT_LIST))


def _chosen(*asked: Any) -> int | None:
    name = ctypes.cast(asked[6], ctypes.c_char_p).value or b""
    return None if name.partition(b"-")[0] in _STANDARD else 1


def _given(*asked: Any) -> int:
    table, buffer, size = asked[3:]
    if table:  # one of the font, or a collection: 0 asks for the file
        return 0
    if size >= len(font()):
        ctypes.memmove(buffer, font(), len(font()))
    return len(font())


@cache
def font() -> bytes:
    """Return a TrueType font with a glyph for every character, and under every number that a glyph can have."""
    tables = _tables()
    head = struct.pack(">I4H", _ONE, len(tables), 64, 2, 16 * len(tables) - 64)
    place, body = len(head) + 16 * len(tables), b""
    for name, table in tables.items():
        head += name + struct.pack(">3I", 0, place + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return head + body


def _tables() -> dict[bytes, bytes]:
    """Return those of the OpenType specification; `cmap` has format 13, many characters for one glyph."""
    narrow, wide = _triangle(*_NARROW), _triangle(*_WIDE)
    ranges = b"".join(struct.pack(">3I", *one) for one in _RANGES)
    limits = (0, _DESCENT, _EM, _ASCENT)
    return {
        b"cmap": struct.pack(">4HI2H3I", 0, 1, 3, 10, 12, 13, 0, 16 + len(ranges), 0, len(_RANGES)) + ranges,
        b"glyf": 2 * narrow + (_GLYPHS - 2) * wide,
        b"head": struct.pack(">4I2H2Q4h2H3h", _ONE, _ONE, 0, 0x5F0F3CF5, 0, _EM, 0, 0, *limits, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">I3hH11hH", _ONE, _ASCENT, _DESCENT, 0, _HALF, *[0] * 11, 1),
        b"hmtx": struct.pack(">H2h", _HALF, _NARROW[0], _NARROW[0]) + (_GLYPHS - 2) * struct.pack(">h", _WIDE[0]),
        b"loca": struct.pack(f">{_GLYPHS + 1}I", *range(0, len(wide) * (_GLYPHS + 1), len(wide))),
        b"maxp": struct.pack(">I14H", _ONE, _GLYPHS, 3, 1, 0, 0, 2, *[0] * 8),
    }


def _triangle(left: int, right: int) -> bytes:
    """Return the outline of a glyph: what it is and its box, then its corners, each by the way from the one before."""
    width = right - left
    outline = struct.pack(">5h2H", 1, left, _DESCENT, right, _ASCENT, 2, 0)
    outline += struct.pack(">3B6h", 1, 1, 1, left, width, -width, _DESCENT, 0, _EM)
    return outline + bytes(-len(outline) % 4)
