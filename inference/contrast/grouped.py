"""Make of counts by paragraph a table by group, with the few words that tell any two of its groups apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
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
_PLACES = ("region", "province")


@dataclass(frozen=True, slots=True)
class _Cells:
    """What the reports of each group hold of each word. `of` (cells, words) counts by report and group; `group` and
    `characters` (cells,) say of each such piece of a report whose it is and how long."""

    groups: tuple[str, ...]
    of: sparse.csr_array
    group: Whole
    characters: Whole


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
    characters = np.bincount(cells.group, cells.characters, len(cells.groups))
    reports_there = np.bincount(cells.group, minlength=len(cells.groups))
    clumping = _clumping(cells, there, characters)
    prior = float(characters.sum() / max(1, len(set(counts.reports))))
    pool = _pool(there, characters, clumping, prior)
    pool = pool[[not _is_name(counts, int(number)) for number in pool]]
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
    kept = [n for n, own in enumerate(counts.categories) if not category or category in own]
    groups = _groups([named[n] for n in kept], counts.characters[kept])
    kept = [n for n in kept if named[n] in groups]
    number = {group: n for n, group in enumerate(groups)}
    cell: dict[tuple[str, str], int] = {}
    own = np.array([cell.setdefault((counts.reports[n], named[n]), len(cell)) for n in kept], np.int64)
    return _Cells(
        groups,
        sparse.csr_array(_summing(own, len(cell)) @ counts.places[kept]),
        np.array([number[group] for _, group in cell], np.int64),
        np.bincount(own, counts.characters[kept], len(cell)).astype(np.int64),
    )


def _groups(named: Sequence[str], characters: Whole) -> tuple[str, ...]:
    """Return the groups in the order of their names, what is not stated last."""
    text: dict[str, int] = {}
    for group, own in zip(named, characters.tolist(), strict=True):
        text[group] = text.get(group, 0) + own
    largest = sorted(text, key=lambda group: (-text[group], group))[:MOST_GROUPS]
    return tuple(sorted(largest, key=lambda group: (group == NOT_STATED, group)))


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
    length = cells.characters.astype(np.float64)
    squares = np.bincount(cells.group, length**2, len(cells.groups))
    rate = there / characters[:, None]
    seen = cells.of.astype(np.float64)
    into = _summing(cells.group, len(cells.groups)).astype(np.float64)
    with_length = (into @ seen.multiply(length[:, None])).toarray()
    found = seen.power(2).sum(axis=0) - 2 * (rate * with_length).sum(axis=0) + (rate**2 * squares[:, None]).sum(axis=0)
    chance = (rate * (characters - squares / characters)[:, None]).sum(axis=0)
    return np.asarray(np.maximum(1.0, np.divide(found, chance, out=np.ones_like(chance), where=chance > 1e-9)))


def _odds(there: Floats, characters: Floats, prior: float) -> tuple[Floats, Floats]:
    """Return log odds and their variance by chance, shape (groups, words), as `telling.telling_words`."""
    own = there + prior * there.sum(axis=0) / max(1.0, characters.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(own / (characters[:, None] + prior - own)), 1 / own


def _pool(there: Floats, characters: Floats, clumping: Floats, prior: float) -> Whole:
    """Return the words that tell some group from all others best."""
    best = np.zeros(there.shape[1])
    for group in range(len(there)):
        apart = np.stack([there[group], there.sum(axis=0) - there[group]])
        odds, chance = _odds(apart, np.array([characters[group], characters.sum() - characters[group]]), prior)
        best = np.fmax(best, np.abs(odds[0] - odds[1]) / np.sqrt(clumping * chance.sum(axis=0)))
    return np.argsort(-best, kind="stable")[:_POOL]


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


def _is_name(counts: Counts, number: int) -> bool:
    """Say whether a word is of a place's name and mostly stands in that place's own reports: it says where, not what."""
    word = counts.words[number]
    column = counts.places[:, [number]].tocoo()
    own: dict[str, int] = {}
    for row, there in zip(column.row.tolist(), column.data.tolist(), strict=True):
        for name in {counts.groups[one][row] for one in _PLACES}:
            own[name] = own.get(name, 0) + there
    whole = sum(column.data.tolist())
    return any(2 * there >= whole and (word in name or name[:-1] in word) for name, there in own.items() if name[1:])
