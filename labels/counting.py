"""The counts that every score is made of."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from storage.errors import BadData

Labels = Sequence[Sequence[str]]
"""For each paragraph the ids of its categories, in any order."""
Counts = NDArray[np.int64]
"""Shape (…, categories, 3), the last axis: rightly predicted, predicted, in truth."""


def indicators(labels: Labels, ids: Sequence[str]) -> NDArray[np.bool_]:
    """Return a table that is true where a paragraph carries a category, shape (len(labels), len(ids)).

    Raises:
        BadData: a label is not among `ids`.
    """
    column = {identifier: number for number, identifier in enumerate(ids)}
    marks = np.zeros((len(labels), len(ids)), dtype=np.bool_)
    for row, carried in enumerate(labels):
        for label in carried:
            if label not in column:
                raise BadData(
                    f"A paragraph carries '{label}'. Expected one of {', '.join(ids)}; score with the taxonomy of "
                    "these labels."
                )
            marks[row, column[label]] = True
    return marks


def count(truth: Labels, predicted: Labels, ids: Sequence[str]) -> Counts:
    """Count each paragraph for itself, shape (len(truth), len(ids), 3); sums over paragraphs are what scores are made
    of.

    Raises:
        BadData: there is no paragraph, a label is not among `ids`, or `predicted` has another length than `truth`.
    """
    if not truth:
        raise BadData(
            "No labelled paragraph to score against arrived. Expected at least one; give a file with held-out labels."
        )
    if len(truth) != len(predicted):
        raise BadData(
            f"{len(predicted)} predictions arrived for {len(truth)} labelled paragraphs. Expected one for each; tag "
            "the same file."
        )
    said, true = indicators(predicted, ids), indicators(truth, ids)
    return np.stack([said & true, said, true], axis=-1).astype(np.int64)


def f1(counts: Counts) -> NDArray[np.float64]:
    """Return F1 by category, shape (…, categories): 0 where a category is neither in truth nor predicted."""
    both = counts[..., 1] + counts[..., 2]
    ratio: NDArray[np.float64] = np.divide(2.0 * counts[..., 0], both, out=np.zeros(both.shape), where=both > 0)
    return ratio
