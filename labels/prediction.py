"""Hold what a model, or a rule, says of a paragraph before a person does."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of a paragraph: category ids (() for none), how sure it is from 0 to 1, and which model it is.

    Label Studio hands out the paragraphs of lowest `score` first where a project samples by uncertainty.
    """

    labels: tuple[str, ...]
    score: float
    model: str

    def to_json(self) -> dict[str, Any]:
        """Return the object that tasks and labelled files hold of a prediction that people were not shown."""
        return {"labels": list(self.labels), "score": self.score, "model": self.model}
