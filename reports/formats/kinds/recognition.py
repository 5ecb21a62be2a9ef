"""What a file is, its content says; its name is a hint where the content may be many things."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Literal, get_args

from reports.formats.html import looks_like_html
from reports.formats.kinds.marks import (
    BY_ROW,
    CODE,
    DAMAGED_ZIP,
    EMPTY_ZIP_MARK,
    MEDIA,
    OLE_MARK,
    OTHER_MARKS,
    PACKED_MARKS,
    PARQUET_MARK,
    PDF_MARK,
    PROGRAM,
    TABLES,
    ZIP_MARK,
    TableForm,
)
from reports.formats.kinds.prose import chinese_text, holds_objects, is_prose
from reports.formats.office.ole import ole_kind
from reports.skipped import Kind

Form = Literal["text", "markdown", "mail", "rtf", "word", "pdf", "convert", "archive"] | TableForm
"""How a file is read: `convert` is what LibreOffice turns into a Word document."""
TABLE_FORMS: frozenset[str] = frozenset(get_args(TableForm))

_PLAIN = (".txt", ".text", ".html", ".htm", ".shtml", ".shtm", ".xhtml", ".xht")
_NAMED: dict[str, Form] = {".pdf": "pdf", ".docx": "word", ".docm": "word", ".dotx": "word", ".zip": "archive"}
_MAIL = (".mht", ".mhtml", ".eml")
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_HEAD = 65_536
_BEGINNING = 4_096
_RTF = re.compile(rb"\s*\{\s*\\rtf")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S
)
_HEADER = re.compile(rb"\s*(?:[A-Za-z][A-Za-z-]{1,40}:[^\r\n]{0,2000}\r?\n(?:[ \t][^\r\n]{0,2000}\r?\n){0,50}){2,}")
_OF_MAIL = re.compile(rb"^(?:MIME-Version|Content-Type|Received|Message-ID):", re.I | re.M)
_SCRIPT = re.compile(rb"\s*(?:<\?php|<%[@!-]|#!)", re.I)
# What writes a document as one XML file: Word since 2007, Word 2003, and programs that write OpenDocument.
_FLAT_WORD = b"schemas.microsoft.com/office/2006/xmlPackage"
_CONVERTED = {b"schemas.microsoft.com/office/word/2003/wordml": ".xml", b"opendocument:xmlns:office:1.0": ".fodt"}
_XML = re.compile(
    r"\s*<\?xml[^<>]{0,200}\?>\s*(?:<!--.{0,2000}?-->\s*|<[!?][^<>]{0,2000}>\s*)*<([\w:.-]{1,60})", re.DOTALL
)
_BLANK = b" \t\r\n\xef\xbb\xbf"
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Recognised:
    """How a file is read, or why and of which kind it is not: then `form` is None.

    `ending` is what a program that converts it knows it by.
    """

    form: Form | None
    reason: str = ""
    kind: Kind = "other"
    ending: str = ""


def recognise(file: BinaryIO, name: str) -> Recognised:
    """Tell how a file is to be read.

    Args:
        file: its content, at its beginning; of a long one only head and, of a ZIP, table of contents are read.
        name: its name, for the ending.
    """
    ending = PurePosixPath(name).suffix.lower()
    head = file.read(_HEAD)
    marked = _by_mark(file, head, ending)
    if marked is not None:
        return marked
    if _looks_like_page(head):
        return Recognised("text")
    if ending in BY_ROW:
        return Recognised(_form_of_rows(head, BY_ROW[ending]))
    if head.lstrip(_BLANK)[:1] in (b"{", b"[") and holds_objects(head):
        return Recognised("objects")
    if ending in _PLAIN:
        return Recognised("text")
    return _by_ending(head, ending)


def recognise_bytes(data: bytes, name: str) -> Recognised:
    """Tell how content that is in memory is to be read, as `recognise`."""
    return recognise(io.BytesIO(data), name)


def expected() -> str:
    """Return what to say where a file is of another kind."""
    return (
        "Expected TXT, a web page, DOCX, DOC, WPS, RTF, PDF, MHTML, EML or Markdown, a table with a report a row "
        "(XLSX, CSV, TSV, Parquet, JSON Lines), or a ZIP of these; save the report as one of these."
    )


def _by_mark(file: BinaryIO, head: bytes, ending: str) -> Recognised | None:
    """Recognise what tells itself by its first bytes."""
    start = head.removeprefix(_BOM)
    if head.startswith((ZIP_MARK, EMPTY_ZIP_MARK)):
        return _of_zip(file, ending)
    if head.startswith(OLE_MARK):
        file.seek(0)
        known_by, what = ole_kind(file)
        if not known_by and ending in BY_ROW:
            return Recognised("workbook")  # its reader says what to do
        return Recognised("convert", ending=known_by) if known_by else Recognised(None, *_of_office(what))
    if _RTF.match(start):
        return Recognised("rtf")
    if PDF_MARK in head[:1024] and (ending == ".pdf" or start.lstrip().startswith(PDF_MARK)):
        return Recognised("pdf")
    if head.startswith(PARQUET_MARK):
        return Recognised("parquet")
    for mark, what in PACKED_MARKS:
        if head.startswith(mark):
            return Recognised(None, f"is {what}, which is not unpacked here. Expected a ZIP; unpack it", "unreadable")
    for mark, what in OTHER_MARKS:
        if head.startswith(mark):
            return Recognised(None, f"is {what}. {expected()}")
    if _is_mail(start):
        return Recognised("mail")
    if _FLAT_WORD in head[:_BEGINNING]:
        return Recognised("word")
    for mark, known_by in _CONVERTED.items():
        if mark in head[:_BEGINNING] and start.lstrip().startswith(b"<"):
            return Recognised("convert", ending=known_by)
    return None


def _of_office(what: str) -> tuple[str, Kind]:
    """Return the reason why an OLE file is not read, and of which kind that is."""
    if "password" in what:
        return f"{what}. Expected an open document; save it without a password", "unreadable"
    if "damaged" in what:
        return f"{what}. Expected a whole one; fetch it again, or save it as DOCX", "unreadable"
    return f"{what}. {expected()}", "unreadable" if "message" in what else "other"


def _of_zip(file: BinaryIO, ending: str) -> Recognised:
    """Tell an archive of files from the documents that are ZIPs too."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            packed_as = archive.read("mimetype")[:100] if _is_small(archive, "mimetype") else b""
    except DAMAGED_ZIP:
        if ending in BY_ROW:
            return Recognised("workbook")  # its reader says that it is damaged
        if (what := TABLES.get(ending) or MEDIA.get(ending)) is not None:
            return Recognised(None, f"is {what}. {expected()}")
        return Recognised("archive" if ending == ".zip" else "word")
    if "[Content_Types].xml" in names:
        tops = {name.partition("/")[0].lower() for name in names}
        if "word" in tops or not tops & {"xl", "ppt", "visio"}:
            return Recognised("word")
        if "xl" in tops and "xl/workbook.bin" not in names:
            return Recognised("workbook")
        what = "a binary Excel workbook (.xlsb)" if "xl" in tops else "a presentation or drawing"
        return Recognised(None, f"is {what}. {expected()}", "unreadable" if "xl" in tops else "other")
    if packed_as.startswith(b"application/vnd.oasis.opendocument.text"):
        return Recognised("convert", ending=".odt")
    for holds, what in (
        (b"opendocument" in packed_as, "an OpenDocument sheet or presentation"),
        (b"epub" in packed_as, "an EPUB book"),
        ("OFD.xml" in names, "an OFD document"),
        ("Index/Document.iwa" in names, "a document of Pages, Numbers or Keynote"),
    ):
        if holds:
            return Recognised(None, f"is {what}. {expected()}", "unreadable")
    return Recognised("archive")


