"""What a model said of held-out paragraphs and of their sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.scoring.sentences import SaidOfSentences, said_of_sentences
from inference.tagger import Tagger
from labels.counting import Labels
from labels.labelled import LabelledParagraph


@dataclass(frozen=True, slots=True)
class Said:
    """The tags that a model, named by its bundle's id, gave held-out paragraphs, in their order.

    `scores` are those of every category for each paragraph, () where they are not known; `review` which it
    marked for a person to look at; `sentences` what it said of
    the sentences, None where that is not known.
    """

    model: str
    tags: Labels
    scores: Sequence[Mapping[str, float]] = ()
    review: Sequence[bool] | None = None
    sentences: SaidOfSentences | None = None


def said_by(tagger: Tagger, rows: Sequence[LabelledParagraph]) -> Said:
    """Let a tagger read labelled paragraphs."""
    both = list(tagger.tag_with_sentences(row.paragraph for row in rows))
    tagged = [one for one, _ in both]
    return Said(
        model=tagger.manifest.id,
        tags=[one.tags for one in tagged],
        scores=[one.scores for one in tagged],
        review=[one.review for one in tagged],
        sentences=said_of_sentences(tagged, [scores for _, scores in both], tagger.manifest.taxonomy.ids),
    )
