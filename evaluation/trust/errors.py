"""The paragraphs that a model judged otherwise than people did, the surest mistakes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labels.counting import Labels
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Error:
    """A paragraph that the model judged otherwise than people did, with the model's score for every category."""

    paragraph: LabelledParagraph
    predicted: tuple[str, ...]
    scores: Mapping[str, float]

    @property
    def missed(self) -> tuple[str, ...]:
        """The categories that people gave and the model did not."""
        return tuple(label for label in self.paragraph.labels if label not in self.predicted)

    @property
    def invented(self) -> tuple[str, ...]:
        """The categories that the model gave and people did not."""
        return tuple(label for label in self.predicted if label not in self.paragraph.labels)

    @property
    def surprise(self) -> float:
        """How sure the model was of its worst mistake here, from 0 to 1."""
        missed = [1 - self.scores.get(label, 0.0) for label in self.missed]
        invented = [self.scores.get(label, 1.0) for label in self.invented]
        return max(missed + invented)

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds; the text stays in the data file."""
        return {
            "id": self.paragraph.id,
            "labels": list(self.paragraph.labels),
            "tags": list(self.predicted),
            "scores": {key: round(one, 4) for key, one in self.scores.items()},
        }


def errors_of(
    rows: Sequence[LabelledParagraph], predicted: Labels, scores: Sequence[Mapping[str, float]], taxonomy: Taxonomy
) -> tuple[Error, ...]:
    """Return the rows whose set of categories is not the predicted one, the surest mistakes first.

    Args:
        predicted: the model's tags for each row.
        scores: the model's score of every category for each row.
    """
    errors = [
        Error(row, tuple(key for key in taxonomy.ids if key in said), one)
        for row, said, one in zip(rows, predicted, scores, strict=True)
        if set(said) != set(row.labels)
    ]
    return tuple(sorted(errors, key=lambda error: -error.surprise))
