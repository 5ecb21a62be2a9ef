"""How often words stand in groups of paragraphs, small enough for a page to hold and compare any two groups with."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

PER = 1000
"""Characters that words are counted per, all of a text's, marks too."""


@dataclass(frozen=True, slots=True)
class Table:
    """Words of the paragraphs of groups.

    `counts` holds for each word how often it stands in each group, every place of it, also inside a longer word;
    `reports` in how many of a group's reports it stands. `characters` and `reports_there` (one a group) are what there
    is of a group. `clumping` (one a word) says how many times more the word differs from report to report than chance
    would have it, 1 at least: a word that few reports repeat tells little of a group. `prior` is the weight, in
    characters, of what all groups together say of a word: that of one report.
    """

    by: str
    category: str
    groups: tuple[str, ...]
    words: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    reports: tuple[tuple[int, ...], ...]
    characters: tuple[int, ...]
    reports_there: tuple[int, ...]
    clumping: tuple[float, ...]
    prior: float

    def per_thousand(self, word: int, group: int) -> float:
        """Return how often a word, by its number, stands in 1,000 characters of a group, by its number."""
        return PER * self.counts[word][group] / self.characters[group]

    def to_json(self) -> dict[str, Any]:
        """Return the object that a page holds."""
        return asdict(self)


def chosen(table: Table, words: Sequence[int]) -> Table:
    """Return the table with these words only, by their numbers."""
    return Table(
        table.by,
        table.category,
        table.groups,
        tuple(table.words[n] for n in words),
        tuple(table.counts[n] for n in words),
        tuple(table.reports[n] for n in words),
        table.characters,
        table.reports_there,
        tuple(table.clumping[n] for n in words),
        table.prior,
    )
