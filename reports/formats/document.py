"""The bytes of a file become lines, as what the content says it is."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from reports.encoding.decoding import decode
from reports.formats.archive import LARGEST_ARCHIVE
from reports.formats.containers import files_within
from reports.formats.html import InFrames, TooDeep, WrittenByScripts, looks_like_html, page_lines
from reports.formats.kinds.recognition import expected, recognise_bytes
from reports.formats.mail import read_mail, unquoted
from reports.formats.markdown import markdown_lines
from reports.formats.office.libreoffice import as_docx
from reports.formats.office.rtf import rtf_lines
from reports.formats.pdf import pdf_lines
from reports.formats.read import Lines
from reports.formats.word import word_lines
from reports.formats.xml import looks_like_xml, xml_lines
from reports.report import Origin
from storage.errors import UnreadableReport
from storage.regular import read_regular, refusal
from storage.shown import shown

LARGEST_FILE = 200_000_000
"""Bytes. A report is some 100 kB, with pictures in a Word file or PDF some MB."""
_DEEPEST = 3  # documents in documents
BLANK = b"\0 \t\r\n"
_FEED = re.compile("([^\r\n\f])\f")
_PAGE = "\ufdd0"  # no character, and no end of a line


def most_bytes(path: Path) -> int:
    """Return how many bytes are read of a file of this name."""
    return LARGEST_ARCHIVE if path.suffix.lower() == ".zip" else LARGEST_FILE


def content(path: Path) -> bytes:
    """Return the bytes of a regular file of at most 200 MB, an archive of at most 2 GB.

    Raises:
        UnreadableReport: it cannot be opened, is no regular file, too large or empty, or changes while it is read.
    """
    try:
        data = read_regular(path, most_bytes(path))
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


def raw_lines(data: bytes, path: Path, depth: int = 1) -> tuple[list[str], str, tuple[str, ...]]:
    """Return the lines of a file, its encoding's name (of a document its kind), and flags.

    Args:
        path: its name, for messages and what its ending tells.
        depth: 1, or of a document in a document 2 or 3.

    Raises:
        UnreadableReport: the file is damaged, or of another kind.
    """
    recognised = recognise_bytes(data, path.name)
    within = partial(_embedded, depth=depth + 1) if depth < _DEEPEST else None
    match recognised.form:
        case None:
            raise UnreadableReport(f"{path}: {recognised.reason.removesuffix('.')}.")
        case "workbook" | "parquet":
            raise UnreadableReport(f"{path}: is a table within a document, which is not read. {expected()}")
        case "pdf":
            lines, flags = pdf_lines(data, path)
            return lines, "pdf", flags
        case "word":
            lines, flags = word_lines(data, path, within)
            return lines, "docx", flags
        case "convert":
            lines, flags = word_lines(as_docx(data, recognised.ending, path), path, within)
            return lines, "doc", flags
        case "rtf":
            is_whole = data.rstrip(BLANK).endswith(b"}")
            return rtf_lines(data, path), "rtf", () if is_whole else ("cut_off",)
        case "mail":
            mail = read_mail(data, path)
            lines, encoding, flags = _of_text(mail.body, path)
            lines = unquoted(lines)
            return lines, encoding, tuple(dict.fromkeys((*flags, *(("cut_off",) if mail.is_cut_off else ()))))
        case _:
            return _of_text(data, path, is_markdown=recognised.form == "markdown")


def _of_text(data: bytes, path: Path, is_markdown: bool = False) -> tuple[list[str], str, tuple[str, ...]]:
    decoded = decode(data, path)
    text, flags = decoded.text, decoded.flags
    if "undecodable_bytes" in flags and text.rstrip().endswith("\ufffd"):
        flags = ("cut_off", *flags)
    if not looks_like_html(text):
        if looks_like_xml(text) and (lines := xml_lines(text)):
            return lines, decoded.encoding, flags
        return markdown_lines(text) if is_markdown else _plain_lines(text), decoded.encoding, flags
    lines, of_page = _of_page(text, path)
    return lines, decoded.encoding, flags + of_page


def _plain_lines(text: str) -> list[str]:
    """Return the lines of a plain text; a form feed stays before the line that it parts from the page before."""
    if "\f" not in text:
        return text.splitlines()
    return [line.replace(_PAGE, "\f") for line in _FEED.sub(rf"\1\n{_PAGE}", text).replace("\f", _PAGE).splitlines()]


def _embedded(data: bytes, path: Path, depth: int) -> Lines:
    lines, _, flags = raw_lines(data, path, depth)
    return Lines(lines, flags)


def _of_page(text: str, path: Path) -> Lines:
    try:
        return page_lines(text)
    except TooDeep as error:
        raise UnreadableReport(
            f"{path}: nests more than 2,048 elements in each other, and a part of the page would be lost. "
            "Expected a page as browsers show it; save its text as TXT."
        ) from error
    except WrittenByScripts as error:
        raise UnreadableReport(
            f"{path}: holds no text but what its scripts write when a browser shows it. Expected the page as it is "
            "shown; open it, select all, and save the text as TXT."
        ) from error
    except InFrames as error:
        raise UnreadableReport(
            f"{path}: holds no text, but shows other pages in frames ({error}). Expected the page with the report; "
            "open that frame alone and save it."
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
