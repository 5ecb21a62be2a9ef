"""One page of a PDF as lines with their places, by PDFium."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from storage.errors import UnreadableReport

if TYPE_CHECKING:
    import pypdfium2

_Box = tuple[float, float, float, float]  # left, right, bottom, top
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
        yield from _joined(_pieces(page, number, shown))
    finally:
        page.close()


def _joined(pieces: Iterator[PageLine]) -> Iterator[PageLine]:
    waiting: PageLine | None = None
    for line in pieces:
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


def _pieces(page: "pypdfium2.PdfPage", number: int, shown: str) -> Iterator[PageLine]:
    text_page = page.get_textpage()
    try:
        height, count = page.get_height(), text_page.count_chars()
        _check_count(count, number, shown)
        gathered = _Gathered()
        for character in _characters(text_page, count):
            if character.code not in (0x0A, 0x0D):
                gathered.add(character)
                continue
            if line := _line(gathered.codes, gathered.boxes, gathered.size, number, height):
                yield line
            gathered = _Gathered()
        if line := _line(gathered.codes, gathered.boxes, gathered.size, number, height):
            yield line
    finally:
        text_page.close()


def _check_count(count: int, number: int, shown: str) -> None:
    if count > _MOST_CHARACTERS:
        raise UnreadableReport(
            f"{shown}: page {number + 1} of the PDF holds {count:,} characters. Expected at most "
            f"{_MOST_CHARACTERS:,}; look at the file, and fetch the report in another format."
        )


class _Character(NamedTuple):
    """A character of a page: its code, its place and the size of its type; None and 0 of a blank."""

    code: int
    box: _Box | None = None
    size: float = 0.0


@dataclass(slots=True)
class _Gathered:
    """The characters of a line so far."""

    codes: list[int] = field(default_factory=list)
    boxes: list[_Box] = field(default_factory=list)
    size: float = 0.0

    def add(self, one: _Character) -> None:
        """Take the next character."""
        self.codes.append(one.code)
        self.size = max(self.size, one.size)
        if one.box is not None:
            self.boxes.append(one.box)


def _characters(text_page: "pypdfium2.PdfTextPage", count: int) -> Iterator[_Character]:
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = pdfium.FS_RECTF()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code not in (0x0A, 0x0D) and pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            yield _Character(_GAP)
        elif code <= 0x20:
            yield _Character(code)
        else:
            # The loose box is as wide as the type: a comma fills its square, so that a full line ends at the margin.
            pdfium.FPDFText_GetLooseCharBox(text_page, index, loose)
            pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
            box = loose.left, loose.right, bottom.value, top.value
            yield _Character(code, box, pdfium.FPDFText_GetFontSize(text_page, index))


def _line(codes: list[int], boxes: list[_Box], size: float, page: int, height: float) -> PageLine | None:
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
