"""The bytes of a file become lines: as TXT, page, Word document or PDF, whatever the content says it is."""

from collections.abc import Iterator
from pathlib import Path

from reports.encoding.decoding import decode
from reports.formats.archive import LARGEST_ARCHIVE, ZIP_MARK, Member, is_archive, members
from reports.formats.finding import DOCUMENTS
from reports.formats.html import TooDeep, html_lines, looks_like_html
from reports.formats.pdf import PDF_MARK, pdf_lines
from reports.formats.word import OLE_MARK, word_lines
from reports.report import Origin
from storage.errors import UnreadableReport
from storage.regular import read_regular, refusal
from storage.shown import shown

LARGEST_FILE = 200_000_000
"""Bytes. A report is some 100 kB, with pictures in a Word file or PDF some MB."""
BLANK = b"\0 \t\r\n"
_PAGE = "\ufdd0"  # no character, and no end of a line


def content(path: Path) -> bytes:
    """Return the bytes of a regular file of at most 200 MB, an archive of at most 2 GB.

    Raises:
        UnreadableReport: it cannot be opened, is no regular file, too large or empty, or changes while it is read.
    """
    try:
        data = read_regular(path, LARGEST_ARCHIVE if path.suffix.lower() == ".zip" else LARGEST_FILE)
    except OSError as error:
        raise UnreadableReport(
            f"{shown(path)}: {refusal(error)}. Expected a report; check the file, its path and rights."
        ) from error
    if not data.strip(BLANK):
        raise is_empty(path)
    return data


def is_empty(path: Path) -> UnreadableReport:
    """Return the error for a file that is empty."""
    return UnreadableReport(f"{shown(path)}: is empty. Expected the text of a report; fetch or save the file again.")


def raw_lines(data: bytes, path: Path) -> tuple[list[str], str, tuple[str, ...]]:
    """Return the lines of a file, its encoding's name (of a document its kind), and flags.

    Args:
        path: its name, for messages and what its ending tells.

    Raises:
        UnreadableReport: the file is damaged, or of another kind.
    """
    if path.suffix.lower() == ".pdf" or data.startswith(PDF_MARK):
        return pdf_lines(data, path), "pdf", ()
    if path.suffix.lower() == ".docx" or data.startswith((ZIP_MARK, OLE_MARK)):
        return word_lines(data, path), "docx", ()
    decoded = decode(data, path)
    lines = _of_page(decoded.text, path) if looks_like_html(decoded.text) else _of_text(decoded.text)
    return lines, decoded.encoding, decoded.flags


def _of_text(text: str) -> list[str]:
    """Return the lines of a plain text; a form feed stays before the line that it parts from the page before."""
    return (
        [line.replace(_PAGE, "\f") for line in text.replace("\f", _PAGE).splitlines()]
        if "\f" in text
        else text.splitlines()
    )


def _of_page(text: str, path: Path) -> list[str]:
    try:
        return html_lines(text)
    except TooDeep as error:
        raise UnreadableReport(
            f"{path}: nests more than 2,048 elements in each other, and a part of the page would be lost. "
            "Expected a page as browsers show it; save its text as TXT."
        ) from error


def raw_documents(path: Path) -> Iterator[tuple[Origin, list[str]]]:
    """Yield the lines, before anything is cleaned, of a file or of each file in an archive; none that cannot be
    read."""
    try:
        data = content(path)
        found = members(data, shown(path), DOCUMENTS) if is_archive(data, path.name) else None
        inside = [(Origin(path), shown(path), data)] if found is None else _of_archive(path, found)
        for origin, name, one in inside:
            yield origin, _lines_or_none(one, Path(name))
    except UnreadableReport:
        return  # the reader has named it


def _of_archive(path: Path, found: Iterator[Member]) -> Iterator[tuple[Origin, str, bytes]]:
    return ((Origin(path, number), one.name, one.data) for number, one in enumerate(found, 1))


def _lines_or_none(data: bytes, path: Path) -> list[str]:
    try:
        return raw_lines(data, path)[0] if data.strip(BLANK) else []
    except UnreadableReport:
        return []  # the reader has named it
