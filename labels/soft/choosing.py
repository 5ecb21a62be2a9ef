"""Choose the texts that a model learns from of those that other models labelled, holding no more of them than that."""

import heapq
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from sys import intern

import numpy as np

from labels.soft.apart import Apart
from labels.soft.line import SoftLine, SoftText, soft_from_json
from labels.soft.taught import BEYOND, BY_PEOPLE, HELD_OUT, LABELLED, Taught, left_out_line
from labels.taxonomy import Taxonomy
from reports.duplicates.minhash import normalised
from storage.errors import BadData
from storage.jsonl import read_objects
from storage.shown import shown


def choose(paths: Sequence[Path], taxonomy: Taxonomy, known: Collection[str], apart: Apart, limit: int) -> Taught:
    """Draw up to `limit` texts by chance: always the same ones of the same texts, in whatever order they stand.

    Lines with one text are one, with the mean of what they say.

    Args:
        known: texts that people labelled, however they are written here.
        apart: what is held out from training.

    Raises:
        BadData: as `soft_from_json`; a file cannot be read; nothing is left to learn from.
    """
    drawn = _Drawn(limit, taxonomy)
    left_out: Counter[str] = Counter()
    letters = {normalised(text) for text in known}
    lines = 0
    for path in paths:
        for number, value in read_objects(path):
            lines += 1
            line = soft_from_json(value, f"{shown(path)}, line {number}", taxonomy)
            if line is None:
                left_out[BY_PEOPLE] += 1
            elif apart.hides(line.paragraph.text, (line.region,), (line.paragraph.report,)):
                left_out[HELD_OUT] += 1
            elif normalised(line.paragraph.text) in letters:
                left_out[LABELLED] += 1
            else:
                drawn.add(line)
    left_out[BEYOND] = drawn.beyond
    texts = drawn.texts()
    if not texts:
        raise BadData(
            f"{', '.join(map(shown, paths))}: none of {lines:,} lines is left to learn from "
            f"({left_out_line(left_out)}). Expected texts that a model labelled and nobody else; give labels of people "
            "with --data."
        )
    return Taught(texts, lines, drawn.repeated, {key: count for key, count in left_out.items() if count})


class _Drawn:
    """The texts with the lowest hashes; one that was let go never comes back, as the highest hash held only falls."""

    def __init__(self, limit: int, taxonomy: Taxonomy) -> None:
        self._limit, self._taxonomy = limit, taxonomy
        self._kept: dict[int, tuple[SoftText, int]] = {}
        self._highest: list[int] = []  # a heap of negative hashes
        self.repeated = self.beyond = 0

    def add(self, line: SoftLine) -> None:
        text = line.paragraph.text.encode(errors="surrogatepass")
        key = int.from_bytes(blake2b(text, digest_size=8).digest(), "big")
        if key in self._kept:
            self.repeated += 1
            self._kept[key] = _mean(*self._kept[key], line.soft(self._taxonomy))
            return
        if len(self._kept) == self._limit:
            self.beyond += 1
            if key > -self._highest[0]:
                return
            del self._kept[-heapq.heappop(self._highest)]
        soft = line.soft(self._taxonomy)
        regions, reports, teachers = (tuple(map(intern, one)) for one in (soft.regions, soft.reports, soft.teachers))
        self._kept[key] = replace(soft, regions=regions, reports=reports, teachers=teachers), 1
        heapq.heappush(self._highest, -key)

    def texts(self) -> tuple[SoftText, ...]:
        """Return the texts held, lowest hash first."""
        return tuple(self._kept[key][0] for key in sorted(self._kept))


def _mean(one: SoftText, times: int, other: SoftText) -> tuple[SoftText, int]:
    """Let one more line have its say on a text that `times` lines spoke of."""
    share = 1 / (times + 1)
    known = np.where(np.isnan(one.of_sentences), other.of_sentences, one.of_sentences)
    added = np.where(np.isnan(other.of_sentences), known, other.of_sentences)
    return (
        replace(
            one,
            regions=_either(one.regions, other.regions),
            reports=_either(one.reports, other.reports),
            teachers=_either(one.teachers, other.teachers),
            probabilities=one.probabilities + (other.probabilities - one.probabilities) * share,
            of_sentences=known + (added - known) * share,
        ),
        times + 1,
    )


def _either(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*some, *others)))
