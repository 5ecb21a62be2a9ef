"""Labels spoilt on purpose, to measure how many of them are found again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Corrupted:
    """Rows of which some carry one category wrongly; `wrong` names the category by paragraph id."""

    rows: tuple[LabelledParagraph, ...]
    wrong: dict[str, str]


def corrupt(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, among: int, count: int, seed: int) -> Corrupted:
    """Draw `among` rows and flip one category, drawn evenly, in `count` of them: on where it was off, off where it was
    on."""
    draw = np.random.default_rng(seed)
    kept = [rows[number] for number in np.sort(draw.choice(len(rows), among, replace=False))]
    wrong: dict[str, str] = {}
    for number in draw.choice(among, count, replace=False).tolist():
        category = taxonomy.ids[int(draw.integers(len(taxonomy.ids)))]
        wrong[kept[number].id] = category
        labels = tuple(key for key in taxonomy.ids if (key in kept[number].labels) != (key == category))
        kept[number] = replace(kept[number], labels=labels)
    return Corrupted(tuple(kept), wrong)
