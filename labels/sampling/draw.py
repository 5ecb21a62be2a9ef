"""Draw whole reports, or paragraphs inside reports, within strata and a budget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from labels.sampling.design import Drawn
from labels.sampling.groups import OF_PARAGRAPHS, check_groups, names_in, stratum_of
from reports.report import Paragraph
from storage.errors import BadSettings

FEWEST = 2
"""Reports drawn of a stratum, as far as it has them: one says nothing about how reports differ."""

SECONDS = 50.5
"""What a paragraph takes that is read and judged sentence by sentence, by a model of reading and keys
(docs/label-worth.md)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Paragraphs in the order of their file, each with how it was drawn, and of each stratum how many of how many
    reports."""

    paragraphs: tuple[tuple[Paragraph, Drawn], ...]
    strata: Mapping[str, tuple[int, int]]

    @property
    def reports(self) -> int:
        """How many reports were drawn."""
        return sum(drawn for drawn, _ in self.strata.values())


def draw(paragraphs: Sequence[Paragraph], by: Sequence[str], budget: int, *, within: int | None, seed: int) -> Sample:
    """Draw reports at random, the same number from every stratum as far as they have them, within a budget.

    Args:
        by: keys of reports that make the strata, such as year and level; none: one stratum.
        budget: paragraphs that can be labelled; expected of the drawn reports, so the sample may be a little above or
            below.
        within: so many paragraphs of each drawn report, at random; None: whole reports.

    Raises:
        BadSettings: the budget is too small for two reports of every stratum, or `by` names what no report has.
    """
    if inside := set(by) & set(OF_PARAGRAPHS):
        raise BadSettings(
            f"--by names {min(inside)}, which differs within a report, and whole reports are drawn. Expected what "
            "a report has as a whole, such as year or level; leave it out (shares.py may group by it)."
        )
    check_groups(by, {name for one in paragraphs for name in names_in(one.extra)}, "the paragraphs")
    reports: dict[str, list[Paragraph]] = {}
    for paragraph in paragraphs:
        reports.setdefault(paragraph.report, []).append(paragraph)
    strata = _strata(reports, by)
    costs = {
        key: float(np.mean([min(len(reports[name]), within or len(reports[name])) for name in names]))
        for key, names in strata.items()
    }
    counts = _allocated({key: len(names) for key, names in strata.items()}, costs, budget)
    chance = np.random.default_rng(seed)
    found: dict[str, Drawn] = {}
    for key, names in sorted(strata.items()):
        for name in sorted(chance.choice(sorted(names), counts[key], replace=False).tolist()):
            own = reports[name]
            some = min(within or len(own), len(own))
            drawn = Drawn(key, len(names), counts[key], len(own), some, len(reports), ",".join(by), seed)
            places = sorted(chance.choice(len(own), some, replace=False).tolist())
            found |= {own[place].id: drawn for place in places}
    return Sample(
        tuple((one, found[one.id]) for one in paragraphs if one.id in found),
        {key: (counts[key], len(names)) for key, names in sorted(strata.items())},
    )


def _strata(reports: Mapping[str, Sequence[Paragraph]], by: Sequence[str]) -> dict[str, list[str]]:
    """Return the names of the reports of each stratum."""
    strata: dict[str, list[str]] = {}
    for name, own in reports.items():
        different = sorted({stratum_of(one.to_json(), by) for one in own}) if by else [""]
        if len(different) > 1:
            raise BadSettings(
                f"--by: paragraphs of '{name}' say different things of {','.join(by)} ({' and '.join(different[:2])}), "
                "and whole reports are drawn. Expected what a report has as a whole; correct it, or leave it out."
            )
        strata.setdefault(different[0], []).append(name)
    return strata


def _allocated(there: Mapping[str, int], costs: Mapping[str, float], budget: int) -> dict[str, int]:
    """Return how many reports to draw of each stratum: one more of each in turn, the largest first, while the budget
    lasts."""
    counts = {key: min(FEWEST, reports) for key, reports in there.items()}
    spent = sum(counts[key] * costs[key] for key in counts)
    if spent > budget:
        raise BadSettings(
            f"{budget} paragraphs are too few: two reports of each of {len(there)} strata have some {ceil(spent)}. "
            "Expected a larger budget, or fewer strata; raise --budget, shorten --by, or draw --within reports."
        )
    order = sorted(there, key=lambda key: (-there[key], key))
    open_ = True
    while open_:
        open_ = False
        for key in order:
            if counts[key] < there[key] and spent + costs[key] <= budget:
                counts[key] += 1
                spent += costs[key]
                open_ = True
    return counts
