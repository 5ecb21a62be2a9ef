"""The text of a Word document (DOCX), paragraphs and table rows in the order of the page."""

import io
import zipfile
from pathlib import Path

from lxml import etree

from reports.formats.kinds.marks import DAMAGED_ZIP, OLE_MARK, ZIP_MARK
from reports.formats.read import Embedded, Lines
from reports.formats.word.body import Body
from reports.formats.word.flat import FLAT_MARK, packed
from reports.formats.word.notes import note_lines
from reports.formats.word.package import Package
from storage.errors import UnreadableReport, reason_of

# A report is some 100 kB of XML. A file that unpacks to more than this is no report, and may be made to fill the
# memory.
_LARGEST_UNPACKED_BYTES = 300_000_000
_HEAD = 4_096
# What zipfile and lxml raise for archives that are cut off, overwritten in places, or hold something else.
_DAMAGED = (
    *DAMAGED_ZIP,
    etree.XMLSyntaxError,
    TypeError,
    AttributeError,
)
_OTHERS = {
    "workbook": "an Excel workbook",
    "presentation": "a PowerPoint presentation",
    "document-content": "an OpenDocument text",
}


def word_lines(data: bytes, path: Path, embedded: Embedded | None = None) -> Lines:
    """Return the lines of a DOCX; a table row is one line, its cells separated by a comma.

    Text in content controls, text boxes and nested tables counts, and so do tracked insertions; deletions and hidden
    text do not. Numbers that Word counts itself stand before their paragraphs; footnotes and endnotes follow the text
    under a heading of their own.

    Args:
        embedded: reads documents that are embedded as text; without it they count as not read.

    Raises:
        UnreadableReport: the file is truncated, protected by a password, an old .doc, or no Word document at all.
    """
    if data.startswith(OLE_MARK):
        raise UnreadableReport(
            f"{path}: is an old Word document (.doc) or protected by a password. "
            "Expected an open DOCX; save it as DOCX without a password."
        )
    if FLAT_MARK in data[:_HEAD] and not data.startswith(ZIP_MARK):
        data = _packed(data, path)
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
            return _lines(Package(archive), path, embedded)
    except _DAMAGED as error:
        raise UnreadableReport(
            f"{path}: is a damaged or incomplete Word document ({reason_of(error)}). Expected a whole DOCX; fetch or "
            "save it again."
        ) from error


def _packed(data: bytes, path: Path) -> bytes:
    try:
        return packed(data)
    except etree.XMLSyntaxError as error:
        raise UnreadableReport(
            f"{path}: is a damaged or incomplete Word document in XML ({reason_of(error)}). Expected a whole one; "
            "fetch or save it again."
        ) from error


def _lines(package: Package, path: Path, embedded: Embedded | None) -> Lines:
    root = package.root(package.main)
    name = etree.QName(root).localname
    if name != "document":
        raise UnreadableReport(
            f"{path}: is {_OTHERS.get(name, f'a {name}')}, not a Word document. Expected a DOCX; save the text of the "
            "report as DOCX."
        )
    body = Body(package, path, embedded)
    lines = [line for line in body.lines(root) if line.strip()]
    return Lines(lines + note_lines(package, root, body.lines), body.flags)
