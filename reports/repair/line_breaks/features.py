"""Places in a text without line breaks where its author may have broken it, and what tells of each."""

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2

import numpy as np
from numpy.typing import NDArray

from reports.cleaning.characters import HAN
from reports.marks import (
    BRACKETED,
    BRACKETED_ITEM,
    CIRCLED_ITEM,
    CLOSING,
    ENDS_OR_HALTS,
    ITEM_NOT_DECIMAL,
    SECTION,
)
from reports.numerals import NUMERAL

BUCKETS = 2**17
# The model has learnt from these as they are; each of its places has a sentence end before it.
_MARK = re.compile(
    rf"(?:{SECTION}|{BRACKETED}|第{NUMERAL}[、，章节部]|{ITEM_NOT_DECIMAL}|——|{CIRCLED_ITEM}|{BRACKETED_ITEM})"
)
_NUMBER = re.compile(rf"{NUMERAL}|\d+")
_SENTENCE_END = re.compile(f"[{ENDS_OR_HALTS}]+[{CLOSING}]*")
_WITHIN_HEADING = re.compile(rf"[{HAN}”》）\d%][{HAN}“《\d]")
_DIGIT = re.compile(r"\d")
# A heading that runs into its text ends at least so far from both ends of that sentence, and within so many characters.
_MARGIN = 4
LONGEST_HEADING = 60
LONGEST_LEAD = 22  # a short sentence that paragraphs like to begin with: 产业结构持续优化。
_SHORT = 40  # characters of a sentence whose words are looked at one by one
_ENDS = "。！？；”"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place before which a line may begin, and the sentence that begins there; inside a heading, the sentence it is
    in.

    All are character offsets: `place`, then `before`, the start of the sentence that ends there (of the heading, where
    `in_heading`), `end` of the sentence behind the place, and `beyond`, the end of the one after that.
    """

    place: int
    before: int
    end: int
    beyond: int
    in_heading: bool = False


def candidates(text: str) -> list[Candidate]:
    """Return the ends of the sentences of a text without line breaks, and the places where a numbered heading may
    end."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() < len(text)]
    edges = [0, *ends, len(text), len(text)]
    found = [
        Candidate(end, edges[number], edges[number + 2], edges[min(number + 3, len(edges) - 1)])
        for number, end in enumerate(ends)
    ]
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        mark = _MARK.match(text, start)
        if mark is None or mark[0] == "——":
            continue
        beyond = edges[min(bisect_right(edges, end), len(edges) - 1)]
        for place in range(mark.end() + _MARGIN, min(end - _MARGIN, start + LONGEST_HEADING)):
            if _WITHIN_HEADING.match(text, place - 1):
                found.append(Candidate(place, start, end, beyond, in_heading=True))
    return sorted(found, key=lambda one: one.place)


def mark_before(text: str, place: int) -> str:
    """Return the mark of a list or heading that stands at a place, its number as #, "" for none."""
    mark = _MARK.match(text, place)
    return _NUMBER.sub("#", mark[0]) if mark else ""


def opening_kind(text: str, place: int) -> str:
    """Return how a line that begins at a place would open, numbers as #: #是 for 一是 and 二是, （#） for （三）."""
    opening = _NUMBER.sub("#", text[place : place + 5])
    return opening[:3] if opening[:1] in ("（", "第") else opening[:2]


def hashed(text: str, found: Sequence[Candidate]) -> list[NDArray[np.int64]]:
    """Return for each candidate the numbers (below `BUCKETS`) of the features that it has, in order."""
    plain = _DIGIT.sub("0", text)
    # In order, not as a set of strings goes in this process: sums of weights differ by it in the last digit.
    return [np.array(sorted({_bucket(feature) for feature in _features(text, plain, one)})) for one in found]


@lru_cache(maxsize=200_000)
def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS


def _features(text: str, plain: str, one: Candidate) -> Iterator[str]:
    kind = "h" if one.in_heading else "s"
    after, before = plain[one.place : one.place + 12], plain[max(0, one.place - 12) : one.place]
    for length in range(1, 6):
        yield f"{kind}n{length}{after[:length]}"
        yield f"{kind}p{length}{before[-length:]}"
    yield f"{kind}x{before[-1:]}{after[:1]}"
    yield f"{kind}y{before[-2:]}{after[:2]}"
    yield f"{kind}z{before[-1:]}{after[:2]}"
    for place in range(1, 8):
        yield f"{kind}c{place}{after[place : place + 1]}"
        yield f"{kind}d{place}{after[place : place + 2]}"
    for place in range(2, 7):
        yield f"{kind}e{place}{before[-place:][:1]}"
    yield from _of_heading(text, one) if one.in_heading else _of_sentence(text, plain, one)


