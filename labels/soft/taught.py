"""Say what was chosen of the texts that models labelled, for progress, manifest and model card."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labels.soft.line import SoftText  # a model card needs the words only

BY_PEOPLE, LABELLED, HELD_OUT, BEYOND = "by_people", "labelled", "held_out", "beyond"
_REASONS: Mapping[str, str] = {
    BY_PEOPLE: "that a person labelled",
    LABELLED: "whose text is among the labelled ones",
    HELD_OUT: "of regions or texts held out",
    BEYOND: "beyond taught_texts, by chance",
}


def left_out_line(left_out: Mapping[str, int]) -> str:
    """Return how many lines were left out and why, "" where none was."""
    return ", ".join(f"{left_out[key]:,} {words}" for key, words in _REASONS.items() if left_out.get(key))


@dataclass(frozen=True, slots=True)
class Taught:
    """The texts chosen, how many lines there were, how many had the text of another, and how many were left out, by
    reason."""

    texts: "tuple[SoftText, ...]"
    lines: int
    repeated: int
    left_out: Mapping[str, int]

    @property
    def teachers(self) -> dict[str, int]:
        """How many of the texts each model labelled, by its name."""
        return dict(sorted(Counter(name for one in self.texts for name in one.teachers).items()))

    def facts(self) -> dict[str, Any]:
        """Return what the manifest holds; `soft` are texts of which a category is neither certain nor out of the
        question."""
        unsure = sum(bool(((one.probabilities > 0) & (one.probabilities < 1)).any()) for one in self.texts)
        counts = {"texts": len(self.texts), "soft": unsure, "lines": self.lines, "repeated": self.repeated}
        return {**counts, "teachers": self.teachers, "left_out": dict(self.left_out)}


def taught_line(facts: Mapping[str, Any]) -> str:
    """Return in words what `Taught.facts` says."""
    teachers = ", ".join(f"{name} ({count:,})" for name, count in facts["teachers"].items())
    hard = facts["texts"] - facts["soft"]
    again = f", {facts['repeated']:,} with the text of another" if facts["repeated"] else ""
    out = left_out_line(facts["left_out"])
    return (
        f"{facts['texts']:,} texts labelled by {teachers}, {facts['soft']:,} of them softly and {hard:,} with yes or "
        f"no alone; of {facts['lines']:,} lines{again} were left out: {out or 'none'}"
    )
