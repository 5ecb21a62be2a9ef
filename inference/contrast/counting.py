"""Count the words of tagged paragraphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from inference.contrast.candidates import Whole, hanzi_of, words_of
from inference.contrast.passages import NAMES, Passage


@dataclass(frozen=True, slots=True)
class Named:
    """What each paragraph is in: `of` (paragraphs,) is the place of its name among `names`."""

    names: tuple[str, ...]
    of: Whole


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each word stands in each paragraph: `places` (paragraphs, words). The rest says of each paragraph how
    long it is, of which report, in which group of each of `NAMES`, and which categories it carries."""

    words: tuple[str, ...]
    places: sparse.csr_array
    characters: Whole
    reports: Named
    groups: Mapping[str, Named]
    categories: tuple[tuple[str, ...], ...]


class WordCounter:
    """Takes paragraphs one at a time and keeps of each its hanzi, two bytes a character, and what groups it is in."""

    def __init__(self) -> None:
        self._codes = bytearray()
        self._ends: list[int] = []
        self._characters: list[int] = []
        self._reports: list[str] = []
        self._groups: dict[str, list[str]] = {name: [] for name in NAMES}
        self._categories: list[tuple[str, ...]] = []
        self._once: dict[str, str] = {}  # the name of a report or a group is one text, however many paragraphs have it

    def add(self, passage: Passage) -> None:
        """Take a paragraph."""
        self._codes += hanzi_of(passage.text).tobytes()
        self._ends.append(len(self._codes) // 2)
        self._characters.append(len(passage.text))
        self._reports.append(self._once.setdefault(passage.report, passage.report))
        for name, own in self._groups.items():
            own.append(self._once.setdefault(passage.groups[name], passage.groups[name]))
        self._categories.append(tuple(self._once.setdefault(key, key) for key in passage.tags))

    def count(self) -> Counts:
        """Find the words of all that was taken, and count them."""
        codes = np.frombuffer(self._codes, np.uint16)
        ends = np.array(self._ends, np.int32)
        words: list[str] = []
        parts = [sparse.csr_array((len(ends), 0), dtype=np.int32)]
        for own in words_of(codes):
            places = np.searchsorted(ends, own.at, "right").astype(np.int32), own.of
            there = np.ones(len(own.at), np.int32)
            parts.append(sparse.coo_array((there, places), (len(ends), len(own.words))).tocsr())
            words += own.words
        return Counts(
            tuple(words),
            sparse.hstack(parts, format="csr"),
            np.array(self._characters, np.int64),
            _named(self._reports),
            {name: _named(own) for name, own in self._groups.items()},
            tuple(self._categories),
        )


def _named(own: Sequence[str]) -> Named:
    number: dict[str, int] = {}
    of = np.array([number.setdefault(name, len(number)) for name in own], np.int64)
    return Named(tuple(number), of)
