"""The text of a PDF with a text layer: pages become lines, and lines that the page broke become paragraphs again."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from reports.formats.pdf.footnotes import HEADING, without_footnotes
from reports.formats.pdf.page import Page, PageLine, read_page
from reports.formats.read import Lines
from reports.marks import BRACKETED, ENDS_SENTENCE, SECTION
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
_PAGE_NUMBER = re.compile(r"^[-—–·~\s第]*\d{1,4}\s?(?:页|/\s?\d{1,4}|，?\s?共\s?\d{1,4}\s?页)?[-—–·~\s页]*$")
# In units of the size of the type.
_INDENT = 1.2  # a first line is set in by two characters
# The last line of a paragraph. Where lines are spread to the margin, all others reach it; where they are not, a mark
# that may not begin a line takes the character before it along.
_SHORT_OF_MARGIN, _SHORT_OF_RAGGED_MARGIN = 0.35, 1.6
_SHARE_SPREAD = 0.5  # of the lines end at the margin: headings and last lines do not
_LEADING = 1.5  # times the usual distance of lines: a blank line between
_LARGER = 1.15  # times the size of the type: a heading
# Less than where lines of pages are joined: 一是 and 第一， may stand anywhere in a line that the page broke.
_STARTS_ANEW = re.compile(f"(?:{SECTION}|{BRACKETED}|——|各位代表)")


def pdf_lines(data: bytes, path: Path) -> Lines:
    """Return the paragraphs and headings of a PDF, page headers, footers and numbers left out; notes at the foot of
    pages follow the text under a heading of their own.

    A line goes on in the next one, in the next column or on the next page too, unless that is set in, this one ends
    short of the margin, the type changes its size, or a blank is between them. The flag `pages_without_text` stands
    once for every page that is a picture.

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
    lines, notes = without_footnotes(_without_running_lines([page.lines for page in pages]))
    return Lines([*_paragraphs(lines), *([HEADING, *notes] if notes else [])], tuple(_flags(pages, unknown)))


def _flags(pages: Sequence[Page], unknown: int) -> Iterator[str]:
    yield from ("pages_without_text" for page in pages if page.is_picture)
    if any(page.is_layer for page in pages):
        yield "recognised_text"
    if any(page.is_vertical for page in pages):
        yield "vertical_text"
    if any(line.in_column for page in pages for line in page.lines):
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
        try:
            return [read_page(document, number, str(path)) for number in range(len(document))]
        except pypdfium2.PdfiumError as error:
            raise UnreadableReport(
                f"{path}: a page of the PDF is damaged ({reason_of(error)}). Expected a whole PDF; fetch or save it "
                "again."
            ) from error


def _opened(data: bytes, path: Path) -> "pypdfium2.PdfDocument":
    import pypdfium2

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
        return near_edge and (seen[_place(line)] >= often or bool(_PAGE_NUMBER.match(line.text)))

    return [[line for line in page if not runs(line)] for page in pages]


def _place(line: PageLine) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.bottom / _HEIGHT_STEP)


def _paragraphs(lines: Sequence[PageLine]) -> Iterator[str]:
    if not lines:
        return
    groups = [[line for line in lines if line.in_column == in_column] for in_column in (False, True)]
    layouts = [_layout(group) if group else None for group in groups]
    text = lines[0].text
    for before, line in pairwise(lines):
        layout = layouts[line.in_column]
        if layout and before.in_column == line.in_column and _goes_on(before, line, layout):
            text = _joined(text, line.text)
        else:
            yield text
            text = line.text
    yield text


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where lines usually begin and end, in points, how far apart they are, and how far short of `right` a last line
    ends."""

    left: float
    right: float
    leading: float
    short: float


def _layout(lines: Sequence[PageLine]) -> _Layout:
    left = Counter(round(line.left / 2) * 2 for line in lines).most_common(1)[0][0]
    # Half of the lines of a report fill the measure, so that the third quarter of them ends at it; marks may hang over.
    ends = sorted(line.right for line in lines)
    right = ends[int(0.75 * (len(ends) - 1))]
    size = statistics.median(line.size for line in lines)
    spread = sum(abs(end - right) < 0.1 * size for end in ends) >= _SHARE_SPREAD * len(ends)
    return _Layout(float(left), right, _usual_leading(lines), _SHORT_OF_MARGIN if spread else _SHORT_OF_RAGGED_MARGIN)


def _usual_leading(lines: Sequence[PageLine]) -> float:
    steps = [before.bottom - line.bottom for before, line in pairwise(lines) if 0 < before.bottom - line.bottom < 100]
    return statistics.median(steps) if steps else 0.0


def _goes_on(before: PageLine, line: PageLine, layout: _Layout) -> bool:
    size = max(before.size, 1.0)
    if line.left > layout.left + _INDENT * size or before.right < layout.right - layout.short * size:
        return False
    if not 1 / _LARGER < line.size / size < _LARGER:
        return False
    if _STARTS_ANEW.match(line.text) and ENDS_SENTENCE.search(before.text):
        return False
    return line.page != before.page or not layout.leading or before.bottom - line.bottom < _LEADING * layout.leading


def _joined(text: str, more: str) -> str:
    """Join two lines: without a space, unless Latin letters stand on both sides of the break."""
    apart = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return f"{text} {more}" if apart else text + more
