"""The text of a PDF with a text layer: pages become lines, and lines that the page broke become paragraphs again."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from reports.formats.pdf.fonts import use_one_font
from reports.formats.pdf.footnotes import HEADING, without_footnotes
from reports.formats.pdf.page import Page, PageLine, read_page
from reports.formats.pdf.paragraphs import paragraphs
from reports.formats.pdf.sheets import Grid
from reports.formats.read import Lines
from storage.errors import UnreadableReport, reason_of

if TYPE_CHECKING:
    import pypdfium2

# A report has 10 to 60 pages. What is longer is a book, or made to fill the memory.
_MOST_PAGES = 2_000
_MOST_UNKNOWN = 0.2  # of the characters: more, and nobody can tell what the rest says
_FEWEST_CHARACTERS_A_PAGE = 10  # a scan has none, or a stray page number
# Headers and footers come again on most pages, each within a point or two of one height.
_SHARE_REPEATED = 0.4
_FEWEST_REPEATED = 2
_HEIGHT_STEP = 4.0
_EDGE = 0.12  # of the page's height, above and below: where headers, footers and page numbers stand
_OF_NEWSPAPER = re.compile(
    r"\D{0,12}\d{4}年\d{1,2}月\d{1,2}日\s?星期.[^，。；]{0,24}|第?[A-Z]?\d{1,3}\s?版[^，。；]{0,24}|[^，。；]{0,24}第[A-Z]?\d{1,3}版"
    r"|(?:责任编辑|责编|版式|美编)[^，。；]{0,40}"
)
_PAGE_NUMBER = re.compile(r"^[-—–·~\s第]*\d{1,4}\s?(?:页|/\s?\d{1,4}|，?\s?共\s?\d{1,4}\s?页)?[-—–·~\s页]*$")


def pdf_lines(data: bytes, path: Path) -> Lines:
    """Return the paragraphs and headings of a PDF, page headers, footers and numbers left out; notes at the foot of
    pages follow the text under a heading of their own.

    A row of a ruled table is a line. The flag `pages_without_text` stands once for every page that is a picture.

    Raises:
        UnreadableReport: the file is damaged, protected by a password, has no text layer, fonts that do not say what
            they show, or too many pages.
    """
    pages = _pages(data, path)
    characters = sum(page.characters for page in pages)
    if characters < _FEWEST_CHARACTERS_A_PAGE * len(pages):
        raise UnreadableReport(
            f"{path}: its {len(pages)} pages hold {characters} characters of text, so they are pictures (a scan). "
            "Expected a PDF with a text layer; run text recognition (OCR) on it, or fetch the report in another format."
        )
    unknown = sum(page.unknown for page in pages)
    if unknown > _MOST_UNKNOWN * characters:
        raise UnreadableReport(
            f"{path}: the fonts of the PDF do not say which characters they show ({unknown:,} of {characters:,}). "
            "Expected text that can be copied; run text recognition (OCR) on it, or fetch the report in another format."
        )
    every = [list(one) for _, one in groupby((line for page in pages for line in page.lines), lambda line: line.page)]
    lines, notes = without_footnotes(_without_running_lines(every))
    return Lines([*paragraphs(lines), *([HEADING, *notes] if notes else [])], tuple(_flags(pages, unknown)))


def _flags(pages: Sequence[Page], unknown: int) -> Iterator[str]:
    yield from ("pages_without_text" for page in pages if page.is_picture)
    if any(page.is_layer for page in pages):
        yield "recognised_text"
    if any(page.is_vertical for page in pages):
        yield "vertical_text"
    if any(page.grid.across > 1 or any(line.in_column for line in page.lines) for page in pages):
        yield "columns_joined"
    if unknown:
        yield "characters_unknown"


def _pages(data: bytes, path: Path) -> list[Page]:
    import pypdfium2

    with _opened(data, path) as document:
        if not 0 < len(document) <= _MOST_PAGES:
            raise UnreadableReport(
                f"{path}: is a PDF of {len(document)} pages. Expected a report of 1 to {_MOST_PAGES}; give the pages "
                "of the report alone."
            )
        pages: list[Page] = []
        try:
            for number in range(len(document)):
                pages.append(read_page(document, number, str(path), pages[-1].grid if pages else Grid()))
        except pypdfium2.PdfiumError as error:
            raise UnreadableReport(
                f"{path}: a page of the PDF is damaged ({reason_of(error)}). Expected a whole PDF; fetch or save it "
                "again."
            ) from error
        return pages


def _opened(data: bytes, path: Path) -> "pypdfium2.PdfDocument":
    import pypdfium2

    use_one_font()
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableReport(
                f"{path}: is a PDF protected by a password. Expected an open one; save it without a password."
            ) from error
        raise UnreadableReport(
            f"{path}: is a damaged or incomplete PDF ({reason_of(error)}). Expected a whole PDF; fetch or save it "
            "again."
        ) from error


def _without_running_lines(pages: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """Drop what stands at the edge of pages: lines that come again at one height of many, whatever their digits, and
    page numbers."""
    seen = Counter(place for page in pages for place in {_place(line) for line in page})
    often = max(_FEWEST_REPEATED, _SHARE_REPEATED * len(pages))

    def runs(line: PageLine) -> bool:
        near_edge = line.bottom < _EDGE * line.page_height or line.top > (1 - _EDGE) * line.page_height
        if not near_edge:
            return False
        is_set = _PAGE_NUMBER.match(line.text) or _OF_NEWSPAPER.fullmatch(line.text)
        return seen[_place(line)] >= often or is_set is not None

    return [[line for line in page if not runs(line)] for page in pages]


def _place(line: PageLine) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.bottom / _HEIGHT_STEP)
