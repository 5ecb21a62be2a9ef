"""Twenty-four reports made by plain arithmetic, so that any other program can be given the same."""

from dataclasses import dataclass

import numpy as np

REPORTS = 24
PLACE = np.arange(REPORTS)
STRATUM = (PLACE >= 10).astype(np.int64)
LABELLED = np.isin(PLACE, [0, 3, 4, 8, 11, 12, 17, 20, 22])
SIZE = 30.0 + 7 * PLACE % 23
TAGGED = 5.0 + 5 * PLACE % 11
TRUE = TAGGED + 3 * PLACE % 7 - 3.0
COUNTY = np.isin(PLACE, [0, 1, 2, 3, 5, 11, 13, 14]).astype(np.float64)
"""A third of all reports, and of the labelled ones."""


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A row a paragraph: its report, whether people and the tagger say that it carries the category, and whether it
    looks ahead."""

    report: np.ndarray
    true: np.ndarray
    tagged: np.ndarray
    ahead: np.ndarray


def paragraphs() -> Paragraphs:
    """Return the labelled reports, a row a paragraph."""
    rows = [
        (report, n < TRUE[report], n < TAGGED[report], n % 3 == 0)
        for report in np.flatnonzero(LABELLED)
        for n in range(int(SIZE[report]))
    ]
    return Paragraphs(*(np.array(column) for column in zip(*rows, strict=True)))
