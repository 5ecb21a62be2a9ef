"""What is looked at beside scores on held-out labels."""

from dataclasses import dataclass
from typing import Any

from evaluation.behaviour.judging import Behaviour
from evaluation.leakage.leakage import Leakage


@dataclass(frozen=True, slots=True)
class Checks:
    """A model's behaviour on cases, and what splits of the labels flatter; None where nobody asked.

    `card` is the model card with the behaviour, "" where nobody asked for that.
    """

    behaviour: Behaviour | None = None
    leakage: Leakage | None = None
    card: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the keys that scores.json holds of what was asked."""
        found = {"behaviour": self.behaviour, "leakage": self.leakage}
        return {key: one.to_json() for key, one in found.items() if one is not None}


NOT_CHECKED = Checks()
