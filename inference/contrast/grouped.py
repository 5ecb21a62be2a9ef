"""Make of counts by paragraph a table by group, with the few words that tell any two of its groups apart."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from inference.contrast.candidates import Whole
from inference.contrast.counting import Counts
from inference.contrast.table import Table
from labels.counting import Floats
from labels.sampling.groups import NOT_STATED

MOST_GROUPS = 60
"""Groups of a table: of more, those with the most text."""
_POOL = 1500
"""Words of which each pair of groups is looked at, those that tell some group from all others best."""
_NOTHING = 1e-9  # places of a word that none of the groups has: its log odds are finite, and tell nothing
_PLACES = ("region", "province")


@dataclass(frozen=True, slots=True)
class _Cells:
    """What the reports of each group hold of each word. `of` (cells, words) counts by report and group; `group` and
    `characters` (cells,) say of each such piece of a report whose it is and how long."""

    groups: tuple[str, ...]
    of: sparse.csr_array
    group: Whole
    characters: Floats


def table_of(counts: Counts, by: str, *, category: str = "", limit: int = 300) -> Table:
    """Return how often words stand in the groups of a name, with at most `limit` words: those that tell some pair of
    groups apart best, the best of each pair first. Of places their own names are left out.

    Args:
        by: one of `NAMES`.
        category: count only paragraphs that carry it; "" for all.
    """
    cells = _cells(counts, by, category)
    into = _summing(cells.group, len(cells.groups))
    there = (into @ cells.of).toarray().astype(np.float64)
    characters = np.bincount(cells.group, cells.characters, len(cells.groups)).astype(np.float64)
    reports_there = np.bincount(cells.group, minlength=len(cells.groups))
    clumping = _clumping(cells, there, characters)
    prior = float(characters.sum() / max(1, len(counts.reports.names)))
    pool = _pool(there, characters, clumping, prior)
    pool = pool[~_names(counts, pool)]
    kept = _best_of_pairs(there[:, pool], characters, clumping[pool], prior)[:limit]
    kept = np.sort(pool[kept])
    reports = (into @ (cells.of[:, kept] > 0).astype(np.int64)).toarray()
    return Table(
        by,
        category,
        cells.groups,
        tuple(counts.words[n] for n in kept),
        _whole(there[:, kept].T),
        _whole(reports.T),
        tuple(int(one) for one in characters),
        tuple(int(one) for one in reports_there),
        tuple(round(float(one), 3) for one in clumping[kept]),
        round(prior, 3),
    )


def _whole(numbers: Floats) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(one) for one in row) for row in numbers)


def _cells(counts: Counts, by: str, category: str) -> _Cells:
    named = counts.groups[by]
    carrying = np.array([not category or category in own for own in counts.categories], np.bool_)
    text = np.bincount(named.of[carrying], counts.characters[carrying], len(named.names))
    largest = sorted(np.flatnonzero(text).tolist(), key=lambda one: (-text[one], named.names[one]))[:MOST_GROUPS]
    groups = sorted(largest, key=lambda one: (named.names[one] == NOT_STATED, named.names[one]))
    number = np.full(len(named.names), -1)
    number[groups] = np.arange(len(groups))
    kept = np.flatnonzero(carrying & (number[named.of] >= 0))
    both = counts.reports.of[kept] * max(1, len(groups)) + number[named.of[kept]]
    cell, own = np.unique(both, return_inverse=True)
    return _Cells(
        tuple(named.names[one] for one in groups),
        sparse.csr_array(_summing(own, len(cell)) @ counts.places[kept]),
        cell % max(1, len(groups)),
        np.bincount(own, counts.characters[kept], len(cell)).astype(np.float64),
    )


def _summing(group: Whole, groups: int) -> sparse.csr_array:
    """Return what sums rows by group, shape (groups, rows)."""
    where = group, np.arange(len(group))
    return sparse.csr_array((np.ones(len(group), np.int64), where), (groups, len(group)))


def _clumping(cells: _Cells, there: Floats, characters: Floats) -> Floats:
    """Return for each word the variance of its places from report to report by that of chance, 1 at least: the design
    effect of Rao & Scott (1992), over all groups together.

    Chance is Poisson's. Its variance of what a report of n of a group's N characters differs from its expected p·n is
    p·n·(1 - n/N). Groups of one report say nothing of it.
    """
    length, seen = cells.characters, cells.of
    squares = np.bincount(cells.group, length**2, len(cells.groups))
    rate = there / characters[:, None]
    row = np.repeat(np.arange(len(length)), np.diff(seen.indptr))
    place, times = cells.group[row] * there.shape[1] + seen.indices, seen.data.astype(np.float64)
    with_length = np.bincount(place, times * length[row], there.size).reshape(there.shape)
    found = np.bincount(seen.indices, times**2, there.shape[1]).astype(np.float64)
    found += (rate**2 * squares[:, None] - 2 * rate * with_length).sum(axis=0)
    chance = (rate * (characters - squares / characters)[:, None]).sum(axis=0)
    return np.asarray(np.maximum(1.0, np.divide(found, chance, out=np.ones_like(chance), where=chance > 1e-9)))


def _odds(there: Floats, characters: Floats, prior: float) -> tuple[Floats, Floats]:
    """Return log odds and their variance by chance, shape (groups, words), as `telling.telling_words`."""
    own = np.maximum(there + prior * there.sum(axis=0) / max(1.0, characters.sum()), _NOTHING)
    return np.log(own / (characters[:, None] + prior - own)), 1 / own


def _pool(there: Floats, characters: Floats, clumping: Floats, prior: float) -> Whole:
    """Return the words that tell some group from all others best; what none of them says tells nothing."""
    best = np.zeros(there.shape[1])
    for group in range(len(there)):
        apart = np.stack([there[group], there.sum(axis=0) - there[group]])
        odds, chance = _odds(apart, np.array([characters[group], characters.sum() - characters[group]]), prior)
        best = np.fmax(best, np.abs(odds[0] - odds[1]) / np.sqrt(clumping * chance.sum(axis=0)))
    ranked = np.argsort(-best, kind="stable")[:_POOL]
    return ranked[there[:, ranked].any(axis=0)]


def _best_of_pairs(there: Floats, characters: Floats, clumping: Floats, prior: float) -> Whole:
    """Return words by their best rank among those that tell two groups apart."""
    odds, chance = _odds(there, characters, prior)
    rank = np.full(there.shape[1], there.shape[1])
    most = np.zeros(there.shape[1])
    for one, other in combinations(range(len(there)), 2):
        z = (odds[other] - odds[one]) / np.sqrt(clumping * (chance[one] + chance[other]))
        for side in (z, -z):
            order = np.argsort(-side, kind="stable")
            rank[order] = np.minimum(rank[order], np.arange(len(order)))
        most = np.fmax(most, np.abs(z))
    return np.lexsort((-most, rank))


def _names(counts: Counts, words: Whole) -> npt.NDArray[np.bool_]:
    """Say of each word whether it is of a place's name and mostly stands in that place's own reports: it says where,
    not what."""
    places = counts.places[:, words].tocsc()
    found = np.zeros(len(words), np.bool_)
    for number, word in enumerate(words.tolist()):
        column = slice(places.indptr[number], places.indptr[number + 1])
        rows, times = places.indices[column], places.data[column]
        for named in (counts.groups[by] for by in _PLACES):
            own = np.bincount(named.of[rows], times)
            mostly = np.flatnonzero(2 * own >= times.sum())
            found[number] |= any(_is_of(counts.words[word], named.names[one]) for one in mostly)
    return found


def _is_of(word: str, name: str) -> bool:
    """Say whether a word is part of a place's name, or holds it; 县 and the like do not count as a name."""
    return word in name or (len(name) > 2 and name[:-1] in word)
