"""Paragraphs that stand twice, to the letter or nearly, and how many lie on both sides of a split.

Every two paragraphs are compared, so none is missed: labelled files are small enough. For whole corpora
`reports.duplicates` finds nearly all in far less time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from labels.quick.characters import Folds
from reports.duplicates.index import REUSED
from reports.duplicates.minhash import normalised, shingles

_NEARLY = 0.9999  # other texts of the same shingles, such as one that says a clause twice
_AT_ONCE = 512  # paragraphs compared with all: a table of some 10 MB for 5,000 of them


@dataclass(frozen=True, slots=True)
class Copy:
    """Two paragraphs, by their numbers, the lower first, and how similar they are: 1 where letters and digits are the
    same, else the Jaccard similarity of their shingles."""

    one: int
    other: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """How many of the paragraphs that a split judges have a copy among those it learns from, and how many of these are
    the same to the letter."""

    paragraphs: int
    same: int
    judged: int

    @property
    def share(self) -> float:
        """The share of the judged paragraphs."""
        return self.paragraphs / self.judged if self.judged else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {"paragraphs": self.paragraphs, "same": self.same, "share": self.share}


def copies(texts: Sequence[str], least: float = REUSED) -> list[Copy]:
    """Return every two texts that are the same or of a similarity of at least `least`, the most similar first."""
    normal = [normalised(text) for text in texts]
    table = _shingle_table(normal)
    sizes = np.asarray(table.sum(axis=1)).ravel()
    found = []
    for start in range(0, len(texts), _AT_ONCE):
        shared = (table[start : start + _AT_ONCE] @ table.T).tocoo()
        rows, columns, both = shared.row + start, shared.col, shared.data
        alike = both / np.maximum(1, sizes[rows] + sizes[columns] - both)
        kept = (columns > rows) & (alike >= least)
        pairs = zip(rows[kept].tolist(), columns[kept].tolist(), alike[kept].tolist(), strict=True)
        for one, other, similarity in pairs:
            found.append(Copy(one, other, 1.0 if normal[one] == normal[other] else min(similarity, _NEARLY)))
    return sorted(found, key=lambda pair: (-pair.similarity, pair.one, pair.other))


def _shingle_table(normal: Sequence[str]) -> csr_matrix:
    """Return which text holds which shingle, shape (texts, shingles)."""
    sets = [shingles(text) for text in normal]
    ends = np.cumsum([0, *map(len, sets)])
    every, columns = np.unique(np.concatenate([*sets, np.empty(0, np.uint32)]), return_inverse=True)
    return csr_matrix((np.ones(ends[-1], np.float32), columns, ends), shape=(len(sets), len(every)))


def crossing(pairs: Sequence[Copy], folds: Folds) -> Crossing:
    """Count the judged paragraphs of a split that have a copy among those which the same fold learns from."""
    ends = np.array([(pair.one, pair.other) for pair in pairs], np.int64).reshape(-1, 2)
    exact = np.array([pair.similarity == 1 for pair in pairs], np.bool_)
    near: set[int] = set()
    same: set[int] = set()
    for learnt, judged in folds:
        for one, other in (ends.T, ends[:, ::-1].T):
            across = np.isin(one, judged) & np.isin(other, learnt)
            near |= _numbers(one[across])
            same |= _numbers(one[across & exact])
    return Crossing(len(near), len(same), sum(len(judged) for _, judged in folds))


def _numbers(values: npt.NDArray[np.int64]) -> set[int]:
    return set(values.tolist())
