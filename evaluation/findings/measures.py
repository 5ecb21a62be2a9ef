"""How much of a text a category has: three measures of attention, each a size and an amount within it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from evaluation.findings import Measure
from labels.counting import Floats
from labels.evidence import sentence_labels
from labels.labelled import LabelledParagraph
from reports.sentences import sentence_spans
from storage.errors import BadData


def size_of(text: str, measure: Measure) -> int:
    """Return how much text there is, in units of the measure."""
    if measure == "paragraphs":
        return 1
    return len(text) if measure == "characters" else len(sentence_spans(text))


def tagged_amounts(line: Mapping[str, Any], measure: Measure, ids: Sequence[str], where: str) -> Floats:
    """Return how much of a tagged line each category has by the model, shape (categories,).

    Raises:
        BadData: the line is not one of tagged.jsonl.
    """
    tags, evidence = line.get("tags"), line.get("evidence")
    if not isinstance(tags, list) or any(one not in ids for one in tags):
        raise BadData(f"{where}: tags is {tags!r}. Expected categories among {', '.join(ids)}; tag again.")
    if measure == "paragraphs":
        return np.array([key in tags for key in ids], np.float64)
    if not isinstance(evidence, dict):
        raise BadData(f"{where}: holds no evidence. Expected the sentences of each tag; tag again.")
    marks = [evidence.get(key, []) for key in ids]
    if not all(_are_marks(own, len(line["text"])) for own in marks):
        raise BadData(
            f"{where}: evidence is not of [start, end, score] in its text. Expected a tagged line; tag again."
        )
    if measure == "sentences":
        return np.array([len(own) for own in marks], np.float64)
    return np.array([sum(mark[1] - mark[0] for mark in own) for own in marks], np.float64)


def _are_marks(marks: Any, characters: int) -> bool:
    """Say whether these are pieces of a text so long, none overlapping another."""
    try:
        ends = [0, *(place for start, end, _ in sorted(marks) for place in (start, end)), characters]
        return all(type(one) is int for one in ends) and all(
            one < other if number % 2 else one <= other for number, (one, other) in enumerate(pairwise(ends))
        )
    except (TypeError, ValueError):
        return False


def true_amounts(row: LabelledParagraph, measure: Measure, ids: Sequence[str]) -> Floats:
    """Return how much of a labelled paragraph each category has by people, shape (categories,).

    Raises:
        BadData: nobody said which sentences carry a label.
    """
    if measure == "paragraphs":
        return np.array([key in row.labels for key in ids], np.float64)
    spans = sentence_spans(row.text)
    carried = sentence_labels(row.text, row.labels, row.evidence, ids)
    if open_ := [key for key, column in zip(ids, zip(*carried, strict=True), strict=True) if None in column]:
        raise BadData(
            f"{row.id}: nobody marked the sentences of '{open_[0]}'. Expected evidence for every label to count "
            f"{measure}; mark them, or use --measure paragraphs."
        )
    lengths = [1 if measure == "sentences" else end - start for start, end in spans]
    return np.asarray(np.array(lengths, np.float64) @ np.array(carried, np.float64).reshape(len(spans), len(ids)))
