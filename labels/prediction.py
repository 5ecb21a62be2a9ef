"""What a model, or a rule, says of a paragraph before a person does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of a paragraph: category ids (() for none), how sure it is from 0 to 1, and which model it is.

    Label Studio hands out the paragraphs of lowest `score` first where a project samples by uncertainty.
    """

    labels: tuple[str, ...]
    score: float
    model: str
