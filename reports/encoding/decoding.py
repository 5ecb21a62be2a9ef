"""Bytes become text, and the encoding that was used is named: nothing is guessed in silence."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from reports.encoding.chinese import SMALLEST_SHARE, is_chinese, letters, likelihood
from reports.encoding.mixed import Ambiguous, may_be_mixed, read_mixed
from reports.encoding.mojibake import Lost, restored
from reports.encoding.refusals import binary, broken_wide, damaged, foreign, mixture

# Longer marks first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    r"<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE
)
# Pages that say gb2312 use characters of GBK and GB18030 freely, those that say Big5 characters of Windows and Hong
# Kong.
_FAMILIES = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950", "big5hkscs"), "big5"),
    **dict.fromkeys(("utf-8", "utf8", "utf-8-sig", "cesu-8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be", "utf-16le", "utf-16be", "unicode"), "utf-16"),
}
# Plain Big5, what Windows adds (碁, €), what Hong Kong adds (啲, ①).
_LEGACY = ("gb18030", "big5", "cp950", "big5hkscs")
_ENOUGH_LETTERS = 100
_CERTAINLY = 0.3
_PROSE = re.compile("[\u4e00-\u9fa5 -~\r\n\t\u3000-\u303f\uff00-\uffef\u2010-\u2027]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_HALF = re.compile("[\ud800-\udfff]")
_LARGEST_SHARE_OF_CONTROL = 0.002
# A page cut off in the middle of a character, or with a byte lost here and there, can still be read; a wrong encoding
# cannot.
_LARGEST_SHARE_UNDECODABLE = 0.001
_SAMPLE_CHARACTERS = 20_000
_HEAD = 400
# Zero bytes are 1 to 5 % of a Chinese report in UTF-16 (its digits, line feeds and 一), and half of a page. Fewer may
# be strays.
_LARGEST_SHARE_OF_STRAYS = 0.05


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the Python name of the encoding it was read with, and what to know about it.

    Flags: `undecodable_bytes` where a few bytes in ten thousand break the encoding and became U+FFFD; `nul_removed`,
    stray zero characters taken out; `mixed_encoding`, parts of the file in different encodings;
    `double_encoding_repaired`, text once read in a wrong encoding and saved, turned back; `charset_contradicted`, a
    page that names another encoding than it has.
    """

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def decode(data: bytes, path: Path) -> Decoded:
    """Turn the bytes of a text file or saved page into text.

    Tried in this order: byte order mark, UTF-16 without one (where zero bytes are many), UTF-8, the charset that a page
    declares, GB18030 or Big5 (with the characters of Windows and Hong Kong), UTF-16 with few zero bytes.

    Raises:
        UnreadableReport: the bytes are no text, or text in none of these encodings; the line names what was recognised.
    """
    try:
        decoded = _read(data, path)
        text = restored(decoded.text)
    except Lost as error:
        raise damaged(path, str(error)) from error
    except Ambiguous as error:
        raise mixture(path, str(error)) from error
    flags = decoded.flags
    if text != decoded.text:
        flags += ("double_encoding_repaired",)
    return _checked(text, decoded.encoding, path, flags)


