"""Archives and Word documents, which are archives too, for the tests."""

import io
import zipfile
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
