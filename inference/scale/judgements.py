"""What a model says of a paragraph, apart from the paragraph: it depends on the text alone, so it can be kept by the
text."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inference.tagged import Evidence, TaggedParagraph
from reports.report import Paragraph


@dataclass(frozen=True, slots=True)
class Judgement:
    """Tags, scores, evidence and review of one paragraph, as in `TaggedParagraph`, in full precision."""

    tags: tuple[str, ...]
    scores: Mapping[str, float]
    evidence: Mapping[str, tuple[Evidence, ...]]
    review: bool

    @classmethod
    def of(cls, tagged: TaggedParagraph) -> "Judgement":
        """Take the judgement out of a tagged paragraph."""
        return cls(tagged.tags, tagged.scores, tagged.evidence, tagged.review)

    def on(self, paragraph: Paragraph, model: str) -> TaggedParagraph:
        """Return the paragraph tagged by it; `model` is the bundle's id."""
        return TaggedParagraph(paragraph, self.tags, self.scores, self.evidence, self.review, model)

    def to_json(self) -> dict[str, Any]:
        """Return an object from which `judgement_from_json` makes the same again, to the last digit."""
        return {
            "tags": list(self.tags),
            "scores": dict(self.scores),
            "evidence": {
                key: [[one.start, one.end, one.score] for one in found] for key, found in self.evidence.items()
            },
            "review": self.review,
        }


def judgement_from_json(value: Mapping[str, Any]) -> Judgement:
    """Return the judgement of an object that `Judgement.to_json` gave.

    Raises:
        KeyError, TypeError, ValueError: it is another object.
    """
    tags, scores, found, review = (value[key] for key in ("tags", "scores", "evidence", "review"))
    if not (isinstance(tags, list) and isinstance(scores, dict) and isinstance(found, dict)):
        raise TypeError("tags, scores or evidence is of another type")
    if type(review) is not bool or not all(isinstance(tag, str) for tag in tags) or set(found) != set(tags):
        raise ValueError("review is no truth value, or tags and evidence do not fit together")
    evidence = {key: tuple(Evidence(int(one[0]), int(one[1]), float(one[2])) for one in found[key]) for key in found}
    return Judgement(tuple(tags), {key: float(score) for key, score in scores.items()}, evidence, review)


def key_of(paragraphs: Iterable[Paragraph]) -> str:
    """Return the key under which the judgements of a report's paragraphs are kept: a hash of their texts, in order.

    Two reports of the same text have the same key, whatever they are called.
    """
    texts = json.dumps([one.text for one in paragraphs], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(texts.encode("ascii")).hexdigest()


def tagged_by(
    judgements: Sequence[Judgement], paragraphs: Sequence[Paragraph], model: str
) -> tuple[TaggedParagraph, ...]:
    """Join the judgements of a report with its paragraphs, in order."""
    return tuple(one.on(paragraph, model) for one, paragraph in zip(judgements, paragraphs, strict=True))
