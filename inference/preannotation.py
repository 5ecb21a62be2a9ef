"""Turn what a model says beforehand of paragraphs into answers that people may correct."""

from collections.abc import Iterable

from inference.tagged import TaggedParagraph
from labels.prediction import Prediction


def prediction_of(tagged: TaggedParagraph) -> Prediction:
    """Return a tagged paragraph's tags, with the sentences that carry them, as a pre-annotation.

    Its score is how sure the model is of its least sure category: the probability of what it says there, yes or no.
    Label Studio hands out the lowest first.
    """
    sure = min(score if key in tagged.tags else 1 - score for key, score in tagged.scores.items())
    evidence = {
        key: tuple(sorted({(one.start, one.end) for one in found})) for key, found in tagged.evidence.items() if found
    }
    return Prediction(tagged.tags, min(max(sure, 0.0), 1.0), tagged.model, evidence)


def predictions_of(tagged: Iterable[TaggedParagraph]) -> dict[str, Prediction]:
    """Return the pre-annotations of tagged paragraphs by paragraph id."""
    return {one.paragraph.id: prediction_of(one) for one in tagged}
