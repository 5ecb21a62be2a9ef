"""What an audit finds, and the words that prove it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from reports.cleaning.characters import simplifier

Weight = Literal["wrong", "look at", "remark"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say of a row; `quote` are words of the text, `position` is their place in the cell, from 1."""

    kind: str
    weight: Weight
    english: str
    chinese: str
    quote: str = ""
    position: int = 0


# What scrapers leave inside names and years: blanks, escapes, runs of lost signs, pieces of entities.
_NOISE = re.compile(
    r"(?:\\[rntu](?:3000)?|\\xa0|[\s\ufeff\u200b-\u200f\u00a0]|[?？]{2,}|&[a-z]{2,5};|&(?:ems|ens|nbs)p?)+"
)
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９〇○Ｏ", "0123456789〇〇〇")
_QUOTED = 24  # characters around what was found


@dataclass(slots=True)
class Flat:
    """A text without blanks and what stands for them, with the way back to the places in the text as it came."""

    raw: str
    text: str = ""
    _flat: list[int] = field(default_factory=list)
    _raw: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        kept: list[str] = []
        raw = simplified(self.raw).translate(_WIDE_DIGITS)
        size = start = 0
        for match in [*_NOISE.finditer(raw), None]:
            end = match.start() if match else len(raw)
            if end > start:
                self._flat.append(size)
                self._raw.append(start)
                kept.append(raw[start:end])
                size += end - start
            start = match.end() if match else end
        self.text = "".join(kept)

    def position(self, place: int) -> int:
        """Return the place in the text as it came, from 1."""
        if not self._flat:
            return 1
        number = bisect_right(self._flat, place) - 1
        return self._raw[number] + place - self._flat[number] + 1

    def quoted(self, start: int, end: int) -> tuple[str, int]:
        """Return what stands there with a little around it, and its position."""
        begin = max(0, min(start, end - _QUOTED))
        return self.text[begin : max(end, begin + _QUOTED)], self.position(begin)


def simplified(text: str) -> str:
    """Return a text in simplified characters, if each becomes one."""
    if not any(one in text[:3_000] for one in "縣國經濟發報"):
        return text
    other: str = simplifier().convert(text)
    return other if len(other) == len(text) else text


def weight_of(findings: Sequence[Finding]) -> str:
    """Return the verdict on a row: of its findings the heaviest, "ok" where there is none."""
    for weight in ("wrong", "look at"):
        if any(one.weight == weight for one in findings):
            return weight
    return "ok"
