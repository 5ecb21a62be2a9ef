"""The bytes of a file become lines: as TXT, page, Word document or PDF, whatever the content says it is."""

from collections.abc import Iterator
from pathlib import Path

from reports.archive import ZIP_MARK, is_archive, members
from reports.encoding import decode
from reports.finding import DOCUMENTS
from reports.html import html_lines, looks_like_html
from reports.pdf import PDF_MARK, pdf_lines
from reports.word import OLE_MARK, word_lines
from storage.errors import UnreadableReport

BLANK = b"\0 \t\r\n"


def content(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        UnreadableReport: it cannot be opened, or is empty.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableReport(f"{path}: cannot be opened ({error.strerror}). Expected a report; check path and rights.") from error
    if not data.strip(BLANK):
        raise is_empty(path)
    return data


def is_empty(path: Path) -> UnreadableReport:
    """Return the error for a file that is empty."""
    return UnreadableReport(f"{path}: is empty. Expected the text of a report; fetch or save the file again.")


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
    lines = html_lines(decoded.text) if looks_like_html(decoded.text) else decoded.text.splitlines()
    return lines, decoded.encoding, decoded.flags


def raw_documents(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the source and the lines, before anything is cleaned, of a file or of each file in an archive; none that cannot be read."""
    data = content(path)
    inside = (
        [(one.name, one.data) for one in members(data, str(path), DOCUMENTS)]
        if is_archive(data, path.name)
        else [(str(path), data)]
    )
    for name, found in inside:
        try:
            lines = raw_lines(found, Path(name))[0] if found.strip(BLANK) else []
        except UnreadableReport:
            continue  # the reader has named it
        yield name, lines
