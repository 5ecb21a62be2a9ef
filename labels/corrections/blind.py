"""Tell labels that were given with a model's tags on view: who is shown an answer tends to agree with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storage.errors import BadData

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph  # loading it takes as long as all else that --help needs


def corrected(rows: "Sequence[LabelledParagraph]") -> "list[LabelledParagraph]":
    """Return the rows that a reader corrected, or called right, on the page of a report."""
    return [row for row in rows if row.corrected is not None]


def answered_on_view(rows: "Sequence[LabelledParagraph]") -> "list[LabelledParagraph]":
    """Return the rows of which somebody's answer began with what a model had said."""
    return [row for row in rows if any(answer.shown is not None for answer in row.answers.values())]


def check_not_corrected(rows: "Sequence[LabelledParagraph]", purpose: str) -> None:
    """Raise BadData where rows are corrections: what a reader happened to correct is no fair part of a text, and was
    judged with the tags on view.

    Args:
        purpose: what the rows are for, such as "to judge by".
    """
    if found := corrected(rows):
        raise BadData(
            f"{len(found)} of the {len(rows)} paragraphs {purpose} were corrected on reading pages ('{found[0].id}' "
            "first), chosen by their reader and with the model's tags on view. Expected labels of a sample, given "
            "blind; let corrections teach (train.py --data), and label what `label_studio.py sample` draws."
        )
