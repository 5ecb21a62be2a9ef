"""Read and check an annotation: what one person said of one paragraph, as Label Studio stores it.

The server takes unknown choices, contradictions and empty answers through its API, so everything is checked here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labels.answered import Answer, check_labels
from labels.evidence import Evidence
from labels.studio.marks import check_marks, is_marked, is_unjudged, marked_in, regions_in
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


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a model had ticked and marked beforehand."""

    labels: tuple[str, ...]
    evidence: Evidence
    model: str | None


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


def is_empty(annotation: Mapping[str, Any], taxonomy: Taxonomy) -> bool:
    """Say whether an annotation was sent with no answer; one that was cancelled was not sent.

    A category, "none of these" and a marked sentence are answers. Whoever was shown the sentences and marked none of
    them answers that none of the categories applies, but not where exactly one must be chosen.
    """
    result = annotation.get("result") or []
    seen = not taxonomy.exclusive and regions_in(result)
    answered = (
        seen
        or _ticked(result, CATEGORY)
        or _ticked(result, NONE)
        or any(is_marked(entry) for entry in regions_in(result))
    )
    return not (annotation.get("was_cancelled") or answered)


def annotation_of(annotation: Mapping[str, Any], text: str, taxonomy: Taxonomy, where: str) -> Annotation | None:
    """Return what an annotation says, or None where it is cancelled or empty.

    Its labels are the categories that were ticked and those that sentences were marked for.

    Args:
        text: the paragraph's, as it was sent.

    Raises:
        BadData: a choice is not in the taxonomy, a mark is no sentence, or the answer contradicts itself. `where`
            names it.
    """
    if annotation.get("was_cancelled") or is_empty(annotation, taxonomy):
        return None
    result = annotation.get("result") or []
    ticked, nothing = _ticked(result, CATEGORY), _ticked(result, NONE)
    check_marks(result, text, taxonomy, where)
    marked = marked_in(result, text, ticked, taxonomy.exclusive)
    given = [*ticked, *(key for key in marked if key not in ticked)]
    if nothing not in ([], [NONE_ID]) or (nothing and given):
        said = ", ".join(nothing + given)
        raise BadData(
            f"{where}: '{said}' contradicts itself. Expected '{NONE_ID}' or categories; correct it in Label Studio."
        )
    labels = check_labels(given, taxonomy, where)
    evidence = {key: marked[key] for key in labels if key in marked}
    return Annotation(
        labels=labels,
        flags=tuple(_ticked(result, FLAG)),
        note="\n".join(line for entry in result if entry.get("from_name") == NOTE for line in _lines(entry)),
        answer=_answer(annotation, labels, evidence, _shown(annotation.get("prediction"), text, taxonomy), taxonomy),
        number=int(annotation.get("id") or 0),
    )


def _answer(
    annotation: Mapping[str, Any],
    labels: tuple[str, ...],
    evidence: Evidence,
    shown: _Shown | None,
    taxonomy: Taxonomy,
) -> Answer:
    return Answer(
        seconds=_seconds(annotation.get("lead_time")),
        at=str(annotation.get("updated_at") or annotation.get("created_at") or ""),
        # What a model of another taxonomy had ticked is no category here, and a labelled file holds no such.
        shown=None if shown is None else tuple(one for one in shown.labels if one in taxonomy.ids),
        model=None if shown is None else shown.model,
        changed=None if shown is None else (set(shown.labels), shown.evidence) != (set(labels), evidence),
        evidence=evidence,
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


def _shown(prediction: object, text: str, taxonomy: Taxonomy) -> _Shown | None:
    """Return what the prediction that an annotation started from had ticked and marked; None where it only orders the
    tasks or shows the sentences."""
    if not isinstance(prediction, dict) or not (result := prediction.get("result")):
        return None
    if any(map(is_unjudged, regions_in(result))):
        return None
    ticked = _ticked(result, CATEGORY)
    evidence = marked_in(result, text, ticked, taxonomy.exclusive)
    marked = [key for key in (*taxonomy.ids, *(evidence.keys() - set(taxonomy.ids))) if key in evidence]
    labels = [*ticked, *(key for key in marked if key not in ticked)]
    model = str(prediction.get("model_version") or "").split(ORDERED)[0]
    return _Shown(tuple(labels), evidence, model or None)
