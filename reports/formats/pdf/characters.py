"""The characters of one page of a PDF by PDFium: where each stands, how it is turned, and whether it is seen."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from storage.errors import UnreadableReport

if TYPE_CHECKING:
    import pypdfium2
    import pypdfium2.raw as pdfium

MOST_CHARACTERS = 200_000
"""Of a page; one of a report has some 1,000."""
MOST_TEXTS = 20_000
"""Objects of a page that hold text; PDFium compares each with those before it."""
GAP = -1
"""Stands for a space that PDFium puts where it sees a gap; those of the writer are characters of the page."""
_TINY = 1.5  # points: what is smaller is there to be copied, not to be read
_SAME = 0.01  # points
_OFF_LINE = 0.2  # in units of the size of the type
_WHITE = 250  # of 255, of each of three colours


class Box(NamedTuple):
    """A rectangle, in points from the lower left corner of its page."""

    left: float
    right: float
    bottom: float
    top: float


class Character(NamedTuple):
    """A character: its code; its place, where its base line begins, the size of its type and by how many quarters it
    is turned, None and 0 of a blank; whether it is drawn at all, and white; whether its font tells what it is."""

    code: int
    box: Box | None = None
    origin: tuple[float, float] = (0.0, 0.0)
    size: float = 0.0
    turn: int = 0
    is_drawn: bool = True
    is_white: bool = False
    is_known: bool = True


class _Form(NamedTuple):
    """How the places of a form, as a page printed on a sheet with others, become those of the page."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where on the page a point of the form is."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, box: Box) -> Box:
        """Return where on the page a box of the form is."""
        (left, bottom), (right, top) = self.point(box.left, box.bottom), self.point(box.right, box.top)
        return Box(min(left, right), max(left, right), min(bottom, top), max(bottom, top))


@dataclass(frozen=True, slots=True)
class _Type:
    """What the characters of one object share, and where it begins; a `turn` of -1 is askew, as watermarks are."""

    size: float
    turn: int
    is_drawn: bool
    is_white: bool
    begin: tuple[float, float]
    form: _Form | None = None


def check_texts(page: "pypdfium2.PdfPage", number: int, shown: str) -> None:
    """Refuse page `number` where it holds more texts than PDFium reads in a few seconds."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    if count > MOST_TEXTS:
        kinds = (pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, place)) for place in range(count))
        texts = sum(kind == pdfium.FPDF_PAGEOBJ_TEXT for kind in kinds)
        if texts > MOST_TEXTS:
            raise UnreadableReport(
                f"{shown}: page {number + 1} of the PDF holds {texts:,} separate texts. Expected at most "
                f"{MOST_TEXTS:,}; look at the file, and fetch the report in another format."
            )


def characters(text_page: "pypdfium2.PdfTextPage", number: int, shown: str) -> Iterator[Character]:
    """Yield the characters of a page in the order in which it holds them.

    Args:
        number: of the page, from 0.
        shown: the name of the document, for messages.

    Raises:
        UnreadableReport: the page holds more characters than a page can.
    """
    import pypdfium2.raw as pdfium

    count = text_page.count_chars()
    if count > MOST_CHARACTERS:
        raise UnreadableReport(
            f"{shown}: page {number + 1} of the PDF holds {count:,} characters. Expected at most "
            f"{MOST_CHARACTERS:,}; look at the file, and fetch the report in another format."
        )
    types: dict[int, _Type] = {}
    last = (0, (0.0, 0.0))
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    loose = pdfium.FS_RECTF()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code in (0x0A, 0x0D) or pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            yield Character(GAP)
            continue
        holder = pdfium.FPDFText_GetTextObject(text_page, index)
        address = ctypes.cast(holder, ctypes.c_void_p).value or 0
        if address not in types:
            types[address] = _type_of(text_page, index, holder)
        kind = types[address]
        known = code != 0 and pdfium.FPDFText_HasUnicodeMapError(text_page, index) != 1
        if code <= 0x20 and known:
            yield Character(code)
        elif kind.turn >= 0 and kind.size >= _TINY:
            # The loose box is as wide as the type: a comma fills its square, so that a full line ends at the margin.
            pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
            pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
            pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
            box = (
                Box(left.value, right.value, loose.bottom, loose.top)
                if kind.turn % 2
                else Box(loose.left, loose.right, bottom.value, top.value)
            )
            origin = (x.value, y.value)
            if kind.form:
                box, origin = _placed(box, origin, kind, kind.form, last[1] if last[0] == address else kind.begin)
                last = (address, origin)
            yield Character(code, box, origin, kind.size, kind.turn, kind.is_drawn, kind.is_white, known)


def _placed(
    box: Box, origin: tuple[float, float], kind: _Type, form: _Form, near: tuple[float, float]
) -> tuple[Box, tuple[float, float]]:
    """Return the place of a character on the page.

    PDFium gives that of a character which it writes otherwise than the font does (立 for ⽴, fi for ﬁ) in the form.
    """
    moved = form.point(*origin)

    def strays(point: tuple[float, float]) -> bool:
        place = 0 if kind.turn % 2 else 1
        return abs(point[place] - kind.begin[place]) > _OFF_LINE * kind.size

    # Marks of one object may stand far apart in their line, and on either page at the same height.
    nearness = (strays(origin), math.dist(origin, near)), (strays(moved), math.dist(moved, near))
    is_near = nearness[0] <= nearness[1] or math.dist(origin, moved) < kind.size
    return (box, origin) if is_near else (form.box(box), moved)


def _type_of(text_page: "pypdfium2.PdfTextPage", index: int, holder: object) -> _Type:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, index, matrix)
    # The size of the font is that before the matrix is applied; many writers set 1 and scale.
    size = pdfium.FPDFText_GetFontSize(text_page, index) * (math.hypot(matrix.c, matrix.d) or 1.0)
    quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.1 else -1
    begin = (matrix.e, matrix.f)
    if not holder:
        return _Type(size, turn, is_drawn=True, is_white=False, begin=begin)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(holder)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    has_colour = pdfium.FPDFPageObj_GetFillColor(holder, red, green, blue, alpha)
    fills = mode in (pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP)
    white = fills and bool(has_colour) and min(red.value, green.value, blue.value) >= _WHITE
    clear = fills and bool(has_colour) and alpha.value == 0
    unseen = mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
    return _Type(size, turn, is_drawn=not (unseen or clear), is_white=white, begin=begin, form=_form_of(holder, matrix))


def _form_of(holder: object, on_page: "pdfium.FS_MATRIX") -> _Form | None:
    """Return how the form that holds a text is placed on the page, None where none holds it."""
    import pypdfium2.raw as pdfium

    own = pdfium.FS_MATRIX()
    size = own.a * own.d - own.b * own.c if pdfium.FPDFPageObj_GetMatrix(holder, own) else 0.0
    if not size or all(abs(getattr(own, one) - getattr(on_page, one)) < _SAME for one in "abcdef"):
        return None
    a, b = own.d / size, -own.b / size
    c, d = -own.c / size, own.a / size
    inverse = _Form(a, b, c, d, -(own.e * a + own.f * c), -(own.e * b + own.f * d))
    page = _Form(on_page.a, on_page.b, on_page.c, on_page.d, 0.0, 0.0)
    (a, b), (c, d) = page.point(inverse.a, inverse.b), page.point(inverse.c, inverse.d)
    e, f = page.point(inverse.e, inverse.f)
    return _Form(a, b, c, d, e + on_page.e, f + on_page.f)
