"""The text of a Word document (DOCX), paragraphs and table rows in the order of the page."""

import io
import zipfile
import zlib
from pathlib import Path

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from reports.errors import UnreadableReport

ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word 97 .doc, and every DOCX that has a password
# A report is some 100 kB of XML. A file that unpacks to more than this is no report, and may be made to fill the memory.
_LARGEST_UNPACKED_BYTES = 300_000_000
# What zipfile, lxml and python-docx raise for archives that are cut off, overwritten in places, or hold something else.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    AttributeError,
    EOFError,
    RuntimeError,
)


def word_lines(data: bytes, path: Path) -> list[str]:
    """Return the lines of a DOCX; a table row is one line, its cells separated by a space.

    Raises:
        UnreadableReport: the file is truncated, protected by a password, an old .doc, or no Word document at all.
    """
    if data.startswith(OLE_MARK):
        raise UnreadableReport(
            f"{path}: is an old Word document (.doc) or protected by a password. "
            "Expected an open DOCX; save it as DOCX without a password."
        )
    if not data.startswith(ZIP_MARK):
        raise UnreadableReport(f"{path}: is not a Word document, which is a zip archive. Expected a DOCX; save it again from Word.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_UNPACKED_BYTES:
                raise UnreadableReport(f"{path}: unpacks to over 300 MB. Expected a report; remove its pictures and save it again.")
        document = docx.Document(io.BytesIO(data))
    except _DAMAGED as error:
        raise UnreadableReport(
            f"{path}: is a damaged or incomplete Word document ({error}). Expected a whole DOCX; fetch or save it again."
        ) from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        lines.extend(_table_lines(block) if isinstance(block, Table) else _paragraph_lines(block))
    return [line for line in lines if line.strip()]


def _paragraph_lines(paragraph: Paragraph) -> list[str]:
    return str(paragraph.text).splitlines()


def _table_lines(table: Table) -> list[str]:
    """Rows as lines. A layout table with one column holds ordinary paragraphs; a merged cell is counted once."""
    lines: list[str] = []
    for row in table.rows:
        cells: list[str] = []
        seen: set[object] = set()
        for cell in row.cells:
            if cell._tc in seen:
                continue
            seen.add(cell._tc)
            cells.append(cell.text)
        if len(cells) == 1:
            lines.extend(cells[0].splitlines())
        else:
            lines.append(" ".join(" ".join(cell.split()) for cell in cells if cell.strip()))
    return lines
