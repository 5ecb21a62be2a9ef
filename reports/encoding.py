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
# Pages that say gb2312 use characters of GBK and GB18030 freely. Any other name, most of all the iso-8859-1 of web servers, is
# no help: bytes always decode as Latin-1, and UTF-8 and UTF-16 are told by the bytes themselves.
_TRUSTED = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5"),
}
_PROSE = re.compile("[\u4e00-\u9fa5 -~\r\n\t\u3000-\u303f\uff00-\uffef\u2010-\u2027]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_LARGEST_SHARE_OF_CONTROL = 0.002
# A page cut off in the middle of a character, or with a byte lost here and there, can still be read; a wrong encoding cannot.
_LARGEST_SHARE_UNDECODABLE = 0.001
# GB2312 level 1, the 3,755 commonest characters, fills lead bytes B0 to D7. Simplified Chinese prose has 97 % or more of its
# characters there; Big5 or UTF-16 read as GB18030 has far fewer.
_LEVEL_1 = range(0xB0, 0xD8)
_SMALLEST_SHARE_COMMON = 0.7
_SAMPLE_CHARACTERS = 20_000
# Zero bytes are 1 to 5 % of a Chinese report in UTF-16 (its digits, line feeds and 一), and half of a page. Fewer may be strays.
_LARGEST_SHARE_OF_STRAYS = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the Python name of the encoding it was read with, and what to know about it."""

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def decode(data: bytes, path: Path) -> Decoded:
    """Turn the bytes of a text file or saved page into text.

    Tried in this order: byte order mark, UTF-16 without one (where zero bytes are many), UTF-8, the charset that a page
    declares, GB18030 or Big5, UTF-16 with few zero bytes. Where a few bytes in ten thousand break the encoding, they become
    U+FFFD and the flag `undecodable_bytes` is set; stray zero characters are taken out and flagged `nul_removed`.

    Raises:
        UnreadableReport: the bytes are no text, or text in none of these encodings.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _tolerant(data, (encoding,), path)
    zeros = data.count(0)
    found = _detected(data) if zeros <= _LARGEST_SHARE_OF_STRAYS * len(data) else None
    if found is None and zeros:
        found = _utf16(data)
    if found is not None:
        return _checked(*found, path)
    if zeros > _LARGEST_SHARE_OF_STRAYS * len(data):
        raise _binary(path)
    return _tolerant(data, ("utf-8", "gb18030"), path)


def _detected(data: bytes) -> tuple[str, str] | None:
    """Return the text and its encoding where every byte fits and the result reads as Chinese."""
    text = _strictly(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    declared = _declared(data)
    if declared is not None and (text := _strictly(data, declared)) is not None:
        return text, declared
    read = {encoding: text for encoding in ("gb18030", "big5") if (text := _strictly(data, encoding)) is not None}
    likelihood = {encoding: _likelihood(text, encoding) for encoding, text in read.items()}
    if not likelihood or max(likelihood.values()) < _SMALLEST_SHARE_COMMON:
        return None
    encoding = max(likelihood, key=lambda one: likelihood[one])
    return read[encoding], encoding


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _declared(data: bytes) -> str | None:
    """The encoding that the head of a page names, if the name can be trusted."""
    match = _DECLARED.search(data[:4096])
    return _TRUSTED.get(match.group(1).decode("ascii").lower()) if match else None


def _utf16(data: bytes) -> tuple[str, str] | None:
    """Read UTF-16 that lacks its byte order mark: the order that makes Chinese of it is the right one."""
    best = max(("utf-16-le", "utf-16-be"), key=lambda encoding: _readable(data.decode(encoding, "replace")))
    text = data.decode(best, "replace")
    return (text, best) if _readable(text) >= 0.9 else None


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
    if text.count("\ufffd") > max(3, _LARGEST_SHARE_UNDECODABLE * len(text)):
        raise _binary(path)
    return _checked(text, encoding, path)


def _checked(text: str, encoding: str, path: Path) -> Decoded:
    """Refuse what decodes but is no text, and flag what was lost."""
    clean = text.replace("\0", "")
    if len(_CONTROL.findall(clean)) > max(2, _LARGEST_SHARE_OF_CONTROL * len(clean)):
        raise _binary(path)
    flags = {"undecodable_bytes": "\ufffd" in clean, "nul_removed": len(clean) < len(text)}
    return Decoded(clean, encoding, tuple(flag for flag, holds in flags.items() if holds))


def _binary(path: Path) -> UnreadableReport:
    return UnreadableReport(
        f"{path}: holds no text that can be decoded. Expected UTF-8, GB18030, UTF-16 or Big5; "
        "if it is a document of another kind, export it as TXT, HTML or DOCX."
    )
