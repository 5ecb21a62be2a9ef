"""One page of a PDF as lines with their places, by PDFium."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.errors import UnreadableReport

if TYPE_CHECKING:
    import pypdfium2

_GAP = -1  # stands for a space that PDFium puts where it sees a gap; those of the writer are characters of the page
_MOST_CHARACTERS = 200_000  # of a page; one of a report has some 1,000
_SHARE_OF_ONE_LINE = 0.6  # of the lower of two heights: pieces that overlap by so much stand in one line


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of text and where it stands, in points from the lower left corner of its page; `size` is that of its
    type."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int
    page_height: float


def page_lines(document: "pypdfium2.PdfDocument", number: int, shown: str) -> Iterator[PageLine]:
    """Yield the lines of page `number` (from 0) in the order of the text; pieces beside each other are one line.

    Args:
        shown: the name of the document, for messages.

    Raises:
        pypdfium2.PdfiumError: the page is damaged.
        UnreadableReport: the page holds more characters than a page can.
    """
    page = document[number]
    try:
        waiting: PageLine | None = None
        for line in _pieces(page, number, shown):
            if waiting is not None and _is_beside(waiting, line):
                waiting = replace(
                    waiting,
                    text=f"{waiting.text} {line.text}",
                    right=line.right,
                    bottom=min(waiting.bottom, line.bottom),
                    top=max(waiting.top, line.top),
                )
                continue
            if waiting is not None:
                yield waiting
            waiting = line
        if waiting is not None:
            yield waiting
    finally:
        page.close()


def _pieces(page: "pypdfium2.PdfPage", number: int, shown: str) -> Iterator[PageLine]:
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    try:
        height = page.get_height()
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        loose = pdfium.FS_RECTF()
        codes: list[int] = []
        boxes: list[tuple[float, float, float, float]] = []
        size = 0.0
        count = text_page.count_chars()
        if count > _MOST_CHARACTERS:
            raise UnreadableReport(
                f"{shown}: page {number + 1} of the PDF holds {count:,} characters. Expected at most "
                f"{_MOST_CHARACTERS:,}; "
                "look at the file, and fetch the report in another format."
            )
        for index in range(count):
            code = pdfium.FPDFText_GetUnicode(text_page, index)
            if code in (0x0A, 0x0D):
                if line := _line(codes, boxes, size, number, height):
                    yield line
                codes, boxes, size = [], [], 0.0
                continue
            if pdfium.FPDFText_IsGenerated(text_page, index) == 1:
                codes.append(_GAP)
                continue
            codes.append(code)
            if code <= 0x20:
                continue
            # The loose box is as wide as the type: a comma fills its square, so that a full line ends at the margin.
            pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
            pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
            boxes.append((loose.left, loose.right, bottom.value, top.value))
            size = max(size, pdfium.FPDFText_GetFontSize(text_page, index))
        if line := _line(codes, boxes, size, number, height):
            yield line
    finally:
        text_page.close()


def _line(
    codes: list[int], boxes: list[tuple[float, float, float, float]], size: float, page: int, height: float
) -> PageLine | None:
    """Return the line that characters make, None where it shows nothing."""
    codes = [
        0x20 if code == _GAP else code for place, code in enumerate(codes) if code != _GAP or _parts_words(codes, place)
    ]
    # PDFium gives characters outside the basic plane as two halves; a zero is no text.
    units = b"".join(
        code.to_bytes(2, "little") if code <= 0xFFFF else chr(code).encode("utf-16-le") for code in codes if code
    )
    text = units.decode("utf-16-le", "replace").strip()
    if not text or not boxes:
        return None
    lefts, rights, bottoms, tops = zip(*boxes, strict=True)
    return PageLine(text, min(lefts), max(rights), min(bottoms), max(tops), size, page, height)


def _parts_words(codes: list[int], place: int) -> bool:
    """Tell a gap between two Latin words or numbers; beside Chinese characters it is the setting of the line."""
    around = codes[max(place - 1, 0) : place] + codes[place + 1 : place + 2]
    return len(around) == 2 and all(code < 0x2E80 for code in around)


def _is_beside(line: PageLine, other: PageLine) -> bool:
    overlap = min(line.top, other.top) - max(line.bottom, other.bottom)
    lower = min(line.top - line.bottom, other.top - other.bottom)
    return other.left >= line.right - 1 and overlap > _SHARE_OF_ONE_LINE * max(lower, 0.1)
