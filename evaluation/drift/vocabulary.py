"""Characters and pairs of characters that no earlier report has.

Chinese has no spaces, and what cuts it into words knows no new words; a new word shows as new pairs of characters.
Every report has some that no other has, such as the names of its villages. So what is new is compared with what would
be new were the reports dealt anew between earlier and later ones.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import gammaln

from evaluation.drift.reshuffled import dealings, p_value
from labels.counting import Floats

SHOWN = 40
"""New pairs that are listed: more than a person reads."""
_NEVER = 1e-7
"""A piece is passed over in dealings where chance makes it new less often than that."""
_ROUND = 12  # characters of context on each side
Codes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class NewPiece:
    """A character or pair that no earlier report has: how often it stands in how many later ones, and where first."""

    text: str
    count: int
    reports: int
    context: str

    def to_json(self) -> dict[str, Any]:
        """Return the object that drift.json holds."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How much of the later text, counted in characters or pairs, no earlier report has: `share`; and `chance`, what it
    would be on average were the reports dealt anew. `pieces` are the new ones in most reports."""

    share: float
    chance: float
    p: float
    different: int
    pieces: tuple[NewPiece, ...]


def new_vocabulary(before: Sequence[str], after: Sequence[str], length: int, *, seed: int = 0) -> Vocabulary:
    """Find what is new in later reports.

    Args:
        before: the texts of the earlier reports.
        after: the texts of the later ones.
        length: 1 for characters, 2 for pairs.
    """
    counts, codes = _count([_pieces(text, length) for text in (*before, *after)])
    later = np.arange(counts.shape[0]) >= len(before)
    held = counts.copy()
    held.data = np.ones_like(held.data)
    total = np.asarray(counts.sum(axis=0)).ravel()
    sizes = np.asarray(counts.sum(axis=1)).ravel()
    fresh = np.asarray(held[~later].sum(axis=0)).ravel() == 0
    share = _ratio(float(total[fresh].sum()), float(sizes[later].sum()))
    dealt = _dealt(held, total, sizes, len(before), seed)
    reports = np.asarray(held[later].sum(axis=0)).ravel()
    order = _ranked(np.flatnonzero(fresh), codes, total, reports)
    pieces = (_new_piece(_text(int(codes[n]), length), int(total[n]), int(reports[n]), after) for n in order)
    reached = int((dealt >= share - 1e-12).sum())
    return Vocabulary(share, float(dealt.mean()), p_value(reached), int(fresh.sum()), tuple(pieces))


def _ranked(fresh: NDArray[np.int64], codes: Codes, total: Floats, reports: Floats) -> NDArray[np.int64]:
    """Order new pieces by how many reports have them, and how often; the first of them."""
    return fresh[np.lexsort((codes[fresh], -total[fresh], -reports[fresh]))][:SHOWN]


def _dealt(held: csr_matrix, total: Floats, sizes: Floats, before: int, seed: int) -> Floats:
    """Return what would be new in each dealing."""
    reports = held.shape[0]
    within = np.asarray(held.sum(axis=0)).ravel()
    chance = gammaln(reports - before + 1) - gammaln(np.maximum(reports - before - within, 0) + 1)
    chance += gammaln(reports - within + 1) - gammaln(reports + 1)
    possible = (within <= reports - before) & (chance > np.log(_NEVER))
    once, more = within == 1, possible & (within > 1)
    single = np.asarray(held[:, once] @ total[once]).ravel()  # what stands in one report alone is new with it
    several, weights = held[:, more].T.tocsr(), total[more]
    found = []
    for after in dealings(before, reports - before, seed):
        chosen = after.astype(np.float64)
        new = chosen @ single
        if len(weights):
            new = new + weights @ (several @ (1 - chosen).T == 0)
        found.append(new / np.maximum(chosen @ sizes, 1))
    return np.concatenate(found)


def _pieces(text: str, length: int) -> Codes:
    """Return the code of every character, or pair of neighbours, of Chinese writing."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), "<u4").astype(np.uint64)
    chinese = ((points >= 0x3400) & (points <= 0x9FFF)) | ((points >= 0x20000) & (points <= 0x3FFFF))
    if length == 1:
        return points[chinese]
    both = chinese[:-1] & chinese[1:]
    return (points[:-1][both] << np.uint64(32)) | points[1:][both]


def _text(code: int, length: int) -> str:
    return chr(code) if length == 1 else chr(code >> 32) + chr(code & 0xFFFFFFFF)


def _count(pieces: Sequence[Codes]) -> tuple[csr_matrix, Codes]:
    """Return how often each report has each piece, shape (reports, pieces), and the pieces."""
    own = [np.unique(codes, return_counts=True) for codes in pieces]
    codes, columns = np.unique(np.concatenate([one for one, _ in own]), return_inverse=True)
    rows = np.repeat(np.arange(len(own)), [len(one) for one, _ in own])
    counts = np.concatenate([many for _, many in own]).astype(np.float64)
    return csr_matrix((counts, (rows, columns)), shape=(len(own), len(codes))), codes


def _new_piece(text: str, count: int, reports: int, after: Sequence[str]) -> NewPiece:
    where = next(one for one in after if text in one)
    place = where.index(text)
    around = where[max(0, place - _ROUND) : place + len(text) + _ROUND]
    return NewPiece(text, count, reports, " ".join(around.split()))


def _ratio(amount: float, size: float) -> float:
    return amount / size if size else 0.0