def _read(data: bytes, path: Path) -> Decoded:
    """Return the text before stray characters are taken out and wrong savings undone."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, encoding, path)
    zeros = data.count(0)
    if zeros <= _LARGEST_SHARE_OF_STRAYS * len(data) and (found := _detected(data)) is not None:
        return found
    if zeros and (wide := _utf16(data) or _utf32(data)) is not None:
        return Decoded(*wide)
    if zeros and (wide := _utf16(data[:_HEAD])) is not None:
        raise broken_wide(path, wide[1])
    if zeros > _LARGEST_SHARE_OF_STRAYS * len(data):
        raise binary(path)
    return _tolerant(data, path)


def _marked(data: bytes, mark: bytes, encoding: str, path: Path) -> Decoded:
    """Read by the byte order mark, unless what follows is plainly in another encoding."""
    text = data.decode(encoding, "replace")
    broken = _broken(text)
    if not broken and (encoding == "utf-8-sig" or len(letters(text)) < _ENOUGH_LETTERS or is_chinese(text)):
        return Decoded(text, encoding)
    rest = _detected(data[len(mark) :])
    if rest is not None and is_chinese(rest.text):
        return Decoded(rest.text, rest.encoding, tuple(dict.fromkeys((*rest.flags, "mixed_encoding"))))
    if broken:
        raise broken_wide(path, encoding)
    return Decoded(text, encoding)


def _detected(data: bytes) -> Decoded | None:
    """Return the text where every byte fits and the result reads as Chinese, also where parts are in different
    encodings."""
    text = _strictly(data, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", _contradiction(text, "utf-8"))
    if (text := _surrogates(data)) is not None:
        is_repaired = any(one > "\uffff" for one in text)
        return Decoded(text, "cesu-8", ("double_encoding_repaired",) if is_repaired else ())
    found = _legacy(data)
    if found is None or may_be_mixed(data, *found):
        mixed = read_mixed(data)
        if mixed is not None:
            return Decoded(*mixed, ("mixed_encoding",))
    return None if found is None else Decoded(*found, _contradiction(*found))


def _legacy(data: bytes) -> tuple[str, str] | None:
    """Read as GB18030 or Big5, whichever makes Chinese of it; of two that do, the one that a page declares."""
    declared = _family(_declared(data[:4096].decode("latin-1")))
    best: tuple[float, str, str] | None = None
    for encoding in _LEGACY:
        if best is not None and best[2] != "gb18030" and encoding != "gb18030":
            break  # a wider kind of Big5 reads nothing else
        text = _strictly(data, encoding)
        if text is None:
            continue
        found = likelihood(text), text, encoding
        if found[0] >= _CERTAINLY and declared in (None, _family(encoding)):
            return text, encoding
        if best is None or found[0] > best[0]:
            best = found
    return best[1:] if best is not None and best[0] >= SMALLEST_SHARE else None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _surrogates(data: bytes) -> str | None:
    """Read CESU-8, in which rare characters are two surrogates of three bytes each; some databases write it as
    UTF-8. Half a character, where a text was cut between two, becomes U+FFFD."""
    if b"\xed" not in data:
        return None
    try:
        wide = data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
    except UnicodeDecodeError:
        return None
    return _HALF.sub("\ufffd", wide.decode("utf-16", "surrogatepass"))


def _declared(head: str) -> str | None:
    """The encoding that the head of a page names."""
    match = _DECLARED.search(head)
    return match.group(1).lower() if match else None


def _family(encoding: str | None) -> str | None:
    return None if encoding is None else _FAMILIES.get(encoding, encoding)


def _contradiction(text: str, encoding: str) -> tuple[str, ...]:
    declared = _family(_declared(text[:4096]))
    return () if declared is None or declared == _family(encoding) or text.isascii() else ("charset_contradicted",)


def _utf16(data: bytes) -> tuple[str, str] | None:
    """Read UTF-16 that lacks its byte order mark: the order that makes Chinese of it is the right one."""
    best = max(("utf-16-le", "utf-16-be"), key=lambda encoding: _readable(data.decode(encoding, "replace")))
    text = data.decode(best, "replace")
    return (text, best) if _readable(text) >= 0.9 else None


def _utf32(data: bytes) -> tuple[str, str] | None:
    for encoding in ("utf-32-le", "utf-32-be"):
        text = _strictly(data, encoding)
        if text is not None and _readable(text) >= 0.9:
            return text, encoding
    return None


def _readable(text: str) -> float:
    """The share of characters that Chinese prose is made of: common ideographs, ASCII, CJK and general punctuation."""
    sample = text[:_SAMPLE_CHARACTERS]
    return len(_PROSE.findall(sample)) / max(len(sample), 1)


def _broken(text: str) -> bool:
    return text.count("\ufffd") > max(3, _LARGEST_SHARE_UNDECODABLE * len(text))


def _tolerant(data: bytes, path: Path) -> Decoded:
    """Read with the encoding that makes Chinese of the bytes and breaks at few places."""
    read = {encoding: data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030", "big5hkscs")}
    kept = {encoding: text for encoding, text in read.items() if not _broken(text)}
    if not kept:
        raise binary(path)
    encoding = max(kept, key=lambda one: likelihood(kept[one]))
    if not is_chinese(kept[encoding]):
        raise foreign(data, path)
    return Decoded(kept[encoding], encoding, _contradiction(kept[encoding], encoding))


def _checked(text: str, encoding: str, path: Path, known: tuple[str, ...]) -> Decoded:
    """Refuse what decodes but is no text, and flag what was lost."""
    clean = text.replace("\0", "")
    if len(_CONTROL.findall(clean)) > max(2, _LARGEST_SHARE_OF_CONTROL * len(clean)):
        raise binary(path)
    flags = {"undecodable_bytes": "\ufffd" in clean, "nul_removed": len(clean) < len(text)}
    return Decoded(clean, encoding, tuple(flag for flag, holds in flags.items() if holds) + known)
