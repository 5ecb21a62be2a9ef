"""Make of corrections what other people are shown beforehand, to confirm or change it."""

from collections.abc import Sequence

from labels.labelled import LabelledParagraph
from labels.prediction import Prediction
from reports.report import Paragraph
from storage.errors import BadData

CORRECTIONS = "corrections"
"""Stands where the name of a model stands otherwise."""


def answers_of(rows: Sequence[LabelledParagraph], paragraphs: Sequence[Paragraph]) -> dict[str, Prediction]:
    """Return what rows say of these paragraphs, by paragraph id, as answers that people may correct.

    Raises:
        BadData: a row is of none of the paragraphs, or of another text.
    """
    texts = {one.id: one.text for one in paragraphs}
    for row in rows:
        if texts.get(row.id) != row.text:
            there = "has another text there" if row.id in texts else "is not there"
            raise BadData(
                f"'{row.id}' was corrected and {there}. Expected corrections of these {len(texts)} paragraphs; push "
                "the file that the pages were made of."
            )
    return {row.id: Prediction(row.labels, 1.0, CORRECTIONS, row.evidence) for row in rows}
