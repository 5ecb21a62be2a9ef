"""What people said of the sentences of labelled paragraphs, as numbers that a model learns from."""

from collections.abc import Iterable, Sequence

import numpy as np

from labels.counting import Floats
from labels.evidence import sentence_labels
from labels.labelled import LabelledParagraph

UNKNOWN = float("nan")


def any_marked(rows: Iterable[LabelledParagraph]) -> bool:
    """Say whether people marked a sentence in any of the rows."""
    return any(row.evidence for row in rows)


def marks_of(rows: Sequence[LabelledParagraph], ids: Sequence[str]) -> list[Floats] | None:
    """Return for each row 1, 0 or NaN (nobody said) for each sentence and category, shape (sentences, categories).

    None where nobody marked a sentence in any row: then people label paragraphs, and nothing is said of sentences.
    """
    if not any_marked(rows):
        return None
    known = (sentence_labels(row.text, row.labels, row.evidence, ids) for row in rows)
    return [np.array([[UNKNOWN if one is None else float(one) for one in own] for own in every]) for every in known]