def _is_small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 200


def _is_mail(head: bytes) -> bool:
    """Tell a message or saved page of many parts by the fields at its head."""
    if b":" not in head[:80]:
        return False
    fields = _HEADER.match(head[:_BEGINNING])
    return fields is not None and _OF_MAIL.search(fields[0]) is not None


def _looks_like_page(head: bytes) -> bool:
    return _PAGE.match(head.removeprefix(_BOM)[:_BEGINNING]) is not None


def _form_of_rows(head: bytes, named: TableForm) -> TableForm:
    """Tell how a table is read that does not tell itself by its first bytes: text under another ending is a CSV."""
    is_other = named in ("workbook", "parquet") or (named == "objects" and b"{" not in head[:_BEGINNING])
    return "delimited" if is_other and head.strip(_BLANK) and chinese_text(head) is not None else named


def _by_ending(head: bytes, ending: str) -> Recognised:
    """Recognise text, whose bytes may be many things."""
    if (what := TABLES.get(ending) or MEDIA.get(ending) or CODE.get(ending)) is not None:
        is_text = ending not in MEDIA and what != PROGRAM and is_prose(head)
        return Recognised("text") if is_text else Recognised(None, f"is {what}. {expected()}")
    if not head.strip(b"\0 \t\r\n"):
        return Recognised("text")  # the reader says that it is empty
    text = chinese_text(head)
    if text is None:
        if ending in (*_NAMED, *_MAIL, *_MARKDOWN):
            return Recognised(_NAMED.get(ending, "text"))  # the reader says what is wrong with it
        return Recognised(None, f"holds no Chinese text that can be recognised. {expected()}")
    if _SCRIPT.match(head) and not looks_like_html(text):
        return Recognised(None, f"is program code. {expected()}")
    if (xml := _XML.match(text)) and not looks_like_html(text):
        return Recognised(None, f"is XML of a kind that is not known here (<{xml[1]}>). {expected()}", "unreadable")
    return Recognised("markdown" if ending in _MARKDOWN and not looks_like_html(text) else "text")
