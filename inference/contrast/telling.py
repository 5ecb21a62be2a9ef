"""Which words tell two groups apart: log odds with a prior of what all groups say (Monroe, Colaresi & Quinn 2008)."""

from dataclasses import dataclass, field
from math import log, sqrt

from inference.contrast.table import Table
from storage.errors import BadSettings

SURE = 1.96
"""The least |z| of a word that is named."""
FEWEST = 2
"""Reports that a word has to stand in: one may have its own way of speaking."""
_HALF = 0.5  # of a place, where a longer word takes up every place of a shorter one (Haldane 1956)
_Two = tuple[float, float]


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


@dataclass(slots=True)
class _Told:
    """A word by its number, with its places in the two groups, what the prior adds to each, and its z. `longer` are
    words that hold it and are told apart as it is."""

    number: int
    word: str
    places: _Two
    added: float
    z: float
    clumping: float
    longer: list["_Told"] = field(default_factory=list)


def telling_words(table: Table, first: str, second: str, limit: int = 20) -> list[Word]:
    """Return the words that tell two groups apart, at most `limit` that each has more of; those of `second` come first,
    strongest first, those of `first` last, strongest last.

    Of words inside each other one is enough: the longer where it tells more than the shorter (乡村振兴, not 振兴), else
    the shorter (not 推动乡村振兴 too). What stands in a single report of the group that has more of it is left out,
    unless the group is a single report.

    Raises:
        BadSettings: the table has no such group.
    """
    sides = _place(table, first), _place(table, second)
    found = [one for number in range(len(table.words)) if (one := _told(table, number, sides))]
    taken: list[_Told] = []
    for one in sorted(found, key=lambda one: (-abs(one.z), one.word)):
        alike = [other for other in taken if other.z * one.z > 0]
        shorter = [other for other in alike if other.word in one.word]
        one.longer = [other for other in alike if one.word in other.word]
        if all(_tells_more(one, other) for other in shorter) and _is_left(table, sides, one):
            taken.append(one)
            for other in shorter:
                other.longer.append(one)
    told = sorted((one for one in taken if _is_left(table, sides, one)), key=lambda one: (-one.z, one.word))
    more, less = ([_word(table, one, sides) for one in told if one.z * sign > 0] for sign in (1, -1))
    return [*more[:limit], *less[max(0, len(less) - limit) :]]


def _place(table: Table, group: str) -> int:
    if group not in table.groups:
        raise BadSettings(f"No paragraph has {table.by} '{group}'. Expected one of {', '.join(table.groups[:6])}.")
    return table.groups.index(group)


def _told(table: Table, number: int, sides: tuple[int, int]) -> _Told | None:
    """Return a word where it tells the two groups apart."""
    first, second = sides
    places = table.counts[number][first], table.counts[number][second]
    added = table.prior * sum(table.counts[number]) / sum(table.characters)
    one = _Told(number, table.words[number], places, added, 0.0, table.clumping[number])
    one.z = _z(table, sides, one, places)
    more = sides[one.z > 0]
    enough = table.reports[number][more] >= min(FEWEST, table.reports_there[more])
    return one if abs(one.z) >= SURE and enough else None


def _z(table: Table, sides: tuple[int, int], one: _Told, places: _Two) -> float:
    """Return the log odds of a word in the second group less those in the first, by its standard error."""
    own = [place + one.added for place in places]
    odds = [log(n / (table.characters[side] + table.prior - n)) for n, side in zip(own, sides, strict=True)]
    return (odds[1] - odds[0]) / sqrt(one.clumping * sum(1 / n for n in own))


def _tells_more(one: _Told, shorter: _Told) -> bool:
    """Say whether a word takes up most places of a shorter one in the group that has more of both, or more of them than
    in the other group."""
    more = one.z > 0
    if 2 * one.places[more] >= shorter.places[more]:
        return True
    own = [place + one.added for place in one.places]
    rest = [max(place + shorter.added - n, _HALF) for place, n in zip(shorter.places, own, strict=True)]
    apart = log(own[1] / rest[1]) - log(own[0] / rest[0])
    error = sqrt(one.clumping * sum(1 / n for n in (*own, *rest)))
    return apart / error >= SURE if one.z > 0 else apart / error <= -SURE


def _is_left(table: Table, sides: tuple[int, int], one: _Told) -> bool:
    """Say whether a word tells half as much or more without its places inside longer ones."""
    if not one.longer:
        return True
    rest = [max(0, place - sum(other.places[n] for other in one.longer)) for n, place in enumerate(one.places)]
    left = _z(table, sides, one, (rest[0], rest[1]))
    return left * one.z > 0 and abs(left) >= max(SURE, abs(one.z) / 2)


def _word(table: Table, one: _Told, sides: tuple[int, int]) -> Word:
    first, second = sides
    return Word(
        one.word,
        one.z,
        table.per_thousand(one.number, first),
        table.per_thousand(one.number, second),
        table.reports[one.number][first],
        table.reports[one.number][second],
    )
