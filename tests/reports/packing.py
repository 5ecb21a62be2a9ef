"""Archives, Word documents, RTF and saved pages for the tests."""

import io
import quopri
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx


def packed(files: dict[str, bytes]) -> bytes:
    """Return a ZIP of files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def word(lines: list[str], **parts: bytes) -> bytes:
    """Return a DOCX; `parts` replace parts of it by their name without folder and ending (document, styles,
    numbering)."""
    document, file = docx.Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return packed({name: parts.get(Path(name).stem, data) for name, data in files.items()})


_FONT = r"{\f0\fnil\fcharset134 SimSun;}"


def in_gbk(character: str) -> str:
    """Return a character as RTF writes it in code page 936."""
    return character if character.isascii() else "".join(f"\\'{byte:02x}" for byte in character.encode("gb18030"))


def rtf(
    lines: list[str], written: Callable[[str], str] = in_gbk, fonts: str = r"{\f0\fnil\fcharset134 SimSun;}"
) -> bytes:
    """Return an RTF file, every character as `written` writes it."""
    body = "".join("".join(map(written, line)) + "\\par\n" for line in lines)
    return rf"{{\rtf1\ansi\ansicpg936\deff0{{\fonttbl{fonts}}}{{\*\generator X;}}\pard\f0 {body}}}".encode("latin-1")


def saved_page(page: str) -> bytes:
    """Return a page as browsers save it with all its parts (MHTML)."""
    head = (
        "From: <Saved by Blink>\r\nSubject: page\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----Part--"\r\n\r\n'
    )
    part = (
        "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: http://a.invalid/"
    )
    encoded = quopri.encodestring(page.encode()).replace(b"\n", b"\r\n")
    return f"{head}------Part--\r\n{part}\r\n\r\n".encode() + encoded + b"\r\n------Part----\r\n"
