"""Measure how far people agree on the same paragraphs or sentences: on each category, which is a yes/no question, and
on the whole set of categories.

In an exclusive taxonomy the set is one category, so that the figures for sets are those of a nominal variable.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from labels.agreement.coefficients import (
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

Labels = tuple[str, ...]
_NO, _YES = 0, 1


@dataclass(frozen=True, slots=True)
class Judged:
    """What people said of one unit, by their names, and the report it stands in."""

    report: str
    said: Mapping[str, Labels]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two people agree on one question, on the paragraphs (or sentences) that both judged."""

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


class Questions:
    """What two people or more judged, and how the figures of each question are estimated."""

    def __init__(self, units: Sequence[Judged], names: Sequence[str], resamples: int, seed: int) -> None:
        self._units = units
        self._names = names
        self._resamples = resamples
        self._seed = seed

    def category(self, category: str) -> QuestionAgreement:
        """Measure agreement on whether a unit carries `category`."""

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
        seen = sorted({labels for unit in self._units for labels in unit.said.values()})
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
        reports = [unit.report for unit in self._units]
        figures = {name: estimate(one, reports, self._resamples, self._seed) for name, one in coefficients.items()}
        pairs = (self._pair(one, other, code, answers) for one, other in combinations(self._names, 2))
        return QuestionAgreement(figures, tuple(pairs))

    def _pair(self, one: str, other: str, code: Callable[[Labels], int], answers: int) -> PairAgreement:
        both = [unit for unit in self._units if one in unit.said and other in unit.said]
        first, second = ([code(unit.said[name]) for unit in both] for name in (one, other))
        reports = [unit.report for unit in both]
        counts = np.zeros((len(both), answers))
        for said in (first, second):
            counts[np.arange(len(both)), said] += 1
        agreement, kappa = (
            estimate(figure, reports, self._resamples, self._seed)
            for figure in (raw_agreement(counts), cohen_kappa(first, second, answers))
        )
        return PairAgreement(one, other, agreement, kappa)

    def _counts(self, code: Callable[[Labels], int], answers: int) -> Table:
        """Count for each unit how many people gave each answer, shape (units, answers)."""
        counts = np.zeros((len(self._units), answers))
        for number, unit in enumerate(self._units):
            for labels in unit.said.values():
                counts[number, code(labels)] += 1
        return counts
