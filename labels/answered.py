"""Read what people said: the labels, how each answer came about, and how they were settled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from labels.evidence import Evidence, marks_to_json, read_evidence
from labels.further_keys import DISPUTED, DISPUTED_EVIDENCE, EVIDENCE, Value
from labels.prediction import Prediction
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.parsing import brief

EVIDENCE_WAS = "evidence_was"
Ids = Callable[[Value], tuple[str, ...]]
_LONGEST_EXAMPLE = 40


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
class Confidence:
    """How many answers a language model gave, and the share of them, from 0 to 1, that gave each category; what is not
    known of a category is left out."""

    answers: int
    shares: Mapping[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return the object that a labelled file holds."""
        return {"answers": self.answers, "confidence": dict(self.shares)}


@dataclass(frozen=True, slots=True)
class Settlement:
    """How the labels of a paragraph were settled: by whom, and at what time (None where that is not known).

    `was` are the labels before, `disputed` what people were split over (None where they were not); `evidence_was` and
    `disputed_evidence` are the sentences before, None where they stayed; `flags` and `notes` are those of the people
    who settled it; `earlier` is the settlement that this one replaced.
    """

    by: tuple[str, ...]
    at: str | None
    was: tuple[str, ...]
    disputed: tuple[str, ...] | None = None
    evidence_was: Evidence | None = None
    disputed_evidence: Evidence | None = None
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    earlier: "Settlement | None" = None

    def to_json(self) -> dict[str, Any]:
        """Return the object that a labelled file holds; what there is nothing to say of is left out."""
        further: dict[str, Any] = {
            DISPUTED: None if self.disputed is None else list(self.disputed),
            EVIDENCE_WAS: None if self.evidence_was is None else marks_to_json(self.evidence_was),
            DISPUTED_EVIDENCE: None if self.disputed_evidence is None else marks_to_json(self.disputed_evidence),
            "flags": lists_of(self.flags) or None,
            "notes": dict(self.notes) or None,
            "earlier": self.earlier and self.earlier.to_json(),
        }
        record = {"by": list(self.by), "at": self.at, "was": list(self.was)}
        return record | {key: value for key, value in further.items() if value is not None}


def check_labels(value: object, taxonomy: Taxonomy, where: str) -> tuple[str, ...]:
    """Return a list of category ids in taxonomy order.

    Args:
        where: names file, line and key in an error, e.g. "march.jsonl, line 412: labels".

    Raises:
        BadData: no list of texts; an id unknown or twice; not exactly one in an exclusive taxonomy.
    """
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        example = (
            f'["{value}"]' if isinstance(value, str) and len(value) < _LONGEST_EXAMPLE else f'["{taxonomy.ids[0]}"]'
        )
        raise BadData(
            f"{where}: {brief(value)} arrived. Expected a list of category ids such as {example}, or [] for none; mend "
            "the line."
        )
    labels = [taxonomy.check(label, where) for label in value]
    for label in labels:
        if labels.count(label) > 1:
            raise BadData(
                f"{where}: '{label}' stands there {labels.count(label)} times. Expected each category once; remove the "
                "others."
            )
    if taxonomy.exclusive and len(labels) != 1:
        raise BadData(
            f"{where}: {len(labels)} categories arrived. Expected exactly one, because {taxonomy.source} says "
            "exclusive = true; "
            "choose one, or set exclusive = false there."
        )
    return tuple(label for label in taxonomy.ids if label in labels)


def read_annotators(value: object, taxonomy: Taxonomy, where: str) -> dict[str, tuple[str, ...]]:
    """Return what each person said, by their names."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadData(
            f'{where}: annotators is {brief(value)}. Expected an object {{"name": ["{taxonomy.ids[0]}"]}}; mend the '
            "line."
        )
    return {name: check_labels(labels, taxonomy, f"{where}: annotator '{name}'") for name, labels in value.items()}


def ids_in(taxonomy: Taxonomy) -> Ids:
    """Return what reads a list of category ids, in its order, and refuses those that the taxonomy has not."""
    return lambda value: tuple(taxonomy.check(one, value.place) for one in value.texts())


def read_answers(
    value: Value, text: str, annotators: Mapping[str, tuple[str, ...]], taxonomy: Taxonomy, *, ids: Ids
) -> dict[str, Answer]:
    """Read how each person's answer came about.

    Args:
        text: the paragraph's.
        annotators: the categories that each person gave, where known: nobody else has evidence.
        ids: what reads categories, as in all readers here: `ids_in` the taxonomy, or any texts (`Value.texts`) where
            they may be those of an earlier one.

    Raises:
        BadData: it has another form, as in all readers here.
    """
    return {
        person: _read_answer(one, text, annotators.get(person), taxonomy, ids=ids)
        for person, one in value.entries().items()
    }


def _read_answer(value: Value, text: str, given: tuple[str, ...] | None, taxonomy: Taxonomy, *, ids: Ids) -> Answer:
    found = value.members("seconds", "at", "shown", "model", "changed", EVIDENCE)
    return Answer(
        seconds=found["seconds"].maybe(Value.number, None),
        at=found["at"].maybe(Value.text, None),
        shown=found["shown"].maybe(ids, None),
        model=found["model"].maybe(Value.text, None),
        changed=found["changed"].maybe(Value.truth, None),
        evidence=found[EVIDENCE].maybe(lambda marks: read_evidence(marks, text, given, taxonomy), {}),
    )


def read_asked(value: Value, *, ids: Ids) -> dict[str, Confidence]:
    """Read how sure language models were, by their names."""
    asked = {}
    for name, one in value.entries().items():
        found = one.members("answers", "confidence")
        shares = {key: share.number(most=1) for key, share in found["confidence"].entries().items()}
        ids(replace(found["confidence"], content=list(shares)))
        asked[name] = Confidence(found["answers"].count(), shares)
    return asked


def read_prediction(value: Value, text: str, taxonomy: Taxonomy, *, ids: Ids) -> Prediction:
    """Read what a model said that people were not shown; `text` is the paragraph's."""
    found = value.members("labels", "score", "model", EVIDENCE)
    labels = ids(found["labels"])
    evidence: Evidence = found[EVIDENCE].maybe(lambda marks: read_evidence(marks, text, labels, taxonomy), {})
    return Prediction(labels, found["score"].number(most=1), found["model"].text(), evidence)


def read_settlement(value: Value, text: str, taxonomy: Taxonomy, *, ids: Ids) -> Settlement:
    """Read how labels were settled; `text` is the paragraph's."""

    def evidence(marks: Value) -> Evidence:
        return read_evidence(marks, text, None, taxonomy)

    found = value.members("by", "at", "was", DISPUTED, EVIDENCE_WAS, DISPUTED_EVIDENCE, "flags", "notes", "earlier")
    return Settlement(
        by=found["by"].texts(),
        at=found["at"].maybe(Value.text, None),
        was=ids(found["was"]),
        disputed=found[DISPUTED].maybe(ids, None),
        evidence_was=found[EVIDENCE_WAS].maybe(evidence, None),
        disputed_evidence=found[DISPUTED_EVIDENCE].maybe(evidence, None),
        flags=found["flags"].maybe(Value.texts_by_name, {}),
        notes=found["notes"].maybe(Value.text_by_name, {}),
        earlier=found["earlier"].maybe(lambda one: read_settlement(one, text, taxonomy, ids=ids), None),
    )


def lists_of(texts: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return tuples by name as JSON has them."""
    return {name: list(one) for name, one in texts.items()}
