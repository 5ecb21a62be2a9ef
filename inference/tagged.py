"""The types that leave inference: tags with their scores and the sentences that carry them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.report import About, Paragraph


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that carries a tag: character offsets in the paragraph's text, and its own score."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class TaggedParagraph:
    """A paragraph and what the model said of it.

    `tags` are the ids at or above threshold, in taxonomy order; `scores` holds a calibrated probability for every
    category; `evidence` the sentences at or above threshold for each tag, strongest first; `review` is true where a
    tag is so likely to be wrong or missing that a person should look; `model` is the bundle's id.
    """

    paragraph: Paragraph
    tags: tuple[str, ...]
    scores: Mapping[str, float]
    evidence: Mapping[str, tuple[Evidence, ...]]
    review: bool
    model: str

    def to_json(self) -> dict[str, Any]:
        """Return the object that a tagged file holds; scores carry four decimals."""
        return {
            **self.paragraph.to_json(),
            "tags": list(self.tags),
            "scores": {key: round(score, 4) for key, score in self.scores.items()},
            "review": self.review,
            "evidence": {
                key: [[one.start, one.end, round(one.score, 4)] for one in found]
                for key, found in self.evidence.items()
            },
            "model": self.model,
        }


@dataclass(frozen=True, slots=True)
class TaggedReport:
    """A report's tagged paragraphs, in its order."""

    id: str
    about: About
    source: str
    paragraphs: tuple[TaggedParagraph, ...]
