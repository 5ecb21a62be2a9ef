"""The text of a Word document (DOCX), paragraphs and table rows in the order of the page."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.oxml.ns import qn
from lxml import etree

from reports.formats.kinds.marks import OLE_MARK, ZIP_MARK
from reports.formats.word_notes import note_lines
from reports.formats.word_numbering import Numbering
from storage.errors import UnreadableReport, reason_of

# A report is some 100 kB of XML. A file that unpacks to more than this is no report, and may be made to fill the
# memory.
_LARGEST_UNPACKED_BYTES = 300_000_000
# What zipfile, lxml and python-docx raise for archives that are cut off, overwritten in places, or hold something else.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,
)


_MARKS = ("，", "。", "；", "：", "、", "！", "？", ":", ";")
_PARAGRAPH, _ROW, _CELL = qn("w:p"), qn("w:tr"), qn("w:tc")
_CHARACTERS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TEXT = qn("w:t")
_TEXT_BOX = qn("w:txbxContent")
# Properties (a tab stop is a w:tab too), what tracked changes took away, readings above characters, and the second
# form in which Word keeps a text box for older programs.
_UNSEEN = frozenset(qn(f"w:{name}") for name in ("pPr", "rPr", "sdtPr", "del", "moveFrom", "rt")) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}


def word_lines(data: bytes, path: Path) -> list[str]:
    """Return the lines of a DOCX; a table row is one line, its cells separated by a space.

    Text in content controls, text boxes and nested tables counts, and so do tracked insertions; deletions do not.
    Numbers that Word counts itself stand before their paragraphs; footnotes and endnotes follow the text under a
    heading of their own.

    Raises:
        UnreadableReport: the file is truncated, protected by a password, an old .doc, or no Word document at all.
    """
    if data.startswith(OLE_MARK):
        raise UnreadableReport(
            f"{path}: is an old Word document (.doc) or protected by a password. "
            "Expected an open DOCX; save it as DOCX without a password."
        )
    if not data.startswith(ZIP_MARK):
        raise UnreadableReport(
            f"{path}: is not a Word document, which is a zip archive. Expected a DOCX; save it again from Word."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED_BYTES:
                raise UnreadableReport(
                    f"{path}: unpacks to over 300 MB. Expected a report; remove its pictures and save it again."
                )
        document = docx.Document(io.BytesIO(data))
        numbering = Numbering(document)
        lines = [line for line in _lines(document.element, numbering) if line.strip()]
        return lines + note_lines(document, lambda element: _lines(element, numbering))
    except _DAMAGED as error:
        raise UnreadableReport(
            f"{path}: is a damaged or incomplete Word document ({reason_of(error)}). Expected a whole DOCX; fetch or "
            "save it again."
        ) from error


def _lines(element: etree._Element, numbering: Numbering) -> Iterator[str]:
    """Yield the lines of all paragraphs and rows below `element`, in the order of the document."""
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == _ROW and child.find(f".//{_ROW}") is None:
            yield from _row_lines(child, numbering)
            continue
        if child.tag == _PARAGRAPH:
            mark, text = numbering.mark(child), "".join(_text(child))
            yield from (mark + text if text.strip() else text).splitlines()
        yield from _lines(child, numbering)  # a paragraph may hold text boxes, a row a table


def _row_lines(row: etree._Element, numbering: Numbering) -> Iterator[str]:
    """Yield a row as one line, its cells parted by commas where they end without a mark (figures would run together);
    where only one cell holds text, as in a table made for layout, its paragraphs."""
    cells = [lines for cell in row.iter(_CELL) if (lines := [line for line in _lines(cell, numbering) if line.strip()])]
    if len(cells) == 1:
        yield from cells[0]
    else:
        texts = [" ".join(" ".join(cell).split()) for cell in cells]
        yield "".join(text if text.endswith(_MARKS) else f"{text}，" for text in texts[:-1]) + "".join(texts[-1:])


def _text(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        elif child.tag not in _UNSEEN and child.tag != _TEXT_BOX:
            yield from _text(child)
