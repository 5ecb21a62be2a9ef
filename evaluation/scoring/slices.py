"""The same model on parts of the held-out paragraphs: where it does worse, and whether its thresholds fit there.

A year or a level whose scores lie lower than its share of a category, or whose best threshold would give a clearly
better F1 than the model's own, has shifted from what the thresholds and the calibration were fitted on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from evaluation.scoring.intervals import micro
from evaluation.scoring.scores import CategoryScores, category_scores
from labels.counting import Counts, Floats, Truth, counted, f1_of, indicators
from labels.labelled import LabelledParagraph
from reports.report import LEVELS

FEWEST = 100
"""Paragraphs below which a slice is called small: F1 of a category moves by five points and more by chance."""
_KEYS: Mapping[str, Callable[[LabelledParagraph], str | int | None]] = MappingProxyType(
    {
        "source": lambda row: row.paragraph.source or None,
        "level": lambda row: row.paragraph.about.level or None,
        "year": lambda row: row.paragraph.about.year,
    }
)


@dataclass(frozen=True, slots=True)
class CategorySlice:
    """A category in a slice: its scores, and what the model's scores say of it there.

    `mean_score` is the mean of the model's scores, `share` that of the paragraphs which carry it; the first is the
    second where the calibration holds. `best_f1` is the best that any one threshold would have given there, in
    hindsight, and `best_threshold` that threshold; None where nothing carries it.
    """

    scores: CategoryScores
    mean_score: float
    share: float
    best_f1: float | None
    best_threshold: float | None

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds, at full precision."""
        said = asdict(self)
        return {**said.pop("scores"), **said}


@dataclass(frozen=True, slots=True)
class Slice:
    """The paragraphs that have one value of a key, None where they do not state it.

    `sentence_micro_f1` is the F1 of all decisions on sentences whose truth is known, None where the labels have no
    evidence, or no sentence there is marked or named.
    """

    value: str | int | None
    paragraphs: int
    reports: int
    categories: Mapping[str, CategorySlice]
    sentence_micro_f1: float | None

    @property
    def macro_f1(self) -> float | None:
        """The mean over the categories that are in truth or among the tags there, None where none is: one that a small
        slice does not hold says nothing of the model."""
        held = [one.scores.f1 for one in self.categories.values() if one.scores.support or one.scores.predicted]
        return float(np.mean(held)) if held else None

    @property
    def small(self) -> bool:
        """It holds too few paragraphs to say much."""
        return self.paragraphs < FEWEST

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds, at full precision."""
        return {
            "value": self.value,
            "paragraphs": self.paragraphs,
            "reports": self.reports,
            "small": self.small,
            "macro_f1": self.macro_f1,
            "sentence_micro_f1": self.sentence_micro_f1,
            "categories": {key: one.to_json() for key, one in self.categories.items()},
        }


def slices(
    rows: Sequence[LabelledParagraph],
    predicted: Sequence[Sequence[str]],
    scores: Floats,
    ids: Sequence[str],
    sentences: Counts | None = None,
) -> dict[str, tuple[Slice, ...]]:
    """Judge a model by source, level and year, each where the rows have at least two values of it.

    Sources are left out where every report has one of its own: they would say what the reports are.

    Args:
        predicted: the model's tags for each row.
        scores: its score of every category for each row, shape (rows, categories).
        sentences: what each row's sentences add, shape (rows, categories, 3); None where the labels have no evidence.

    Returns:
        The slices of each key that has some, ordered by value, what is not stated last.
    """
    said, true = indicators(predicted, ids), indicators([row.labels for row in rows], ids)
    found = {}
    for key, value_of in _KEYS.items():
        values = [value_of(row) for row in rows]
        if len(set(values)) < 2 or (key == "source" and _one_each(values, rows)):
            continue
        parts = [(value, np.array([other == value for other in values])) for value in sorted(set(values), key=_rank)]
        found[key] = tuple(
            Slice(
                value=value,
                paragraphs=int(part.sum()),
                reports=len({row.report for row, inside in zip(rows, part, strict=True) if inside}),
                categories=_categories(said[part], true[part], scores[part], ids),
                sentence_micro_f1=None if sentences is None else _micro_of_present(sentences[part].sum(axis=0)),
            )
            for value, part in parts
        )
    return found


def _one_each(values: Sequence[object], rows: Sequence[LabelledParagraph]) -> bool:
    reports = [row.report for row in rows]
    return len(set(zip(values, reports, strict=True))) == len(set(values)) == len(set(reports))


def _rank(value: str | int | None) -> tuple[int, int, str]:
    """Return what values are ordered by: years, levels from the highest to the lowest, names, what is not stated."""
    if isinstance(value, int):
        return 0, value, ""
    if value in LEVELS:
        return 0, LEVELS.index(value), ""
    return (2, 0, "") if value is None else (1, 0, value)


def _categories(said: Truth, true: Truth, scores: Floats, ids: Sequence[str]) -> dict[str, CategorySlice]:
    found = {}
    of_categories = category_scores(counted(said, true).sum(axis=0), ids)
    for number, key in enumerate(ids):
        f1, threshold = _best(scores[:, number], true[:, number])
        found[key] = CategorySlice(
            scores=of_categories[key],
            mean_score=float(scores[:, number].mean()),
            share=float(true[:, number].mean()),
            best_f1=f1,
            best_threshold=threshold,
        )
    return found


def _best(scores: Floats, true: Truth) -> tuple[float, float] | tuple[None, None]:
    """Return the best F1 that a threshold gives, and the highest such threshold, of those that are a score."""
    if not true.any():
        return None, None
    tried = np.unique(scores)[::-1]
    ranked = np.sort(scores)
    said = len(scores) - np.searchsorted(ranked, tried)
    right = true.sum() - np.searchsorted(np.sort(scores[true]), tried)
    found = f1_of(right, said + true.sum())
    best = int(found.argmax())
    return float(found[best]), float(tried[best])


def _micro_of_present(counts: Counts) -> float | None:
    """Return the F1 of all decisions, None where nothing was said and nothing is true."""
    return float(micro(counts)) if counts.any() else None
