"""The paragraphs, rows and text boxes of a Word document, one after the other."""

from collections.abc import Iterator
from pathlib import Path

from docx.oxml.ns import qn
from lxml import etree

from reports.formats.read import Embedded, once
from reports.formats.rows import row_lines
from reports.formats.word.chunks import Chunks
from reports.formats.word.numbering import Numbering
from reports.formats.word.package import Package
from reports.formats.word.paragraphs import ALTERNATIVES, UNSEEN, ParagraphText, chosen, is_no_text
from reports.formats.word.styles import Styles, asked_of, switch
from reports.formats.word.symbols import BULLETS

_PARAGRAPH, _ROW, _CELL, _TEXT_BOX = qn("w:p"), qn("w:tr"), qn("w:tc"), qn("w:txbxContent")
_CHUNK, _ELSEWHERE = qn("w:altChunk"), frozenset((qn("w:subDoc"), qn("dgm:relIds")))
_DRAWING, _PICTURE = qn("w:drawing"), qn("w:pict")
_GONE = (qn("w:del"), qn("w:moveFrom"))
_OWN_MARK = f"{qn('w:pPr')}/{qn('w:rPr')}"
_FRAME = f"{qn('w:pPr')}/{qn('w:framePr')}"
# They stand between paragraphs and show nothing.
_NOTHING = frozenset(
    qn(f"w:{name}")
    for name in [
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
        "permStart",
        "permEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
    ]
)


class Body:
    """Reads the elements of one document in their order, since its lists count on."""

    def __init__(self, package: Package, path: Path, embedded: Embedded | None) -> None:
        """Read what the whole document shares: its styles and lists, and what may be embedded."""
        styles = package.related("styles")
        self._styles = Styles(styles)
        self._numbering = Numbering(package.related("numbering"), self._styles)
        read = (package.main, *map(package.part, ("styles", "footnotes", "endnotes")))
        sources = [package.data(one) for one in read if one]
        self._asked = asked_of(*sources)
        self._text = ParagraphText(self._styles, self._asked)
        self._chunks = Chunks(package, path, embedded)
        self._in_part = False

    @property
    def flags(self) -> tuple[str, ...]:
        """What a person should know of the lines that were read."""
        unread = ("read_in_part",) if self._in_part or self._chunks.unread else ()
        return once((*self._chunks.flags, *unread, *(("symbols_unknown",) if self._text.unknown else ())))

    def lines(self, element: etree._Element) -> Iterator[str]:
        """Yield the lines of all paragraphs and rows below `element`, in the order of the document."""
        text, boxes = "", list[str]()  # of a paragraph whose mark was deleted or hidden: the next goes on in its line
        for child in element:
            if child.tag in _NOTHING:
                continue
            if child.tag == _PARAGRAPH:
                text, added = self._paragraph(child, text)
                boxes += added
                if self._runs_on(child):
                    continue
            yield from _numbered(text)
            yield from boxes
            text, boxes = "", []
            if child.tag != _PARAGRAPH:
                yield from self._other(child)
        yield from _numbered(text)
        yield from boxes

    def _paragraph(self, paragraph: etree._Element, before: str) -> tuple[str, list[str]]:
        """Return the text of a paragraph behind the one that runs on in it, and the lines of text boxes in it."""
        text = self._text.of(paragraph)
        if self._styles.is_of_contents(paragraph):
            text = ""
        if not before.strip() and (text.strip() or not self._runs_on(paragraph)):
            mark = self._numbering.mark(paragraph)
            text = _without_bullet(mark + text) if text.strip() else text
        holds_box = next(paragraph.iter(_TEXT_BOX, *_ELSEWHERE), None) is not None
        return before + text, list(self.lines(paragraph)) if holds_box else []

    def _runs_on(self, paragraph: etree._Element) -> bool:
        return self._asked.runs_on and _is_run_on(paragraph)

    def _other(self, element: etree._Element) -> Iterator[str]:
        if element.tag in UNSEEN or is_no_text(element) or _is_unseen(element):
            return
        if element.tag == ALTERNATIVES:
            yield from self.lines(chosen(element))
        elif element.tag == _ROW:
            yield from self._row(element)
        elif element.tag == _CHUNK:
            yield from self._chunks.lines(element)
        else:
            self._in_part |= element.tag in _ELSEWHERE
            yield from self.lines(element)

    def _row(self, row: etree._Element) -> Iterator[str]:
        properties = row.find(qn("w:trPr"))
        if properties is not None and (properties.find(qn("w:del")) is not None or switch(properties, "w:hidden")):
            return
        if row.find(f".//{_ROW}") is not None:
            yield from self.lines(row)
            return
        cells = [cell for cell in row.iter(_CELL) if cell.find(f"{qn('w:tcPr')}/{qn('w:cellDel')}") is None]
        yield from row_lines([list(self.lines(cell)) for cell in cells])


def _numbered(text: str) -> list[str]:
    return text.splitlines() if text.strip() else []


def _is_run_on(paragraph: etree._Element) -> bool:
    """Tell a paragraph whose mark was deleted or is hidden, or that is the large first letter of the next."""
    mark = paragraph.find(_OWN_MARK)
    if mark is not None and any(mark.find(name) is not None for name in _GONE):
        return True
    frame = paragraph.find(_FRAME)
    return bool(switch(mark, "w:vanish")) or (frame is not None and frame.get(qn("w:dropCap"), "none") != "none")


def _without_bullet(text: str) -> str:
    """Take away the sign before an entry of a list, which is no part of what it says."""
    return text[1:].lstrip() if text[0] in BULLETS and len(text) > 1 else text


def _is_unseen(element: etree._Element) -> bool:
    """Tell a drawing that is hidden."""
    if element.tag == _DRAWING:
        return any(one.get("hidden") in ("1", "true") for one in element.iter(qn("wp:docPr")))
    return element.tag == _PICTURE and any("visibility:hidden" in one.get("style", "") for one in element.iter())