def _of_sentence(text: str, plain: str, one: Candidate) -> Iterator[str]:
    own, next_one = text[one.place : one.end], text[one.end : one.beyond]
    earlier, opening = plain[one.before : one.before + 8], plain[one.place : one.place + 2]
    yield from _of_lengths(own, next_one, one.place - one.before)
    yield from _of_words(plain, one)
    for size in range(1, 5):
        yield f"q{size}{earlier[:size]}"
    yield f"qn1{earlier[:1]}{opening[:1]}"
    yield f"qn2{earlier[:2]}{opening}"
    yield f"same{earlier[:1] == opening[:1]}"
    yield f"mark{mark_before(text, one.place)}"
    yield f"pmark{mark_before(text, one.before)}{min((one.place - one.before) // 10, 5)}"
    for size in range(1, 4):
        yield f"r{size}{plain[one.end : one.end + size]}"
    yield f"digits{min(len(_DIGIT.findall(own)), 5)}.{min(len(_DIGIT.findall(next_one)), 5)}"
    yield f"quotes{'“' in own}"


def _of_words(plain: str, one: Candidate) -> Iterator[str]:
    """Yield how the sentences on both sides end, the pairs of characters in them, and how many they share."""
    before, own, behind = plain[one.before : one.place], plain[one.place : one.end], plain[one.end : one.beyond]
    body, opening = own.rstrip(_ENDS), own.split("，", 1)[0]
    ending = before.rstrip(_ENDS)
    for size in range(1, 5):
        yield f"u{size}{body[-size:]}"
    for size in range(1, 4):
        yield f"w{size}{ending[-size:]}{own[:1] if size == 1 else ''}"
    yield f"clause{min(len(opening), 20)}"
    yield f"clauseend{opening[-2:]}"
    pairs = _pairs(own)
    earlier, later = len(pairs & _pairs(before)), len(pairs & _pairs(behind))
    yield f"shared{min(earlier, 6)}"
    yield f"sharedn{min(later, 6)}"
    yield f"sharedd{max(-4, min(4, later - earlier))}"
    kind, within = ("v", pairs) if len(own) <= _SHORT else ("V", _pairs(own[:_SHORT]))
    for pair in within:
        yield kind + pair
    for pair in _pairs(before[-_SHORT:]):
        yield f"P{pair}"
    leads = [_is_lead(sentence) for sentence in (before, own, behind)]
    yield f"leads{leads}"
    yield f"leadopens{own[:2]}{leads[0]}{leads[1]}"
    yield f"year{own.startswith('0000年')}{'0' in before}"


@lru_cache(maxsize=16)  # a sentence is looked at from the places before, at and behind it
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def _is_lead(sentence: str) -> bool:
    return len(sentence) <= LONGEST_LEAD and sentence.endswith("。") and "0" not in sentence


def _of_lengths(own: str, next_one: str, before: int) -> Iterator[str]:
    length, following, preceding = _size(len(own)), _size(len(next_one)), _size(before)
    commas = own.count("，")
    yield f"L{length}"
    yield f"Lp{preceding}"
    yield f"Lc{length}.{min(commas, 4)}"
    yield f"L2{following}"
    yield f"LL{length}.{following}"
    yield f"Lb{length}.{preceding}"
    yield f"lead{own[-1:]}{min(len(own) // 4, 6)}{min(commas, 3)}"


def _of_heading(text: str, one: Candidate) -> Iterator[str]:
    heading, rest = text[one.before : one.place], text[one.place : one.end]
    yield f"hl{len(heading) // 2}"
    yield f"hr{min(len(rest) // 5, 12)}"
    yield f"hc{heading.count('，')}"
    yield f"hrc{min(rest.count('，'), 4)}"
    yield f"hm{mark_before(text, one.before)}{len(heading) // 3}"
    halves = heading.split("，")
    yield f"half{abs(len(halves[0]) - len(halves[-1])) if len(halves) > 1 else -1}"


def _size(length: int) -> int:
    return int(2 * log2(max(length, 1)))
