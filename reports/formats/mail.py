"""Messages (EML) and pages saved with all their parts (MHTML): which part is the text, and what is attached."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

from reports.encoding.chinese import letters
from reports.encoding.decoding import decode
from storage.errors import UnreadableReport, reason_of
from storage.shown import shown

_LARGEST = 60_000_000
_MOST_LINES = 1_000_000
_MOST_DIVISIONS = 20
_LONGEST_HEAD, _MOST_PARTS = 200_000, 3_000  # a page of a newspaper has some 300, its pictures
_PART = re.compile(rb"^content-type:", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
# 7-bit encodings of Chinese, which only their names tell from English.
_SEVEN_BIT = {"hz-gb-2312": "hz", "hz": "hz", "iso-2022-cn": "iso2022_cn", "utf-7": "utf-7"}
_QUOTED = re.compile(r"(?:> ?)+")
_FEWEST_QUOTED, _SHARE_QUOTED = 5, 0.3  # of the lines
_FEWEST_LETTERS = 400  # a letter that comes with a report is shorter, a report that is the letter itself longer


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is attached to a message: its name and content."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """The text of a message, what is attached to it, and whether its end is missing."""

    body: bytes
    attached: tuple[Attached, ...]
    is_cut_off: bool


def read_mail(data: bytes, path: Path) -> Mail:
    """Take a message apart, every part decoded from base64 or quoted-printable.

    The text is the page with most Chinese in it, else the plain text with most: a saved page may hold pages in frames,
    a message the same text twice.

    Raises:
        UnreadableReport: it is larger, of more lines or more deeply divided than any message with a report, or broken.
    """
    ends = [place for end in (b"\n\n", b"\n\r\n") if (place := data.find(end)) >= 0]
    if min(ends, default=0) > _LONGEST_HEAD or len(_PART.findall(data)) > _MOST_PARTS:
        raise UnreadableReport(
            f"{path}: is a message or saved page with a head of over {_LONGEST_HEAD:,} bytes or over "
            f"{_MOST_PARTS:,} parts. Expected a report; save its text alone."
        )
    if len(data) > _LARGEST or data.count(b"\n") > _MOST_LINES or len(_BOUNDARY.findall(data)) > _MOST_DIVISIONS:
        raise UnreadableReport(
            f"{path}: is a message or saved page of over {_LARGEST:,} bytes, {_MOST_LINES:,} lines or "
            f"{_MOST_DIVISIONS} divisions. Expected a report; save its text alone."
        )
    try:
        message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n\t "), policy=policy.compat32)
        parts = [one for one in message.walk() if not one.is_multipart()]
        attached = tuple(Attached(name, _content(one)) for one in parts if (name := _attached_name(one)))
        texts = [one for one in parts if one.get_content_maintype() == "text" and not _attached_name(one)]
        is_cut_off = any(
            isinstance(one, CloseBoundaryNotFoundDefect) for part in message.walk() for one in part.defects
        )
        return Mail(_body(texts, path), attached, is_cut_off)
    except (MessageError, RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableReport(
            f"{path}: is a damaged message or saved page ({reason_of(error)}). Expected a whole one; save it again."
        ) from error


def is_cover(body: bytes, path: Path) -> bool:
    """Tell a letter that only says what is attached from one that is the report."""
    try:
        return len(letters(decode(body, path).text)) < _FEWEST_LETTERS
    except UnreadableReport:
        return True


def unquoted(lines: list[str]) -> list[str]:
    """Take away the signs before the lines of a message that is answered or passed on: `> `."""
    quoted = sum(line.startswith(">") for line in lines)
    if quoted < _FEWEST_QUOTED or quoted < _SHARE_QUOTED * sum(map(bool, lines)):
        return lines
    return [_QUOTED.sub("", line, count=1) if line.startswith(">") else line for line in lines]


def _body(texts: list[Message], path: Path) -> bytes:
    for kind in ("text/html", "application/xhtml+xml", "text/plain"):
        found = [content for one in texts if one.get_content_type() == kind and (content := _as_text(one)).strip()]
        if found:
            return max(found, key=lambda content: _chinese_in(content, path)) if len(found) > 1 else found[0]
    return b""


def _chinese_in(content: bytes, path: Path) -> int:
    try:
        return len(re.findall("[\u4e00-\u9fff]", decode(content, path).text))
    except UnreadableReport:
        return 0


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _as_text(part: Message) -> bytes:
    """Return the bytes of a part, as UTF-8 where its bytes do not tell their encoding."""
    content = _content(part)
    encoding = _SEVEN_BIT.get((part.get_content_charset() or "").lower())
    return content.decode(encoding, "replace").encode() if encoding and content.isascii() else content


def _attached_name(part: Message) -> str:
    """Return the name of a part that is a file of its own, "" for text and what a page is made of."""
    if part.get("Content-Location") or part.get("Content-ID"):
        return ""
    name = part.get_filename() or ""
    return shown(str(make_header(decode_header(name))) if "=?" in name else name).replace("/", "_")
