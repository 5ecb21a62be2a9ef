"""The first bytes and the endings by which files are known that are no reports, and by which ZIPs are."""

import lzma
import zipfile
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

ZIP_MARK = b"PK\x03\x04"
EMPTY_ZIP_MARK = b"PK\x05\x06"
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
    RuntimeError,
    KeyError,
)
"""What zipfile raises for archives that are cut off, overwritten in places, or hold something else."""
PDF_MARK = b"%PDF-"
PARQUET_MARK = b"PAR1"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Files that may hold reports which this program does not unpack: a person should look.
PACKED_MARKS = (
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "compressed by gzip"),
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ\x00", "compressed by xz"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd"),
)
OTHER_MARKS = (
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture, sound or film"),
    (b"ID3", "music"),
    (b"OggS", "music"),
    (b"fLaC", "music"),
    (b"\x00\x00\x00\x1cftyp", "a film"),
    (b"\x00\x00\x00\x20ftyp", "a film"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x00\x00\x00\x01Bud1", "what a Mac notes of a folder"),
)


def _named(what: str, endings: str) -> dict[str, str]:
    return dict.fromkeys((f".{ending}" for ending in endings.split()), what)


TableForm = Literal["workbook", "delimited", "parquet", "objects"]
"""How a table with a report a row is read: `delimited` is CSV and TSV, `objects` JSON Lines."""
BY_ROW: Mapping[str, TableForm] = MappingProxyType(
    {
        ".xlsx": "workbook",
        ".xlsm": "workbook",
        ".xls": "workbook",
        ".csv": "delimited",
        ".tsv": "delimited",
        ".parquet": "parquet",
        ".jsonl": "objects",
        ".ndjson": "objects",
    }
)
"""Endings of tables that are read a row at a time, for they may not fit into the memory."""
TABLES = _named("a table", "xlsb ods feather dta sav tmx")
"""Endings of sheets and data sets that are not read."""
MEDIA = {
    **_named("a picture", "jpg jpeg png gif bmp tif tiff webp svg ico heic psd"),
    **_named("sound or film", "mp3 mp4 wav m4a flac ogg avi mov mkv flv wmv rm rmvb"),
    **_named("a program or part of one", "exe dll so dylib msi apk dmg iso pyc class jar whl"),
    **_named("a font", "ttf ttc otf woff woff2 eot"),
}
PROGRAM = "program code"
CODE = {
    **_named(PROGRAM, "py pyi ipynb js mjs ts css scss java c h cpp go rs r rmd m do rb pl lua sh bat ps1 sql vbs"),
    **_named(
        "settings or data of a program", "json geojson yaml yml toml ini cfg conf lock map plist url lnk db sqlite"
    ),
    **_named("the notes of references", "bib ris enw nbib"),
}
