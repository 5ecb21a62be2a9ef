"""Make of corrections, or of what a language model said, what other people are shown beforehand, to confirm or change
it."""

from collections.abc import Sequence

from labels.asking.annotator import by_models_alone
from labels.labelled import LabelledParagraph
from labels.prediction import Prediction
from reports.report import Paragraph
from storage.errors import BadData

CORRECTIONS = "corrections"
"""Stands where the name of a model stands otherwise."""
_NOT_KNOWN = 0.5  # how sure a model is that was asked once


def answers_of(
    rows: Sequence[LabelledParagraph], paragraphs: Sequence[Paragraph], model: str = CORRECTIONS
) -> dict[str, Prediction]:
    """Return what rows say of these paragraphs, by paragraph id, as answers that people may correct.

    The score of a language model's answer is the share of its answers that agree on the category on which fewest do,
    and 0.5 where it gave one answer only.

    Args:
        model: under whose name the answers are shown.

    Raises:
        BadData: a row is of none of the paragraphs, or of another text; corrections that no person gave.
    """
    if model == CORRECTIONS and (found := by_models_alone(rows)):
        raise BadData(
            f"{len(found)} of the {len(rows)} corrections were given by a language model alone ('{found[0].id}' first, "
            f"by {next(iter(found[0].annotators))}). Expected what people said; give them with --asked, so that they "
            "are shown under its name."
        )
    texts = {one.id: one.text for one in paragraphs}
    for row in rows:
        if texts.get(row.id) != row.text:
            there = "has another text there" if row.id in texts else "is not there"
            was, said = ("corrected", "corrections") if model == CORRECTIONS else ("answered", "answers")
            raise BadData(
                f"'{row.id}' was {was} and {there}. Expected {said} of these {len(texts)} paragraphs; push the file "
                f"that the {'pages were made of' if model == CORRECTIONS else 'model was asked about'}."
            )
    return {row.id: Prediction(row.labels, _score(row, model), model, row.evidence) for row in rows}


def _score(row: LabelledParagraph, model: str) -> float:
    if model == CORRECTIONS:
        return 1.0
    asked = row.asked.get(model)
    if asked is None or asked.answers == 1:
        return _NOT_KNOWN
    return min((max(share, 1 - share) for share in asked.shares.values()), default=_NOT_KNOWN)
