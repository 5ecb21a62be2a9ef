"""Tell what an OLE file is, the container in which Office before 2007 kept documents and Office since then those that
have a password."""

import io
from typing import BinaryIO

import olefile

_LARGEST_DIRECTORY = (
    2_000  # streams and folders; a Word document has some ten, with many embedded objects a few hundred
)
# The header of a Word document: its mark, and the flag that says that it is encrypted.
_WORD, _WORD_MARK, _FLAGS_AT, _ENCRYPTED = "WordDocument", b"\xec\xa5", 10, 0x0100
_OTHERS = (
    ("EncryptedPackage", "is an Office document protected by a password"),
    ("Workbook", "is an old Excel workbook (.xls)"),
    ("Book", "is an old Excel workbook (.xls)"),
    ("PowerPoint Document", "is an old presentation (.ppt)"),
    ("__properties_version1.0", "is a message of Outlook (.msg)"),
    ("Catalog", "is what Windows notes of a folder's pictures (Thumbs.db)"),
    ("FileHeader", "is a document of Hangul (.hwp)"),
)
_DAMAGED = "is a damaged or incomplete document of an old Office program, or of one that is not known"


def ole_kind(file: BinaryIO) -> tuple[str, str]:
    """Return the ending under which LibreOffice reads an OLE file, or "" and what it is instead."""
    try:
        # olefile reports faults by exceptions; its own tree of entries is not built deeper than Python's stack.
        with olefile.OleFileIO(io.BytesIO(file.read())) as ole:
            names = {"/".join(entry).lower() for entry in ole.listdir()}
            if len(names) > _LARGEST_DIRECTORY:
                return "", _DAMAGED
            if _WORD.lower() in names:
                return _of_word(ole.openstream(_WORD).read(_FLAGS_AT + 2))
    except (OSError, ValueError, IndexError, KeyError, RecursionError, TypeError, AttributeError, MemoryError):
        return "", _DAMAGED
    for name, what in _OTHERS:
        if name.lower() in names:
            return "", what
    return (".wps", "") if {"contents", "matost"} & names else ("", _DAMAGED)


def _of_word(header: bytes) -> tuple[str, str]:
    if len(header) < _FLAGS_AT + 2:
        return "", _DAMAGED
    if int.from_bytes(header[_FLAGS_AT:], "little") & _ENCRYPTED:
        return "", "is an old Word document (.doc) protected by a password"
    # Kingsoft's WPS writes the same, under .wps; only by .doc does LibreOffice know it.
    return (".doc", "") if header.startswith(_WORD_MARK) else ("", "is a Word document older than Word 97")
