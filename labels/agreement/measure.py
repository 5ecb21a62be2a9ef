"""Measure how far people agree on the same paragraphs: on each category, which is a yes/no question, and on the whole
set of categories.

In an exclusive taxonomy the set is one category, so that the figures for sets are those of a nominal variable.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from labels.agreement.coefficients import (
    RESAMPLES,
    Coefficient,
    Estimate,
    Table,
    cohen_kappa,
    estimate,
    fleiss_kappa,
    krippendorff_alpha,
    masi,
    nominal,
    raw_agreement,
    specific_agreement,
)
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy

Labels = tuple[str, ...]
_NO, _YES = 0, 1


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two people agree on one question, on the paragraphs that both judged."""

    one: str
    other: str
    agreement: Estimate
    kappa: Estimate

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        return {
            "annotators": [self.one, self.other],
            "paragraphs": self.agreement.paragraphs,
            "agreement": self.agreement.to_json(),
            "cohen_kappa": self.kappa.to_json(),
        }


@dataclass(frozen=True, slots=True)
class QuestionAgreement:
    """How far everybody agrees on one question.

    `figures` are estimates by name: agreement, fleiss_kappa, krippendorff_alpha; for a category positive_agreement and
    negative_agreement too, for sets masi_alpha.
    """

    figures: Mapping[str, Estimate]
    pairs: tuple[PairAgreement, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        figures = {name: one.to_json() for name, one in self.figures.items()}
        return {**figures, "pairs": [pair.to_json() for pair in self.pairs]}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree, by category and over sets of categories.

    `judged` paragraphs have an answer, `shared` of them two or more, these from `reports` reports. `annotators` are in
    the order of their names.
    """

    annotators: tuple[str, ...]
    judged: int
    shared: int
    reports: int
    categories: Mapping[str, QuestionAgreement]
    sets: QuestionAgreement

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        return {
            "annotators": list(self.annotators),
            "judged": self.judged,
            "shared": self.shared,
            "reports": self.reports,
            "categories": {category: one.to_json() for category, one in self.categories.items()},
            "sets": self.sets.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Dispute:
    """A paragraph people differ on; `distance` is the mean MASI distance of two of them, above 0 and up to 1 (nothing
    in common)."""

    row: LabelledParagraph
    distance: float

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        return {"distance": self.distance, **self.row.to_json()}


def disputes(rows: Sequence[LabelledParagraph]) -> list[Dispute]:
    """Return what people differ on, most disputed first: by distance, then by how many people judged it, then in the
    order of `rows`."""
    found = []
    for row in rows:
        distances = [masi(one, other) for one, other in combinations(row.annotators.values(), 2)]
        if any(distances):
            found.append(Dispute(row, sum(distances) / len(distances)))
    return sorted(found, key=lambda dispute: (-dispute.distance, -len(dispute.row.annotators)))


def measure_agreement(
    rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, resamples: int = RESAMPLES, seed: int = 0
) -> Agreement:
    """Measure how far the annotators of `rows` agree; intervals resample reports.

    Raises:
        BadSettings: fewer than one resample.
    """
    judged = [row for row in rows if row.annotators]
    shared = [row for row in judged if len(row.annotators) > 1]
    names = tuple(sorted({name for row in judged for name in row.annotators}))
    # What one person judged alone is compared with nothing: it must not say either how often people would agree by
    # chance.
    measure = _Measure(shared, names, resamples, seed)
    reports = {row.report for row in shared}
    categories = {category: measure.category(category) for category in taxonomy.ids}
    return Agreement(names, len(judged), len(shared), len(reports), categories, measure.sets())


class _Measure:
    """The rows that two people or more judged, and how their figures are estimated."""

    def __init__(self, rows: Sequence[LabelledParagraph], names: Sequence[str], resamples: int, seed: int) -> None:
        self._rows = rows
        self._names = names
        self._resamples = resamples
        self._seed = seed

    def category(self, category: str) -> QuestionAgreement:
        """Measure agreement on whether a paragraph carries `category`."""

        def code(labels: Labels) -> int:
            return _YES if category in labels else _NO

        counts = self._counts(code, 2)
        further = {
            "positive_agreement": specific_agreement(counts, _YES),
            "negative_agreement": specific_agreement(counts, _NO),
        }
        return self._question(code, counts, further)

    def sets(self) -> QuestionAgreement:
        """Measure agreement on the whole set: equal or not, and with MASI by how much they differ."""
        seen = sorted({labels for row in self._rows for labels in row.annotators.values()})
        numbers = {labels: number for number, labels in enumerate(seen)}
        counts = self._counts(numbers.__getitem__, len(seen))
        distance = np.array([[masi(one, other) for other in seen] for one in seen]).reshape(len(seen), len(seen))
        return self._question(numbers.__getitem__, counts, {"masi_alpha": krippendorff_alpha(counts, distance)})

    def _question(
        self, code: Callable[[Labels], int], counts: Table, further: Mapping[str, Coefficient]
    ) -> QuestionAgreement:
        answers = counts.shape[1]
        coefficients = {
            "agreement": raw_agreement(counts),
            **further,
            "fleiss_kappa": fleiss_kappa(counts),
            "krippendorff_alpha": krippendorff_alpha(counts, nominal(answers)),
        }
        reports = [row.report for row in self._rows]
        figures = {name: estimate(one, reports, self._resamples, self._seed) for name, one in coefficients.items()}
        pairs = (self._pair(one, other, code, answers) for one, other in combinations(self._names, 2))
        return QuestionAgreement(figures, tuple(pairs))

    def _pair(self, one: str, other: str, code: Callable[[Labels], int], answers: int) -> PairAgreement:
        both = [row for row in self._rows if one in row.annotators and other in row.annotators]
        first, second = ([code(row.annotators[name]) for row in both] for name in (one, other))
        reports = [row.report for row in both]
        counts = np.zeros((len(both), answers))
        for said in (first, second):
            counts[np.arange(len(both)), said] += 1
        agreement, kappa = (
            estimate(figure, reports, self._resamples, self._seed)
            for figure in (raw_agreement(counts), cohen_kappa(first, second, answers))
        )
        return PairAgreement(one, other, agreement, kappa)

    def _counts(self, code: Callable[[Labels], int], answers: int) -> Table:
        """Count for each paragraph how many people gave each answer, shape (paragraphs, answers)."""
        counts = np.zeros((len(self._rows), answers))
        for number, row in enumerate(self._rows):
            for labels in row.annotators.values():
                counts[number, code(labels)] += 1
        return counts
