"""Read what is known of labels beside the labels: how each answer came about, and how they were settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from labels.evidence import Evidence, marks_to_json, read_evidence
from labels.further_keys import EVIDENCE, Value
from labels.prediction import Prediction
from labels.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Answer:
    """How one person's answer came about; None where that is not known.

    `seconds` is how long the page was open; `at` the time of the answer, ISO 8601. `shown` are the categories that a
    model had ticked beforehand (() for "none of these"), and `model` which model; both None where the person answered
    blind. `changed` says whether the answer was another than what was shown. `evidence` are the sentences that the
    person marked.
    """

    seconds: float | None = None
    at: str | None = None
    shown: tuple[str, ...] | None = None
    model: str | None = None
    changed: bool | None = None
    evidence: Evidence = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the object that a labelled file holds; evidence only where there is some."""
        shown = None if self.shown is None else list(self.shown)
        told = {"seconds": self.seconds, "at": self.at, "shown": shown, "model": self.model, "changed": self.changed}
        return told | ({EVIDENCE: marks_to_json(self.evidence)} if self.evidence else {})


@dataclass(frozen=True, slots=True)
class Settlement:
    """How the labels of a paragraph were settled: by whom, and at what time (None where that is not known).

    `was` are the labels before, `disputed` what people were split over (None where they were not); `flags` and `notes`
    are those of the people who settled it; `earlier` is the settlement that this one replaced.
    """

    by: tuple[str, ...]
    at: str | None
    was: tuple[str, ...]
    disputed: tuple[str, ...] | None = None
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    earlier: "Settlement | None" = None

    def to_json(self) -> dict[str, Any]:
        """Return the object that a labelled file holds; what there is nothing to say of is left out."""
        further: dict[str, Any] = {
            "disputed": None if self.disputed is None else list(self.disputed),
            "flags": lists_of(self.flags) or None,
            "notes": dict(self.notes) or None,
            "earlier": self.earlier and self.earlier.to_json(),
        }
        record = {"by": list(self.by), "at": self.at, "was": list(self.was)}
        return record | {key: value for key, value in further.items() if value is not None}


def read_answers(value: Value, text: str, taxonomy: Taxonomy) -> dict[str, Answer]:
    """Read how each person's answer came about.

    Args:
        text: the paragraph's.

    Raises:
        BadData: it has another form, as in all readers here.
    """
    return {person: _read_answer(one, text, taxonomy) for person, one in value.entries().items()}


def _read_answer(value: Value, text: str, taxonomy: Taxonomy) -> Answer:
    found = value.members("seconds", "at", "shown", "model", "changed", EVIDENCE)
    return Answer(
        seconds=found["seconds"].maybe(Value.number, None),
        at=found["at"].maybe(Value.text, None),
        shown=found["shown"].maybe(Value.texts, None),
        model=found["model"].maybe(Value.text, None),
        changed=found["changed"].maybe(Value.truth, None),
        evidence=found[EVIDENCE].maybe(lambda marks: read_evidence(marks, text, None, taxonomy), {}),
    )


def read_prediction(value: Value) -> Prediction:
    """Read what a model said that people were not shown."""
    found = value.members("labels", "score", "model")
    return Prediction(found["labels"].texts(), found["score"].number(most=1), found["model"].text())


def read_settlement(value: Value) -> Settlement:
    """Read how labels were settled."""
    found = value.members("by", "at", "was", "disputed", "flags", "notes", "earlier")
    return Settlement(
        by=found["by"].texts(),
        at=found["at"].maybe(Value.text, None),
        was=found["was"].texts(),
        disputed=found["disputed"].maybe(Value.texts, None),
        flags=found["flags"].maybe(Value.texts_by_name, {}),
        notes=found["notes"].maybe(Value.text_by_name, {}),
        earlier=found["earlier"].maybe(read_settlement, None),
    )


def lists_of(texts: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return tuples by name as JSON has them."""
    return {name: list(one) for name, one in texts.items()}
