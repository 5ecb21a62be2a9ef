"""Bytes become text, and the encoding that was used is named: nothing is guessed in silence."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from reports.errors import UnreadableReport

# Longer marks first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_PROSE = re.compile("[\u4e00-\u9fa5 -~\r\n\t\u3000-\u303f\uff00-\uffef\u2010-\u2027]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_LARGEST_SHARE_OF_CONTROL = 0.002
# A page cut off in the middle of a character, or with a byte lost here and there, can still be read; a wrong encoding cannot.
_LARGEST_SHARE_UNDECODABLE = 0.001
# GB2312 level 1, the 3,755 commonest characters, fills lead bytes B0 to D7. Simplified Chinese prose has 97 % or more of its
# characters there; Big5 or UTF-16 read as GB18030 has far fewer.
_LEVEL_1 = range(0xB0, 0xD8)
_SMALLEST_SHARE_COMMON = 0.7
_SAMPLE_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the Python name of the encoding it was read with, and what to know about it."""

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def decode(data: bytes, path: Path) -> Decoded:
    """Turn the bytes of a text file or saved page into text.

    Tried in this order: byte order mark, UTF-16 without one (where there are zero bytes), UTF-8, the charset that a page
    declares, GB18030, Big5. Where a few bytes in ten thousand break the encoding, they become U+FFFD and the flag
    `undecodable_bytes` is set.

    Raises:
        UnreadableReport: the bytes are no text, or text in none of these encodings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data, (encoding,), path)
    if b"\0" in data:
        return _without_mark(data, path)
    text = _strictly(data, "utf-8")
    if text is not None:
        return Decoded(_checked(text, path), "utf-8")
    declared = _declared(data)
    if declared is not None and (text := _strictly(data, declared)) is not None:
        return Decoded(_checked(text, path), declared)
    read = {encoding: text for encoding in ("gb18030", "big5") if (text := _strictly(data, encoding)) is not None}
    likelihood = {encoding: _likelihood(text, encoding) for encoding, text in read.items()}
    if likelihood and max(likelihood.values()) >= _SMALLEST_SHARE_COMMON:
        encoding = max(likelihood, key=lambda one: likelihood[one])
        return Decoded(_checked(read[encoding], path), encoding)
    return _tolerant(data, ("utf-8", "gb18030"), path)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _declared(data: bytes) -> str | None:
    """The charset in the head of a page, as Python names it. Pages that say gb2312 use GBK and GB18030 characters freely."""
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    name = match.group(1).decode("ascii").lower()
    if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk"):
        return "gb18030"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _without_mark(data: bytes, path: Path) -> Decoded:
    """Read UTF-16 that lacks its byte order mark: the order that makes Chinese of it is the right one."""
    best = max(("utf-16-le", "utf-16-be"), key=lambda encoding: _readable(data.decode(encoding, "replace")))
    text = data.decode(best, "replace")
    if _readable(text) < 0.9:
        raise _binary(path)
    return Decoded(_checked(text, path), best, ("undecodable_bytes",) if "\ufffd" in text else ())


def _readable(text: str) -> float:
    """The share of characters that Chinese prose is made of: common ideographs, ASCII, CJK and general punctuation."""
    sample = text[:_SAMPLE_CHARACTERS]
    return len(_PROSE.findall(sample)) / max(len(sample), 1)


def _likelihood(text: str, encoding: str) -> float:
    """How plainly `text` is Chinese, from 0 to 1: the share of its ideographs that are among the commonest."""
    ideographs = [c for c in text[:_SAMPLE_CHARACTERS] if "\u4e00" <= c <= "\u9fff"]
    if encoding == "big5":  # level 1 of Big5, the 5,401 commonest, fills lead bytes A4 to C6
        common = sum(c.encode("big5", "replace")[0] in range(0xA4, 0xC7) for c in ideographs)
    else:
        common = sum(len(b := c.encode("gb2312", "ignore")) == 2 and b[0] in _LEVEL_1 for c in ideographs)
    return common / max(len(ideographs), 1)


def _tolerant(data: bytes, encodings: tuple[str, ...], path: Path) -> Decoded:
    """Read with the encoding that breaks at the fewest places, if these are few."""
    read = {encoding: data.decode(encoding, "replace") for encoding in encodings}
    encoding = min(read, key=lambda one: read[one].count("\ufffd"))
    text = read[encoding]
    lost = text.count("\ufffd")
    if lost > max(3, _LARGEST_SHARE_UNDECODABLE * len(text)):
        raise _binary(path)
    return Decoded(_checked(text, path), encoding, ("undecodable_bytes",) if lost else ())


def _checked(text: str, path: Path) -> str:
    """Refuse what decodes but is no text."""
    if len(_CONTROL.findall(text)) > max(2, _LARGEST_SHARE_OF_CONTROL * len(text)):
        raise _binary(path)
    return text


def _binary(path: Path) -> UnreadableReport:
    return UnreadableReport(
        f"{path}: holds no text that can be decoded. Expected UTF-8, GB18030, UTF-16 or Big5; "
        "if it is a document of another kind, export it as TXT, HTML or DOCX."
    )
