"""The sentences that a model named otherwise than people marked them, in their paragraphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from evaluation.scoring.sentences import SaidOfSentences, SentenceTruth
from labels.counting import Floats, Truth
from labels.labelled import LabelledParagraph
from reports.sentences import sentence_spans

Verdict = Literal["both", "missed", "added"]
"""A sentence is marked by people and named by the model, marked only, or named only."""
_SHOWN = 4  # decimals


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence of a paragraph, its verdict for each category that has one, and the model's scores for these."""

    start: int
    end: int
    verdicts: Mapping[str, Verdict]
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WrongSentences:
    """All sentences of a paragraph of which the model judged at least one otherwise than people did.

    `surprise` is how sure the model was of its worst mistake here, from 0 to 1.
    """

    paragraph: LabelledParagraph
    sentences: tuple[JudgedSentence, ...]
    surprise: float

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds: the wrong ones, as [start, end, score] by category; the text stays
        in the data file."""
        return {"id": self.paragraph.id, "missed": self._places("missed"), "added": self._places("added")}

    def _places(self, verdict: Verdict) -> dict[str, list[list[float]]]:
        found: dict[str, list[list[float]]] = {}
        for one in self.sentences:
            for key in (key for key, said in one.verdicts.items() if said == verdict):
                found.setdefault(key, []).append([one.start, one.end, round(one.scores[key], _SHOWN)])
        return found


def wrong_sentences(
    rows: Sequence[LabelledParagraph], truth: SentenceTruth, said: SaidOfSentences, ids: Sequence[str]
) -> tuple[WrongSentences, ...]:
    """Return the paragraphs with a sentence that the model judged otherwise than people, the surest mistakes first.

    Sentences whose truth is not known are neither right nor wrong.

    Args:
        said: what the model says of the sentences, with scores.
    """
    assert said.scores is not None
    found = []
    carried, known = (_by_paragraph(table, truth) for table in (truth.carried, truth.known))
    for row, true, judged, named, scores in zip(rows, carried, known, said.named, said.scores, strict=True):
        one = _of_paragraph(row, true, judged, named, scores, ids=ids)
        if one is not None:
            found.append(one)
    return tuple(sorted(found, key=lambda one: -one.surprise))


def _by_paragraph(table: Truth, truth: SentenceTruth) -> list[Truth]:
    ends = np.cumsum(np.bincount(truth.owner, minlength=truth.paragraphs))[:-1]
    return np.split(table, ends)


def _of_paragraph(
    row: LabelledParagraph, carried: Truth, known: Truth, named: Truth, scores: Floats, *, ids: Sequence[str]
) -> WrongSentences | None:
    wrong = known & (carried != named)
    if not wrong.any():
        return None
    surprise = float(np.abs(carried - scores)[wrong].max())
    judged = []
    for number, (start, end) in enumerate(sentence_spans(row.text)):
        verdicts = {
            key: _verdict(bool(carried[number, k]), bool(named[number, k]))
            for k, key in enumerate(ids)
            if known[number, k] and (carried[number, k] or named[number, k])
        }
        own = {key: float(scores[number, ids.index(key)]) for key in verdicts}
        judged.append(JudgedSentence(start, end, verdicts, own))
    return WrongSentences(row, tuple(judged), surprise)


def _verdict(carried: bool, named: bool) -> Verdict:
    if carried and named:
        return "both"
    return "missed" if carried else "added"
