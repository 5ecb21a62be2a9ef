"""One way of writing for all reports: widths, spaces, invisible characters, traditional characters, inserted
readings."""

import html
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import opencc

from reports.cleaning.flagged_text import between_flags, substituted

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # for use inside a character class

_INVISIBLE = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)])
_SPACES = dict.fromkeys([0x09, 0x0B, 0x0C, 0x85, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
# Full-width letters, digits and signs become ASCII; the punctuation of Chinese prose keeps its full width.
_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；？！（）"}
_SMALL_FORMS = {ord(small): wide for small, wide in zip("﹐﹑﹒﹔﹕﹖﹗﹙﹚﹪", "，、.；：？！（）%", strict=True)}
# No character that comes out is one that goes in, so they can be replaced one after the other.
_CHARACTERS = {chr(code): new or "" for code, new in (_INVISIBLE | _SPACES | _NARROW | _SMALL_FORMS).items()}
_WIDE = str.maketrans(",;:?!", "，；：？！")

_HAS_HAN = re.compile(f"[{HAN}]")
_RUN_OF_HAN = re.compile(f"[{HAN}]+")
# R writes characters it cannot show as <U+00A0>; pages saved through it hold hundreds of them.
_ESCAPED = re.compile(r"<U\+([0-9A-Fa-f]{4,6})>")
# They stay behind when the tags of a page are stripped. An unclosed one is left as it is.
_COMMENT = re.compile("<!--(?:(?!<!--).)*?-->", re.DOTALL)
_HALF = re.compile("[\ud800-\udfff]")
_SPACED_DIGITS = re.compile(r"(?<![A-Za-z0-9.])\d(?: [\d.](?![\d.]))+(?!\d)")
_RUN_OF_SPACES = re.compile(r" {2,}")
_SPACE_AT_DIGIT = re.compile(
    rf"(?<=[{HAN}，。；：！？、）”]) (?=[\d.]{{1,12}}[^\d、.．]|[A-Za-z%])"
    rf"|(?<=[\d%A-Za-z]) (?=[，。；：！？、（）“”])|(?<=[\d%A-Za-z]) (?=[{HAN}%])"
)
_SPACE_AT_PUNCTUATION = re.compile(r" (?=[，。；：！？、）”》])|(?<=[，。；：！？、（“《]) ")
_LEADING_NUMBER = re.compile(r"^\d{1,2} (?=\D)")
# Marks stay narrow between Latin letters or digits: 1,000, 10:30, http://.
_ANY_NARROW_MARK = re.compile("[,;:?!]")
_NARROW_MARK = re.compile(r"(?<![A-Za-z0-9])[,;:?!]|[,;:?!](?![A-Za-z0-9/])")
_READING = re.compile(rf"(?<=[{HAN}])[（(]([A-Za-zÀ-ɏǀ-ǿḀ-ỿ]{{1,7}})[）)]")
_TONED = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ]")
# In simplified prose OpenCC would change under 1 % of the characters (乾, 著, 於 in names), in traditional prose a
# third.
_SHARE_TRADITIONAL = 0.05
_SAMPLE_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Lines without blanks at their edges, none empty, what was found while cleaning them, and how often."""

    lines: list[str]
    flags: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def clean_lines(text: str) -> Cleaned:
    """Bring the lines of a document to one way of writing; flags in it stay at their characters.

    Half a character (a lone surrogate) becomes U+FFFD. Flags: `undecodable_bytes` where there is one, wherever it
    comes from; `traditional` where traditional characters became simplified ones, `readings_removed` where
    pronunciations inserted after characters, as in 發(fā), were taken out. Counts: `readings_removed`,
    `characters_simplified`.
    """
    text = substituted(_HALF, "\ufffd", _one_form(_unescaped(text)))
    flags = ["undecodable_bytes"] if "\ufffd" in text else []
    text, removed = remove_readings(text)
    if removed:
        flags.append("readings_removed")
    counts = {"readings_removed": removed}
    if is_traditional(text):
        text, counts["characters_simplified"] = _simplified(text)
        flags.append("traditional")
    return Cleaned([line for raw in text.splitlines() if (line := clean_line(raw))], tuple(flags), counts)


def _unescaped(text: str) -> str:
    text = substituted(_COMMENT, "", substituted(_ESCAPED, _unescape, text))
    return between_flags(html.unescape, text) if "&" in text else text


def _simplified(text: str) -> tuple[str, int]:
    """Return a text in simplified characters, and how many of them are others than before."""
    simplified = between_flags(simplifier().convert, text)
    return simplified, sum(map(operator.ne, text, simplified))


def _one_form(text: str) -> str:
    """Replace the characters of `_CHARACTERS`: those few that a text holds, which is ten times as fast as
    `str.translate`."""
    for character in _CHARACTERS.keys() & set(text):
        text = text.replace(character, _CHARACTERS[character])
    return text


def clean_line(line: str) -> str:
    """Set the widths of punctuation and the spaces of one line; the characters themselves are cleaned already."""
    line = line.strip()
    if not _HAS_HAN.search(line):
        return substituted(_RUN_OF_SPACES, " ", line)
    line = line.replace("(", "（").replace(")", "）")
    if _ANY_NARROW_MARK.search(line):
        line = substituted(_NARROW_MARK, lambda match: match[0].translate(_WIDE), line)
    if " " not in line:
        return line
    line = substituted(_SPACED_DIGITS, lambda match: match[0].replace(" ", ""), line)
    line = substituted(_RUN_OF_SPACES, " ", line)
    number = _LEADING_NUMBER.match(line)  # "1 工业" is a numbered heading, its space is the only sign of that
    start = number.end() if number and not re.match(r"[年月日个项]", line[number.end() :]) else 0
    rest = substituted(_SPACE_AT_PUNCTUATION, "", substituted(_SPACE_AT_DIGIT, "", line[start:]))
    return line[:start] + rest


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]


def readings_in(text: str) -> dict[str, set[str]]:
    """Return the pronunciations that stand in brackets after characters, and the characters each stands behind."""
    found: dict[str, set[str]] = {}
    for match in _READING.finditer(text):
        found.setdefault(match[1], set()).add(text[match.start() - 1])
    return found


def remove_readings(text: str) -> tuple[str, int]:
    """Take out pronunciations in brackets after a character and return how many there were.

    A bracket is a reading if its Latin letters carry a tone mark, so that （一） and (GDP) stay. Where a text has
    several of these, lower-case syllables without a mark (the neutral tone) are readings too.
    """
    toned = [match for match in _READING.finditer(text) if _TONED.search(match[1].lower())]
    if not toned:
        return text, 0
    removed = 0

    def drop(match: re.Match[str]) -> str:
        nonlocal removed
        if not _is_reading(match[1], neutral_too=len(toned) >= 5):
            return match[0]
        removed += 1
        return ""

    return substituted(_READING, drop, text), removed


def _is_reading(syllable: str, neutral_too: bool) -> bool:
    if _TONED.search(syllable.lower()):
        return True
    return neutral_too and syllable.islower() and syllable.isascii() and len(syllable) <= 6


def is_traditional(text: str) -> bool:
    """Tell whether simplifying would change so many characters that the text must be in traditional ones."""
    ideographs = "".join(_RUN_OF_HAN.findall(text[: 4 * _SAMPLE_CHARACTERS])[:_SAMPLE_CHARACTERS])
    if not ideographs:
        return False
    simplified = simplifier().convert(ideographs)
    changed: int = sum(map(operator.ne, ideographs, simplified))
    return changed > _SHARE_TRADITIONAL * len(ideographs)


@cache
def simplifier() -> opencc.OpenCC:
    """Return what turns traditional characters into simplified ones, made once."""
    return opencc.OpenCC("t2s")
