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


def is_evidence(value: Any, text: str) -> bool:
    """Say whether a value has the form of a tagged line's evidence: [start, end, score] by category, pieces of the
    text with scores from 0 to 1."""
    return isinstance(value, dict) and all(
        isinstance(spans, list) and all(_is_scored_piece(span, len(text)) for span in spans) for spans in value.values()
    )


def _is_scored_piece(span: Any, length: int) -> bool:
    if not isinstance(span, list) or [type(one) for one in span[:2]] != [int, int] or len(span) != 3:
        return False
    start, end, score = span
    return 0 <= start < end <= length and type(score) in (int, float) and 0 <= score <= 1


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
