"""Precision, recall and F1 against what people said."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from inference.collapse import collapse_line
from labels.counting import Counts, Labels, count, f1, f1_of, macro_f1


@dataclass(frozen=True, slots=True)
class CategoryScores:
    """The scores of one category, from 0 to 1; `support` paragraphs (or sentences) carry it in truth, `predicted` were
    said to. `f1` is None where none does and none was."""

    precision: float
    recall: float
    f1: float | None
    support: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Scores:
    """How well predictions agree with labels, from 0 (never) to 1 (always).

    `macro_f1` is the mean of the categories' F1 where there is one, `micro_f1` the F1 of all their decisions together,
    `exact_match` the share of paragraphs whose set of categories is right as a whole. `reports` is None where nobody
    said which report a paragraph is of.

    A ratio whose denominator is 0 (precision of what was never predicted, recall of what never occurs) is 0, as
    scikit-learn has it with `zero_division=0`; the F1 of a category that is absent on both sides is left out.
    """

    categories: Mapping[str, CategoryScores]
    macro_f1: float
    micro_f1: float
    exact_match: float
    paragraphs: int
    reports: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds, at full precision."""
        return {**asdict(self), "categories": {key: asdict(one) for key, one in self.categories.items()}}


def score(truth: Labels, predicted: Labels, ids: Sequence[str], reports: Sequence[str] | None = None) -> Scores:
    """Score predictions against what people said of the same paragraphs, in the same order.

    Args:
        ids: the categories, in the order of the result.
        reports: for each paragraph the id of its report.

    Raises:
        BadData: there is nothing to score, the lengths differ, or a label is not among `ids`.
    """
    table = count(truth, predicted, ids)
    totals: Counts = table.sum(axis=0)
    return Scores(
        categories=category_scores(totals, ids),
        macro_f1=float(macro_f1(totals)),
        micro_f1=float(f1(totals.sum(axis=0))),
        exact_match=_exact_match(table),
        paragraphs=len(truth),
        reports=None if reports is None else len(set(reports)),
    )


def category_scores(totals: Counts, ids: Sequence[str]) -> dict[str, CategoryScores]:
    """Return the scores of each category from counts over all that was judged, shape (categories, 3)."""
    return {identifier: _category_scores(*map(int, row)) for identifier, row in zip(ids, totals, strict=True)}


def _exact_match(table: Counts) -> float:
    missed = (table[..., 1] != table[..., 2]) | (table[..., 0] != table[..., 2])
    return float(1 - np.mean(missed.any(axis=1)))


def collapse_of(scores: Scores) -> str:
    """Return what is wrong with predictions that do not depend on what was read, "" where that is not so."""
    predicted = {key: one.predicted for key, one in scores.categories.items()}
    return collapse_line(
        predicted, scores.paragraphs, tuple(predicted), {key: one.support for key, one in scores.categories.items()}
    )


def _category_scores(right: int, predicted: int, support: int) -> CategoryScores:
    return CategoryScores(
        precision=right / predicted if predicted else 0.0,
        recall=right / support if support else 0.0,
        f1=float(f1_of(right, predicted + support)) if predicted or support else None,
        support=support,
        predicted=predicted,
    )
