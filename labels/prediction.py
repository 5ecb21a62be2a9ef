"""Hold what a model, or a rule, says of a paragraph before a person does."""

from dataclasses import dataclass, field
from typing import Any

from labels.evidence import Evidence, marks_to_json
from labels.further_keys import EVIDENCE


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of a paragraph: category ids (() for none), how sure it is from 0 to 1, and which model it is.

    `evidence` are the sentences that carry a label, where the model says which.
    Label Studio hands out the paragraphs of lowest `score` first where a project samples by uncertainty.
    """

    labels: tuple[str, ...]
    score: float
    model: str
    evidence: Evidence = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the object that tasks and labelled files hold of a prediction that people were not shown."""
        told = {"labels": list(self.labels), "score": self.score, "model": self.model}
        return told | ({EVIDENCE: marks_to_json(self.evidence)} if self.evidence else {})
