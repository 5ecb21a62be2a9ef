"""Measure how far people agree on the same paragraphs and, where they marked them, on the same sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from labels.agreement.coefficients import RESAMPLES, masi
from labels.agreement.questions import Judged, QuestionAgreement, Questions
from labels.agreement.sentences import SentenceAgreement, differing_sentences, sentences_judged
from labels.agreement.voices import voices
from labels.labelled import LabelledParagraph
from labels.majority import differ_on_sentences, said_of
from labels.taxonomy import Taxonomy

PEOPLE = "people"
"""Who is compared, where it is not said otherwise."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far annotators agree, by category and over sets of categories.

    `kind` says who is compared, `annotators` their names, in order. `judged` paragraphs have an answer, `shared` of
    them two or more, these from `reports` reports. `sentences` is None where nobody marked any.
    """

    kind: str
    annotators: tuple[str, ...]
    judged: int
    shared: int
    reports: int
    categories: Mapping[str, QuestionAgreement]
    sets: QuestionAgreement
    sentences: SentenceAgreement | None

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        return {
            "between": self.kind,
            "annotators": list(self.annotators),
            "judged": self.judged,
            "shared": self.shared,
            "reports": self.reports,
            "categories": {category: one.to_json() for category, one in self.categories.items()},
            "sets": self.sets.to_json(),
            "sentences": self.sentences and self.sentences.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Dispute:
    """A paragraph annotators differ on.

    `distance` is the mean MASI distance of two of them, up to 1 (nothing in common); 0 where they differ on sentences
    only. `sentences` counts those that two of them differ on, None where nobody marked any.
    """

    row: LabelledParagraph
    distance: float
    sentences: int | None

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        sentences = {} if self.sentences is None else {"differing_sentences": self.sentences}
        return {"distance": self.distance, **sentences, **self.row.to_json()}


def disputes(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> list[Dispute]:
    """Return what annotators differ on, each of whom speaks once, most disputed first: by distance, then by sentences,
    then by how many judged it, then in the order of `rows`."""
    found = []
    for row, spoken in ((one, voices(one, taxonomy)) for one in rows):
        distances = [masi(one, other) for one, other in combinations(spoken.annotators.values(), 2)]
        if any(distances) or differ_on_sentences(row.text, said_of(spoken)):
            found.append(Dispute(row, sum(distances) / len(distances), differing_sentences(spoken)))
    return sorted(found, key=lambda one: (-one.distance, -(one.sentences or 0), -len(one.row.annotators)))


def measure_agreement(
    rows: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    resamples: int = RESAMPLES,
    seed: int = 0,
    *,
    kind: str = PEOPLE,
) -> Agreement:
    """Measure how far the annotators of `rows`, whatever they are, agree; intervals resample reports.

    Raises:
        BadSettings: fewer than one resample.
    """
    judged = [row for row in rows if row.annotators]
    shared = [row for row in judged if len(row.annotators) > 1]
    names = tuple(sorted({name for row in judged for name in row.annotators}))
    # What only one person judged says nothing of agreement, and must not say anything of what people would agree by
    # chance.
    units = [Judged(row.report, row.annotators) for row in shared]
    questions = Questions(units, names, resamples, seed)
    reports = {row.report for row in shared}
    categories = {category: questions.category(category) for category in taxonomy.ids}
    return Agreement(
        kind,
        names,
        len(judged),
        len(shared),
        len(reports),
        categories,
        questions.sets(),
        _of_sentences(shared, taxonomy, resamples, seed),
    )


def _of_sentences(
    shared: Sequence[LabelledParagraph], taxonomy: Taxonomy, resamples: int, seed: int
) -> SentenceAgreement | None:
    if not any(one.evidence for row in shared for one in said_of(row)):
        return None
    found = sentences_judged(shared, taxonomy)
    names = sorted({name for unit in found.units for name in unit.said})
    questions = Questions(found.units, names, resamples, seed)
    return SentenceAgreement(
        len(found.units),
        found.paragraphs,
        found.unknown,
        {category: questions.category(category) for category in taxonomy.ids},
        questions.sets(),
    )
