"""The bytes of a file become lines, as what the content says it is."""

from collections.abc import Iterator
from pathlib import Path

from reports.encoding.decoding import decode
from reports.formats.archive import LARGEST_ARCHIVE
from reports.formats.containers import files_within
from reports.formats.html import TooDeep, html_lines, looks_like_html
from reports.formats.kinds.recognition import recognise_bytes
from reports.formats.mail import read_mail
from reports.formats.markdown import markdown_lines
from reports.formats.office.libreoffice import as_docx
from reports.formats.office.rtf import rtf_lines
from reports.formats.pdf import pdf_lines
from reports.formats.word import word_lines
from reports.report import Origin
from storage.errors import UnreadableReport
from storage.regular import read_regular, refusal
from storage.shown import shown

LARGEST_FILE = 200_000_000
"""Bytes. A report is some 100 kB, with pictures in a Word file or PDF some MB."""
BLANK = b"\0 \t\r\n"


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
    recognised = recognise_bytes(data, path.name)
    match recognised.form:
        case None:
            raise UnreadableReport(f"{path}: {recognised.reason.removesuffix('.')}.")
        case "pdf":
            return pdf_lines(data, path), "pdf", ()
        case "word":
            return word_lines(data, path), "docx", ()
        case "convert":
            return word_lines(as_docx(data, recognised.ending, path), path), "doc", ()
        case "rtf":
            return rtf_lines(data, path), "rtf", ()
        case "mail":
            mail = read_mail(data, path)
            lines, encoding, flags = _of_text(mail.body, path)
            return lines, encoding, tuple(dict.fromkeys((*flags, *(("cut_off",) if mail.is_cut_off else ()))))
        case _:
            return _of_text(data, path, is_markdown=recognised.form == "markdown")


def _of_text(data: bytes, path: Path, is_markdown: bool = False) -> tuple[list[str], str, tuple[str, ...]]:
    decoded = decode(data, path)
    text, flags = decoded.text, decoded.flags
    if "undecodable_bytes" in flags and text.rstrip().endswith("\ufffd"):
        flags = ("cut_off", *flags)
    if looks_like_html(text):
        return _of_page(text, path), decoded.encoding, flags
    return markdown_lines(text) if is_markdown else text.splitlines(), decoded.encoding, flags


def _of_page(text: str, path: Path) -> list[str]:
    try:
        return html_lines(text)
    except TooDeep as error:
        raise UnreadableReport(
            f"{path}: nests more than 2,048 elements in each other, and a part of the page would be lost. "
            "Expected a page as browsers show it; save its text as TXT."
        ) from error


def raw_documents(path: Path) -> Iterator[tuple[Origin, list[str]]]:
    """Yield the lines, before anything is cleaned, of a file or of each file in an archive or message; none that
    cannot be read."""
    try:
        data, name = content(path), Path(shown(path))
        found = files_within(data, name, recognise_bytes(data, name.name).form)
        if found is None:
            yield Origin(path), _lines_or_none(data, name)
            return
        for number, one in enumerate(found, 1):
            yield Origin(path, number), _lines_or_none(one.data, Path(one.name))
    except UnreadableReport:
        return  # the reader has named it


def _lines_or_none(data: bytes, path: Path) -> list[str]:
    try:
        return raw_lines(data, path)[0] if data.strip(BLANK) else []
    except UnreadableReport:
        return []  # the reader has named it
