"""One way of writing for all reports: widths, spaces, invisible characters, traditional characters, inserted
readings."""

import html
import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import opencc

from reports.cleaning.flagged_text import between_flags, joined, substituted
from reports.cleaning.look_alikes import FORMS, INVISIBLE, LOOK_ALIKES, PRIVATE, with_numerals
from reports.cleaning.private_use import settled

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # for use inside a character class

_BLANKS = [chr(code) for code in (0x09, 0x0B, 0x0C, 0x85, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x2800, 0x3000)]
# Full-width letters, digits and signs become ASCII; the punctuation of Chinese prose keeps its full width.
_NARROW = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，：；？！（）"}
# None that comes out is one that goes in, so they can be replaced one after the other.
_CHARACTERS = LOOK_ALIKES | PRIVATE | INVISIBLE | FORMS | _NARROW
# All but what most of a text consists of: much faster to find than all its characters.
_TELLING = re.compile("[^\n -~，。、；：“”（）\u4e00-\u9fff]")
_COUNTED = {
    "look_alikes_mapped": LOOK_ALIKES.keys(),
    "private_characters_mapped": PRIVATE.keys(),
    "invisible_removed": INVISIBLE.keys(),
}
_WIDE = str.maketrans(",;:?!", "，；：？！")

_HAS_HAN = re.compile(f"[{HAN}]")
_RUN_OF_HAN = re.compile(f"[{HAN}]+")
# R writes characters it cannot show as <U+00A0>; pages saved through it hold hundreds of them.
_ESCAPED = re.compile(r"<U\+([0-9A-Fa-f]{4,6})>")
# Left behind where tags of a page were stripped. An unclosed one stays.
_COMMENT = re.compile("<!--(?:(?!<!--).)*?-->", re.DOTALL)
_HALF = re.compile("[\ud800-\udfff]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")  # katakana, whose voiced ones are two characters, and its signs
# A page escaped twice, or saved as its source stood: &amp;nbsp; &lt;br&gt;
_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,31};?")
_MOST_TIMES_ESCAPED = 3
_LINE_TAG = re.compile(r"</?(?:br|p|div)(?:\s[^<>\n]{0,200})?\s{0,9}/?>", re.IGNORECASE)
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
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜḿńňǹ"
_TONED = re.compile(f"[{_TONES}{_TONES.upper()}]")
# Of simplified prose OpenCC changes under 1 % of the characters (乾, 著, 於), of traditional prose a third.
_SHARE_TRADITIONAL = 0.05
_SAMPLE_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text in one way of writing, its blanks and lines as they were; what was found in it, and how often."""

    text: str
    flags: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def clean_text(text: str) -> Cleaned:
    """Bring the characters of a document to one way of writing; flags in it stay at their characters.

    Half a character (a lone surrogate) becomes U+FFFD. Blanks stay, since they tell where paragraphs begin: see
    `clean_lines`. Flags: `undecodable_bytes` where half a character is, wherever it comes from; `private_characters`
    where a character without a known meaning stayed; `traditional` where traditional characters became simplified
    ones; `readings_removed` where pronunciations inserted after characters, as in 發(fā), were taken out. Counts: how
    many characters were mapped (`look_alikes_mapped`, `private_characters_mapped`), simplified or taken out.
    """
    text = _unescaped(text)
    telling = "".join(set(_TELLING.findall(text)))
    text, counts = _one_form(text, telling)
    text, numerals = with_numerals(text)
    counts["look_alikes_mapped"] += numerals
    text = substituted(_HALF, "\ufffd", text) if _HALF.search(telling) else text
    text, private = settled(text)
    flags = ["undecodable_bytes"] if "\ufffd" in text else []
    flags += ["private_characters"] if private.unknown else []
    counts["private_characters_mapped"] += private.mapped
    counts["bullets_removed"] += private.bullets
    text, removed = remove_readings(text)
    if removed:
        flags.append("readings_removed")
    counts["readings_removed"] = removed
    if is_traditional(text):
        text, counts["characters_simplified"] = _simplified(text)
        flags.append("traditional")
    return Cleaned(text, tuple(flags), counts)


def clean_lines(lines: Iterable[str]) -> list[str]:
    """Set the widths of punctuation and the spaces of lines; none has blanks at its edges, none is empty."""
    text = joined(lines)
    for blank in _BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    return [line for raw in text.splitlines() if (line := clean_line(raw))]


def _unescaped(text: str) -> str:
    text = substituted(_COMMENT, "", substituted(_ESCAPED, _unescape, text))
    for _ in range(_MOST_TIMES_ESCAPED):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = between_flags(html.unescape, text)
    return substituted(_LINE_TAG, "\n", text) if "<" in text else text


def _simplified(text: str) -> tuple[str, int]:
    """Return a text in simplified characters, and how many of them are others than before."""
    simplified = between_flags(simplifier().convert, text)
    return simplified, sum(map(operator.ne, text, simplified))


def _one_form(text: str, telling: str) -> tuple[str, Counter[str]]:
    """Replace those characters of `_CHARACTERS` that a text holds, ten times as fast as `str.translate`. Count those
    that a reader would not expect."""
    counts: Counter[str] = Counter()
    for character in _CHARACTERS.keys() & set(telling):
        for name, counted in _COUNTED.items():
            if character in counted:
                counts[name] += text.count(character)
        text = text.replace(character, _CHARACTERS[character])
    if _HALF_WIDTH.search(telling):
        text = substituted(_HALF_WIDTH, lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return text, counts


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
    toned = [match for match in _READING.finditer(text) if _TONED.search(match[1])] if _TONED.search(text) else []
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
    is_neutral = syllable.islower() and syllable.isascii() and len(syllable) <= 6
    return bool(_TONED.search(syllable)) or (neutral_too and is_neutral)


def is_traditional(text: str) -> bool:
    """Tell whether simplifying would change so many characters that the text must be in traditional ones."""
    ideographs = "".join(_RUN_OF_HAN.findall(text[: 4 * _SAMPLE_CHARACTERS])[:_SAMPLE_CHARACTERS])
    simplified = simplifier().convert(ideographs)
    if simplified == ideographs:
        return False
    changed: int = sum(map(operator.ne, ideographs, simplified))
    return changed > _SHARE_TRADITIONAL * len(ideographs)


@cache
def simplifier() -> opencc.OpenCC:
    """Return what turns traditional characters into simplified ones, made once."""
    return opencc.OpenCC("t2s")
