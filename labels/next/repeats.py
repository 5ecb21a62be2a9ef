"""Paragraphs that say the same twice: one of them is enough to ask about."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from reports.duplicates.index import DuplicateIndex
from reports.report import Paragraph


def groups_of_repeats(paragraphs: Sequence[Paragraph]) -> npt.NDArray[np.int64]:
    """Number the paragraphs so that near-duplicates share a number, that of the first of them.

    They may stand in one report or in several; of any length where they are the same to the letter, else of 60 letters
    and more.
    """
    index = DuplicateIndex()
    first: dict[str, int] = {}
    group = np.array(
        [first.setdefault(paragraph.text, number) for number, paragraph in enumerate(paragraphs)], np.int64
    )
    # Every paragraph is indexed as a report of its own: the index does not look for repeats within one.
    for number in sorted(set(group.tolist())):
        index.add([replace(paragraphs[number], id=str(number), report=str(number))])
    matches = [*index.reused_paragraphs(), *index.same_reports()]
    for one, other in ((int(match.copy.report), int(match.original.report)) for match in matches):
        lower, higher = sorted((int(group[one]), int(group[other])))
        group[group == higher] = lower
    return group
