"""Text that was read in a wrong encoding once and saved: turned back where no byte was lost, else named."""

import re
from collections.abc import Callable
from functools import partial

from reports.encoding.chinese import is_chinese, letters

# Where Windows-1252 has a sign for a byte that is a control character in Latin-1; programs use either.
_WINDOWS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TO_LATIN = str.maketrans({sign: chr(code) for code, sign in _WINDOWS.items()})
_FOLLOWING = "\x80-\xbf" + "".join(_WINDOWS.values())
# Two ideographs or more whose three bytes in UTF-8 stand as three Latin letters and signs each, as in æ”¿åºœ.
_UTF8_AS_LATIN = re.compile(f"(?:[\xe2-\xe9\xef][{_FOLLOWING}]{{2}}){{2,}}")
_ONLY_CJK = re.compile("[\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
# Letters that such text is full of: the first bytes of ideographs in UTF-8, and common bytes of GB18030 and Big5.
_LATIN_SIGNS = "äåæçèéÊµÐÖ¤¥"
# UTF-8 read as GB18030 turns every full-width comma into 锛 and something, every full stop into 銆; Chinese has
# neither.
_GB_SIGNS = "锛銆"
_SMALLEST_SHARE = 0.01
_FEWEST_SIGNS = 4


class Lost(ValueError):
    """The text was saved in a wrong encoding and cannot be turned back; the message says what it was."""


def restored(text: str) -> str:
    """Return `text` as it was before it was read in a wrong encoding and saved; other text as it is.

    Raises:
        Lost: it was, and characters were lost then.
    """
    few = max(_FEWEST_SIGNS, _SMALLEST_SHARE * len(text))
    if text.count("\ufffd") + 3 * text.count("锟斤拷") > max(few, 0.05 * len(text)) and not _mostly_latin(text):
        raise Lost("GB18030 or UTF-8 read in the other of the two and saved, its characters replaced (\ufffd, 锟斤拷)")
    if sum(map(text.count, _GB_SIGNS)) >= few:
        return _turned_back(
            "UTF-8 read as GB18030 and saved again (like 鏀垮簻)", lambda: text.encode("gb18030").decode()
        )
    if sum(map(text.count, _LATIN_SIGNS)) < _FEWEST_SIGNS:
        return text
    return _from_latin(text) if _mostly_latin(text) else _UTF8_AS_LATIN.sub(_run, text)


def _mostly_latin(text: str) -> bool:
    return len(letters(text)) * 3 < sum(map(text.count, _LATIN_SIGNS))


def _run(match: re.Match[str]) -> str:
    """Turn a run of Latin letters back if they are nothing but Chinese in UTF-8."""
    try:
        found = match.group().translate(_TO_LATIN).encode("latin-1").decode()
    except UnicodeError:
        return match.group()
    return found if _ONLY_CJK.fullmatch(found) else match.group()


def _from_latin(text: str) -> str:
    """Turn back what Latin-1 made of a whole text in UTF-8, GB18030 or Big5; other text in Latin letters stays."""
    latin = text.translate(_TO_LATIN)
    for encoding in ("utf-8", "gb18030", "big5", "big5hkscs"):
        kept = latin.encode("latin-1", "ignore").decode(encoding, "ignore")
        if not is_chinese(kept):
            continue
        name = {"utf-8": "UTF-8", "gb18030": "GB18030"}.get(encoding, "Big5")
        turn = partial(_reread, latin, encoding)
        return _turned_back(f"{name} read as Latin-1 and saved again", turn)
    return text


def _reread(latin: str, encoding: str) -> str:
    return latin.encode("latin-1").decode(encoding)


def _turned_back(name: str, turn: Callable[[], str]) -> str:
    try:
        found = turn()
    except UnicodeError as error:
        raise Lost(name) from error
    if not is_chinese(found):
        raise Lost(name)
    return found
