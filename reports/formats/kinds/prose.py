"""Tell Chinese text by the first bytes of a file, whatever the file is called."""

import codecs
import re
from pathlib import Path

from reports.encoding.chinese import is_chinese, letters
from reports.encoding.decoding import decode
from storage.errors import UnreadableReport

# An object, a list of objects, or a list of texts that are too long for paragraphs.
_OBJECT = re.compile(rb'\s*(?:\[\s*)?(?:\{\s*)?"[^"]{1,200}"\s*:|\s*\[\s*"[^"]{1200}')
_ESCAPED_HAN = re.compile(rb"\\u[4-9][0-9a-fA-F]{3}")
_FEWEST_LETTERS = 30
_LARGEST_SHARE_OF_CODE = 0.6  # of running text four of five characters are Chinese; of settings few
_HEAD = 4_096
_NOWHERE = Path("head")  # names a part of a file in messages that nobody sees


def holds_objects(head: bytes) -> bool:
    """Tell JSON with Chinese text in it, plain or as \\uXXXX, from settings of programs."""
    return _OBJECT.match(head.removeprefix(codecs.BOM_UTF8)) is not None and (
        len(_ESCAPED_HAN.findall(head)) >= _FEWEST_LETTERS or chinese_text(head) is not None
    )


def is_prose(head: bytes) -> bool:
    """Tell Chinese running text, which a misleading ending does not make data of a program."""
    if b"\0" in head[:_HEAD] or len(head) < _FEWEST_LETTERS:
        return False
    text = chinese_text(head)
    return text is not None and len(letters(text)) > _LARGEST_SHARE_OF_CODE * len("".join(text.split()))


def chinese_text(head: bytes) -> str | None:
    """Return the text of a head that surely is Chinese."""
    try:
        text = decode(head, _NOWHERE).text
    except UnreadableReport:
        return None
    return text if len(letters(text)) >= _FEWEST_LETTERS and is_chinese(text) else None
