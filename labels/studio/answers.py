"""Read and check an annotation: what one person said of one paragraph, as Label Studio stores it.

The server takes unknown choices, contradictions and empty answers through its API, so everything is checked here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labels.answered import Answer, check_labels
from labels.studio.page import CATEGORY, FLAG, NONE, NOTE
from labels.studio.tasks import ORDERED
from labels.taxonomy import NONE_ID, Taxonomy
from storage.errors import BadData

_LONGEST = 1e9  # seconds; no page is open for thirty years


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one person said of one paragraph, and how that came about; `number` is the server's."""

    labels: tuple[str, ...]
    flags: tuple[str, ...]
    note: str
    answer: Answer
    number: int

    @property
    def age(self) -> tuple[str, int]:
        """What orders the annotations of one person: the greater is the later."""
        return self.answer.at or "", self.number


def annotator_of(annotation: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Return who answered: the e-mail address where the annotation or `names` (by number of the person) gives it, else
    the number."""
    person = annotation.get("completed_by")
    if isinstance(person, dict):
        person = person.get("email") or person.get("id")
    # Nobody's answers are not one person's: each keeps a name of its own.
    if person is None:
        return f"annotation-{annotation.get('id')}"
    return names.get(person, str(person)) if isinstance(person, int) else str(person)


def is_empty(annotation: Mapping[str, Any]) -> bool:
    """Say whether an annotation was sent with neither a category nor "none of these"; one that was cancelled was not
    sent."""
    result = annotation.get("result") or []
    return not (annotation.get("was_cancelled") or _ticked(result, CATEGORY) or _ticked(result, NONE))


def annotation_of(annotation: Mapping[str, Any], taxonomy: Taxonomy, where: str) -> Annotation | None:
    """Return what an annotation says, or None where it is cancelled or answers neither with a category nor "none of
    these".

    Raises:
        BadData: a choice is not in the taxonomy, or the answer contradicts itself. `where` names it.
    """
    if annotation.get("was_cancelled"):
        return None
    result = annotation.get("result") or []
    categories, nothing = _ticked(result, CATEGORY), _ticked(result, NONE)
    if not categories and not nothing:
        return None
    if nothing not in ([], [NONE_ID]) or (nothing and categories):
        said = ", ".join(nothing + categories)
        raise BadData(
            f"{where}: '{said}' contradicts itself. Expected '{NONE_ID}' or categories; correct it in Label Studio."
        )
    labels = check_labels(categories, taxonomy, where)
    return Annotation(
        labels=labels,
        flags=tuple(_ticked(result, FLAG)),
        note="\n".join(line for entry in result if entry.get("from_name") == NOTE for line in _lines(entry)),
        answer=_answer(annotation, labels),
        number=int(annotation.get("id") or 0),
    )


def _answer(annotation: Mapping[str, Any], labels: tuple[str, ...]) -> Answer:
    shown, model = _shown(annotation.get("prediction"))
    return Answer(
        seconds=_seconds(annotation.get("lead_time")),
        at=str(annotation.get("updated_at") or annotation.get("created_at") or ""),
        shown=shown,
        model=model,
        changed=None if shown is None else set(shown) != set(labels),
    )


def _seconds(lead_time: object) -> float | None:
    """Return how long the page was open; less than 0, as of a clock that was set back, is not known."""
    if isinstance(lead_time, bool) or not isinstance(lead_time, int | float):
        return None
    return float(lead_time) if 0 <= lead_time <= _LONGEST else None


def _lines(entry: Mapping[str, Any]) -> list[str]:
    text = (entry.get("value") or {}).get("text") or []
    return [text] if isinstance(text, str) else list(text)


def _ticked(result: list[Mapping[str, Any]], control: str) -> list[str]:
    return [
        one
        for entry in result
        if entry.get("from_name") == control
        for one in (entry.get("value") or {}).get("choices") or []
    ]


def _shown(prediction: object) -> tuple[tuple[str, ...] | None, str | None]:
    """Return what the prediction that an annotation started from had ticked; one that ticks nothing only orders the
    tasks."""
    if not isinstance(prediction, dict) or not prediction.get("result"):
        return None, None
    return tuple(_ticked(prediction["result"], CATEGORY)), str(prediction.get("model_version") or "").split(ORDERED)[
        0
    ] or None
