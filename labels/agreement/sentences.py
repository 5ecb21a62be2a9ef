"""Find the sentences that two people judged, and what each said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from labels.agreement.questions import Judged, Labels, QuestionAgreement
from labels.answered import Answer
from labels.evidence import sentence_labels
from labels.labelled import LabelledParagraph
from labels.majority import said_of
from labels.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class SentenceAgreement:
    """How far people agree on sentences, by category and over sets of categories.

    `shared` sentences of `paragraphs` paragraphs are known from two people or more. `unknown` answers are left out:
    they gave a category to a paragraph of several sentences without marking any for it. The figures count sentences
    where those of paragraphs count paragraphs.
    """

    shared: int
    paragraphs: int
    unknown: int
    categories: Mapping[str, QuestionAgreement]
    sets: QuestionAgreement

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds."""
        return {
            "shared": self.shared,
            "paragraphs": self.paragraphs,
            "unknown": self.unknown,
            "categories": {category: _of_sentences(one.to_json()) for category, one in self.categories.items()},
            "sets": _of_sentences(self.sets.to_json()),
        }


def _of_sentences(value: Any) -> Any:
    """Return figures whose counts of paragraphs are called what they are, counts of sentences."""
    if isinstance(value, list):
        return [_of_sentences(one) for one in value]
    if isinstance(value, dict):
        return {"sentences" if key == "paragraphs" else key: _of_sentences(one) for key, one in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class SentencesJudged:
    """The sentences that two people or more judged, and the counts of `SentenceAgreement`."""

    units: tuple[Judged, ...]
    paragraphs: int
    unknown: int


def sentences_judged(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> SentencesJudged:
    """Cut rows into their sentences, each with the answers of those whose every category is known there.

    Were an answer used for the categories that it lacks, and left out for those that it gave without marks, people
    would seem to agree mostly on what is not there.
    """
    units: list[Judged] = []
    paragraphs = unknown = 0
    for row in rows:
        known = {name: said for name in row.annotators if (said := _known(row, name, taxonomy.ids)) is not None}
        unknown += len(row.annotators) - len(known)
        if len(known) > 1:
            paragraphs += 1
            units += [
                Judged(row.report, dict(zip(known, said, strict=True))) for said in zip(*known.values(), strict=True)
            ]
    return SentencesJudged(tuple(units), paragraphs, unknown)


def differing_sentences(row: LabelledParagraph) -> int | None:
    """Count the sentences of which two people say different things, be it of one category; None where nobody marked
    any."""
    if not any(one.evidence for one in said_of(row)):
        return None
    given = sorted({label for labels in row.annotators.values() for label in labels})
    said = [_of(row, name, given) for name in row.annotators]
    return sum(
        any(
            mine is not None and theirs is not None and mine != theirs
            for one, other in combinations(of_sentence, 2)
            for mine, theirs in zip(one, other, strict=True)
        )
        for of_sentence in zip(*said, strict=True)
    )


def unmarked(row: LabelledParagraph, name: str) -> int:
    """Count the categories that somebody gave of which it is not known which sentences carry them."""
    return sum(None in column for column in zip(*_of(row, name, row.annotators[name]), strict=True))


def marked_sentences(row: LabelledParagraph, name: str) -> dict[str, list[int]]:
    """Return the numbers, from 1, of the sentences that somebody marked, by category."""
    marked = [label for label in row.annotators[name] if label in row.answers.get(name, Answer()).evidence]
    columns = zip(*_of(row, name, marked), strict=True)
    return {key: [n for n, yes in enumerate(one, 1) if yes] for key, one in zip(marked, columns, strict=True)}


def _of(row: LabelledParagraph, name: str, ids: Sequence[str]) -> list[tuple[bool | None, ...]]:
    evidence = row.answers.get(name, Answer()).evidence
    return sentence_labels(row.text, row.annotators[name], evidence, ids)


def _known(row: LabelledParagraph, name: str, ids: Sequence[str]) -> list[Labels] | None:
    """Return the categories of each sentence by somebody's answer, None where it leaves one open."""
    said = _of(row, name, ids)
    if any(None in one for one in said):
        return None
    return [tuple(key for key, yes in zip(ids, one, strict=True) if yes) for one in said]
