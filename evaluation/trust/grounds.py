"""How often a right tag rests on a right sentence: what a reader finds who follows a tag to the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.scoring.sentences import SaidOfSentences
from labels.counting import Floats, Labels, Truth
from labels.evidence import carrying
from labels.labelled import LabelledParagraph
from reports.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Grounds:
    """Tags that people gave too and marked evidence for: `tags` of them, for which `named` sentences were named.

    `on_marked` of the tags have a marked sentence as the strongest that was named, or only marked ones where several
    are as strong: a model that judges paragraphs whole names all of their sentences alike. `named_marked` of the named
    sentences are marked.
    """

    tags: int
    on_marked: int
    named: int
    named_marked: int

    @property
    def tags_share(self) -> float | None:
        """The share of the tags whose strongest sentence is a marked one, None where there are no such tags."""
        return self.on_marked / self.tags if self.tags else None

    @property
    def named_share(self) -> float | None:
        """The share of the named sentences that are marked, None where none was named."""
        return self.named_marked / self.named if self.named else None

    def __add__(self, other: "Grounds") -> "Grounds":
        return Grounds(
            self.tags + other.tags,
            self.on_marked + other.on_marked,
            self.named + other.named,
            self.named_marked + other.named_marked,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {
            "tags": self.tags,
            "on_marked": self.on_marked,
            "on_marked_share": self.tags_share,
            "named": self.named,
            "named_marked": self.named_marked,
            "named_marked_share": self.named_share,
        }


_NONE = Grounds(0, 0, 0, 0)


def grounds(
    rows: Sequence[LabelledParagraph], predicted: Labels, said: SaidOfSentences, ids: Sequence[str]
) -> Mapping[str, Grounds]:
    """Count on which sentences the right tags of a model rest, by category.

    Args:
        predicted: the model's tags for each row.
        said: what it says of the sentences, with scores.
    """
    found = dict.fromkeys(ids, _NONE)
    assert said.scores is not None
    for row, tags, named, scores in zip(rows, predicted, said.named, said.scores, strict=True):
        spans = sentence_spans(row.text)
        for key in set(tags) & set(row.evidence):
            column = ids.index(key)
            marked = np.array(carrying(row.evidence[key], spans), dtype=np.bool_)
            found[key] += _of_tag(marked, named[:, column], scores[:, column])
    return found


def all_grounds(of_categories: Mapping[str, Grounds]) -> Grounds:
    """Return the grounds of all categories together."""
    return sum(of_categories.values(), _NONE)


def _of_tag(marked: Truth, named: Truth, scores: Floats) -> Grounds:
    strongest = named & (scores == scores.max(where=named, initial=-np.inf))
    rests = bool(strongest.any() and marked[strongest].all())
    return Grounds(1, int(rests), int(named.sum()), int((named & marked).sum()))
