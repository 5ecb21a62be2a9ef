"""Private-use characters whose place tells what they stand for, and signs that decorate a numbered line."""

import re
from typing import NamedTuple

from reports.cleaning.flagged_text import substituted
from reports.numerals import NUMERAL

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_BLANK = r"[ \t\xa0\u3000]"
_SIGNS = "●■◆▲▼★☆◇□○•▪▫◼◾➢➤►▶❖※✓✔"
_FOUND = re.compile(f"[{_SIGNS}\ue000-\uf8ff\U000f0000-\U0010fffd]")
_NUMBERED = rf"（\s?{NUMERAL}\s?）|{NUMERAL}\s?[、．.]|第{NUMERAL}|（\d{{1,2}}）|\d{{1,2}}[、．.]"
# Fonts of signs (Wingdings, Symbol) have theirs at U+F000 and after: before a line they are bullets.
_BULLET = re.compile(
    rf"^(?P<indent>{_BLANK}*)(?:[\uf000-\uf0ff]|[{_SIGNS}\ue000-\uf8ff](?=[{_SIGNS}\ue000-\uf8ff]{{0,3}}{_BLANK}*(?:{_NUMBERED}))){{1,4}}{_BLANK}*",
    re.MULTILINE,
)
_BEFORE_NUMBER = re.compile(rf"{_BLANK}*(?:{_NUMBERED})")
# The bullets of Wingdings and Symbol, also where a slip of the hand put them into a line.
_FONT_BULLETS = re.compile(
    "[\uf06c\uf06e\uf06f-\uf071\uf073-\uf077\uf09e\uf09f\uf0a7\uf0a8\uf0b2\uf0b7\uf0d2\uf0d8\uf0da\uf0e0\uf0fb-\uf0fe]"
)
_SEPARATOR = re.compile(
    rf"^(?P<before>{_BLANK}*(?:{NUMERAL}|\d{{1,2}}))[\ue000-\uf8ff](?=[\u4e00-\u9fff“])", re.MULTILINE
)


class Settled(NamedTuple):
    """How many characters stand for something by their place, how many bullets went, how many are still unknown."""

    mapped: int = 0
    bullets: int = 0
    unknown: int = 0


def settled(text: str) -> tuple[str, Settled]:
    """Put 、 for a private-use character behind the number of a line, and take out the bullets before lines.

    A sign such as ● or ■ goes only where a number follows, since it is the only mark of an item elsewhere.
    """
    characters = "".join(set(_FOUND.findall(text)))
    if not characters:
        return text, Settled()
    private = _PRIVATE.search(characters)
    bullets = sum(1 for _ in _BULLET.finditer(text)) if _holds_bullets(text, characters) else 0
    text = substituted(_BULLET, r"\g<indent>", text) if bullets else text
    if not private:
        return text, Settled(bullets=bullets)
    bullets += sum(1 for _ in _FONT_BULLETS.finditer(text))
    text = substituted(_FONT_BULLETS, "", text)
    mapped = sum(1 for _ in _SEPARATOR.finditer(text))
    text = substituted(_SEPARATOR, r"\g<before>、", text) if mapped else text
    return text, Settled(mapped, bullets, len(_PRIVATE.findall(text)))


def _holds_bullets(text: str, characters: str) -> bool:
    """Look for bullets sign by sign, which is much faster than line by line."""
    for sign in characters:
        if "\uf000" <= sign <= "\uf0ff":
            return True
        place = text.find(sign)
        while place >= 0:
            if _BEFORE_NUMBER.match(text, place + 1):
                return True
            place = text.find(sign, place + 1)
    return False
