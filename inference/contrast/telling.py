"""Which words tell two groups apart: log odds with a prior of what all groups say (Monroe, Colaresi & Quinn 2008)."""

from dataclasses import dataclass
from math import log, sqrt

from inference.contrast.table import Table
from storage.errors import BadSettings

SURE = 1.96
"""The least |z| of a word that is named."""
FEWEST = 2
"""Reports that a word has to stand in: one may have its own way of speaking."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of which one group has more than another.

    `z` is the log odds ratio by its standard error, above 0 where `second` has more of it; it ranks words and is no
    test, as the words were picked from thousands. `first_per_1000` and `second_per_1000` are places per 1,000
    characters, `first_reports` and `second_reports` in how many reports of the groups it stands.
    """

    word: str
    z: float
    first_per_1000: float
    second_per_1000: float
    first_reports: int
    second_reports: int


def telling_words(table: Table, first: str, second: str, limit: int = 20) -> list[Word]:
    """Return the words that tell two groups apart, at most `limit` that each has more of; those of `second` come first,
    strongest first, those of `first` last, strongest last.

    A word is left out where a longer one explains it: where, without the places inside that longer word, it is no
    longer told apart. So is one that stands in a single report of the group that has more of it (unless the group is a
    single report).

    Raises:
        BadSettings: the table has no such group.
    """
    places = tuple(_place(table, group) for group in (first, second))
    found = []
    kept: list[tuple[str, tuple[int, ...], float]] = []
    for number in sorted(range(len(table.words)), key=lambda one: (-len(table.words[one]), one)):
        word, own = table.words[number], tuple(table.counts[number][place] for place in places)
        z = _z(table, number, places, own)
        more = places[z > 0]
        if abs(z) < SURE or table.reports[number][more] < min(FEWEST, table.reports_there[more]):
            continue
        longer = [counts for other, counts, sign in kept if word in other and sign * z > 0]
        rest = tuple(max(0, count - sum(one[n] for one in longer)) for n, count in enumerate(own))
        left = _z(table, number, places, rest) if longer else z
        if left * z <= 0 or abs(left) < max(SURE, abs(z) / 2):
            continue
        kept.append((word, own, z))
        found.append(_word(table, number, places, z))
    found.sort(key=lambda one: (-one.z, one.word))
    return [*[one for one in found if one.z > 0][:limit], *[one for one in found if one.z < 0][-limit:]]


def _place(table: Table, group: str) -> int:
    if group not in table.groups:
        raise BadSettings(f"No paragraph has {table.by} '{group}'. Expected one of {', '.join(table.groups[:6])}.")
    return table.groups.index(group)


def _z(table: Table, number: int, places: tuple[int, ...], counts: tuple[int, ...]) -> float:
    """Return the log odds of a word in the second group less those in the first, by its standard error."""
    expected = table.prior * sum(table.counts[number]) / sum(table.characters)
    there = [count + expected for count in counts]
    odds = [log(own / (table.characters[place] + table.prior - own)) for own, place in zip(there, places, strict=True)]
    return (odds[1] - odds[0]) / sqrt(table.clumping[number] * sum(1 / own for own in there))


def _word(table: Table, number: int, places: tuple[int, ...], z: float) -> Word:
    first, second = places
    return Word(
        table.words[number],
        z,
        table.per_thousand(number, first),
        table.per_thousand(number, second),
        table.reports[number][first],
        table.reports[number][second],
    )
