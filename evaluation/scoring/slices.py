"""The same model on parts of the held-out paragraphs: where it does worse, and whether its thresholds fit there.

A year or a level whose scores lie lower than its share of a category, or whose best threshold would give a clearly
better F1 than the model's own, has shifted from what the thresholds and the calibration were fitted on.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evaluation.scoring.intervals import micro
from evaluation.scoring.scores import CategoryScores, category_scores
from labels.counting import Counts, Floats, Truth, counted, f1_of, indicators
from labels.labelled import LabelledParagraph
from reports.report import LEVELS

FEWEST = 100
"""Paragraphs below which a slice is called small: F1 of a category moves by five points and more by chance."""
FEWEST_CARRYING = 30
"""Paragraphs that carry a category, below which the best threshold in hindsight gains much by chance."""
GAIN, BIAS = 0.03, 0.05
"""F1 that another threshold gains, and bias of the calibration, above which either does not fit."""
Value = str | int | None


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

    @property
    def bias(self) -> float:
        """The mean of the scores less the share that they should add up to."""
        return self.mean_score - self.share

    @property
    def threshold_off(self) -> bool:
        """Another threshold would have given a clearly better F1."""
        enough = self.scores.support >= FEWEST_CARRYING
        return enough and self.best_f1 is not None and self.best_f1 - (self.scores.f1 or 0.0) > GAIN

    @property
    def calibration_off(self) -> bool:
        """The scores are clearly too high or too low."""
        return abs(self.bias) > BIAS

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

    value: Value
    paragraphs: int
    reports: int
    categories: Mapping[str, CategorySlice]
    sentence_micro_f1: float | None

    @property
    def macro_f1(self) -> float | None:
        """The mean over the categories that are in truth or among the tags there, None where none is: one that a small
        slice does not hold says nothing of the model."""
        held = [one.scores.f1 for one in self.categories.values() if one.scores.f1 is not None]
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
    """Judge a model by source, level, period and year, each where the rows have at least two values of it.

    A period is years in a row that hold at least `FEWEST` paragraphs together. Sources are left out where every report
    has one of its own: they would say what the reports are.

    Args:
        predicted: the model's tags for each row.
        scores: its score of every category for each row, shape (rows, categories).
        sentences: what each row's sentences add, shape (rows, categories, 3); None where the labels have no evidence.

    Returns:
        The slices of each key that has some, ordered by value, what is not stated last.
    """
    said, true = indicators(predicted, ids), indicators([row.labels for row in rows], ids)
    found = {}
    for key, values in values_of(rows).items():
        parts = [(value, np.array([other == value for other in values])) for value in sorted(set(values), key=rank)]
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


def values_of(rows: Sequence[LabelledParagraph]) -> dict[str, list[Value]]:
    """Return the value of each row by every key to slice by."""
    years = [row.paragraph.about.year for row in rows]
    values: dict[str, list[Value]] = {
        "source": [row.paragraph.source or None for row in rows],
        "level": [row.paragraph.about.level or None for row in rows],
        "period": [*_periods(years)],
        "year": [*years],
    }
    if _one_each(values["source"], [row.report for row in rows]):
        del values["source"]
    if len(set(values["period"])) == len(set(years)):
        del values["period"]
    return {key: of_rows for key, of_rows in values.items() if len(set(of_rows)) > 1}


def _one_each(values: Sequence[Value], reports: Sequence[str]) -> bool:
    return len(set(zip(values, reports, strict=True))) == len(set(values)) == len(set(reports))


def _periods(years: Sequence[int | None]) -> list[str | None]:
    """Return the period that each year lies in: years that follow each other, until they hold as many paragraphs as
    say something; what is left over joins the last."""
    held = Counter(year for year in years if year is not None)
    periods: list[list[int]] = [[]]
    for year in sorted(held):
        if sum(held[one] for one in periods[-1]) >= FEWEST:
            periods.append([])
        periods[-1].append(year)
    if len(periods) > 1 and sum(held[one] for one in periods[-1]) < FEWEST:
        periods[-2:] = [periods[-2] + periods[-1]]
    names = {year: f"{one[0]}–{one[-1]}" if len(one) > 1 else str(one[0]) for one in periods for year in one}
    return [None if year is None else names[year] for year in years]


def rank(value: Value) -> tuple[int, int, str]:
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
