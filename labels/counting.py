"""The counts that every score is made of."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from storage.errors import BadData

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
"""Which row carries which category, shape (rows, categories), or for one category (rows,)."""
Labels = Sequence[Sequence[str]]
"""For each paragraph the ids of its categories, in any order."""
Counts = npt.NDArray[np.int64]
"""Shape (…, categories, 3), the last axis: rightly predicted, predicted, in truth."""


def indicators(labels: Labels, ids: Sequence[str]) -> Truth:
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
    return counted(indicators(predicted, ids), indicators(truth, ids))


def counted(said: Truth, true: Truth) -> Counts:
    """Count each row for itself, from tables of what was said and what is true, shape (rows, categories, 3)."""
    return np.stack([said & true, said, true], axis=-1).astype(np.int64)


def f1(counts: Counts) -> Floats:
    """Return F1 by category, shape (…, categories): 0 where a category is neither in truth nor predicted."""
    return f1_of(counts[..., 0], counts[..., 1] + counts[..., 2])


def macro_f1(counts: Counts) -> Floats:
    """Return the mean F1 of the categories that are in truth or predicted, shape (…) of (…, categories, 3); 0 where
    none is. What is nowhere says nothing of who predicts."""
    held = (counts[..., 1] + counts[..., 2]) > 0
    mean: Floats = f1(counts).sum(axis=-1) / np.maximum(held.sum(axis=-1), 1)
    return mean


def f1_of(right: npt.ArrayLike, marked: npt.ArrayLike) -> Floats:
    """Return F1 of how often a category was rightly said, and how often it was said or true together; 0 for 0/0."""
    twice, both = 2.0 * np.asarray(right), np.asarray(marked)
    ratio: Floats = np.divide(twice, both, out=np.zeros(both.shape), where=both > 0)
    return ratio
