"""Tables that are text: their encoding is found, and they are read a line at a time."""

import codecs
import io
from pathlib import Path
from typing import BinaryIO

from reports.encoding.decoding import decode
from storage.errors import UnreadableReport

_SAMPLE = 1_000_000  # bytes from which the encoding is told


def text_of_table(file: BinaryIO, name: str) -> io.TextIOWrapper:
    """Return the text of a table in whatever encoding it is; what breaks it becomes U+FFFD.

    Raises:
        UnreadableReport: it is empty, or no text.
    """
    sample = file.read(_SAMPLE)
    if not sample.strip(b"\0 \t\r\n"):
        raise UnreadableReport(f"{name}: is empty. Expected a table with a row a report; save it again.")
    whole = len(sample) < _SAMPLE
    encoding = decode(sample if whole else _whole_lines(sample), Path(name)).encoding
    file.seek(0)
    return io.TextIOWrapper(file, encoding=_codec(encoding), errors="replace", newline="")


def _whole_lines(sample: bytes) -> bytes:
    """Cut the first bytes of a file so that no character is split; of UTF-16 and one endless line as they are."""
    end = sample.rfind(b"\n")
    return sample[: end + 1] if end > 0 and b"\0" not in sample[:1_000] else sample


def _codec(encoding: str) -> str:
    """Return the codec for an encoding as the reader names it, which may be a mixture; what breaks it is flagged."""
    name = encoding.lower().replace("_", "-")
    try:
        return "utf-8-sig" if name in ("utf-8", "utf-8-sig", "cesu-8") else codecs.lookup(encoding).name
    except LookupError:
        return "utf-8-sig"
