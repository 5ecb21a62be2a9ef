"""Label Studio exports in: what every annotator said, and what follows from it.

Only the "JSON" export is read; JSON_MIN drops who answered and what was sent. The server takes unknown choices, contradictions and
empty answers through its API, so everything is checked here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from labels.labelled import LabelledParagraph, check_labels
from labels.page import CATEGORY, FLAG, NONE, NOTE
from labels.tasks import DIGEST, ORIGIN, text_digest
from labels.taxonomy import NONE_ID, Taxonomy
from reports.errors import BadData
from reports.jsonl import paragraph_from_json
from reports.report import Paragraph

DISPUTED = "disputed"
FLAGGED = "annotator_flags"
NOTES = "annotator_notes"
"""Keys of `paragraph.extra`: the categories people are split over; what each person flagged; what each person noted."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one person said of one paragraph; `age` orders the answers of one person."""

    labels: tuple[str, ...]
    flags: tuple[str, ...]
    note: str
    age: tuple[str, int]


@dataclass(slots=True)
class _Asked:
    """A paragraph and its answers by annotator."""

    paragraph: Paragraph
    answers: dict[str, _Answer] = field(default_factory=dict)


def read_export(path: Path, taxonomy: Taxonomy) -> list[LabelledParagraph]:
    """Read the answers in a Label Studio JSON export, one row for each paragraph that somebody answered, in the file's order.

    Cancelled and empty answers are left out, and of two answers by one person the later counts, also where a paragraph was
    imported twice. `annotators` are named by e-mail address where the export gives it, else by number. `labels` are what `decide`
    makes of the answers; `paragraph.extra` holds DISPUTED, FLAGGED and NOTES where there is something to say.

    Raises:
        BadData: the file is no such export or nobody answered; a text is not the one that was sent; an answer is not in the
            taxonomy or contradicts itself.
    """
    asked: dict[str, _Asked] = {}
    for number, task in enumerate(_tasks(path), start=1):
        where = f"{path}, task {task.get('id', number)}"
        paragraph = _paragraph(task, where)
        entry = asked.setdefault(paragraph.id, _Asked(paragraph))
        if entry.paragraph.text != paragraph.text:
            raise BadData(
                f"{where}: '{paragraph.id}' has another text in an earlier task. Expected one text for one id; delete one of them."
            )
        for annotation in task["annotations"]:
            _add_answer(entry, annotation, taxonomy, where)
    rows = [_row(entry, taxonomy) for entry in asked.values() if entry.answers]
    if not rows:
        raise BadData(f"{path}: nobody answered any of its {len(asked)} paragraphs. Expected answers; label some and export again.")
    return rows


def decide(answers: Sequence[tuple[str, ...]], taxonomy: Taxonomy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (labels, disputed categories) of what several people said.

    A category more than half of them gave is a label. One that exactly half gave is disputed and no label. In an exclusive
    taxonomy all that were given are disputed where none has more than half, and there is no label until somebody decides.
    """
    given = {category: sum(category in answer for answer in answers) for category in taxonomy.ids}
    labels = tuple(category for category in taxonomy.ids if given[category] * 2 > len(answers))
    if taxonomy.exclusive:
        return labels, () if labels else tuple(category for category in taxonomy.ids if given[category])
    return labels, tuple(category for category in taxonomy.ids if answers and given[category] * 2 == len(answers))


def _tasks(path: Path) -> list[dict[str, Any]]:
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadData(f"{path}: cannot be opened ({error.strerror}). Expected a Label Studio export; check the path.") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise BadData(f"{path}: not JSON ({error}). Expected a Label Studio export of the format JSON; export again.") from error
    if not isinstance(value, list) or not all(isinstance(task, dict) for task in value):
        raise BadData(f"{path}: not a list of tasks. Expected a Label Studio export of the format JSON; export again.")
    for number, task in enumerate(value, start=1):
        if not isinstance(task.get("data"), dict) or not isinstance(task.get("annotations"), list):
            raise BadData(
                f"{path}, task {task.get('id', number)}: 'data' or 'annotations' is missing. "
                "Expected a Label Studio export of the format JSON, not JSON_MIN or CSV; export again."
            )
    return value


def _paragraph(task: Mapping[str, Any], where: str) -> Paragraph:
    """Rebuild the paragraph a task was made from; a task that was not made here needs only paragraph_id, report and text."""
    data = task["data"]
    meta = task.get("meta") or {}
    renamed = {"id": "paragraph_id", "report": "report", "text": "text"}
    for key in renamed.values():
        if key not in data:
            raise BadData(f"{where}: the data key '{key}' is missing. Expected tasks made by this program; push them again.")
    given = {key: data.get(key) for key in ("title", "region", "year")} | dict(meta.get(ORIGIN, {}))
    paragraph = paragraph_from_json(given | {key: data[name] for key, name in renamed.items()}, where)
    if meta.get(DIGEST, text_digest(paragraph.text)) != text_digest(paragraph.text):
        raise BadData(
            f"{where}: the text of '{paragraph.id}' is not the one that was sent. Expected it unchanged, so that labels fit their "
            "text; restore it in Label Studio, or push the paragraph again."
        )
    return paragraph


def _add_answer(entry: _Asked, annotation: Mapping[str, Any], taxonomy: Taxonomy, where: str) -> None:
    """Add an annotation to the answers of its paragraph, unless it is cancelled, empty, or older than one by the same person."""
    if annotation.get("was_cancelled"):
        return
    name = _annotator(annotation)
    answer = _answer(annotation, taxonomy, f"{where}, annotator {name}")
    if answer is not None and (name not in entry.answers or entry.answers[name].age <= answer.age):
        entry.answers[name] = answer


def _annotator(annotation: Mapping[str, Any]) -> str:
    person = annotation.get("completed_by")
    if isinstance(person, dict):
        person = person.get("email") or person.get("id")
    # Nobody's answers are not one person's: each keeps a name of its own.
    return f"annotation-{annotation.get('id')}" if person is None else str(person)


def _answer(annotation: Mapping[str, Any], taxonomy: Taxonomy, where: str) -> _Answer | None:
    """Return what an annotation says, or None where it answers neither with a category nor with "none of these"."""
    ticked: dict[str, list[str]] = {CATEGORY: [], NONE: [], FLAG: []}
    note = ""
    for entry in annotation.get("result") or []:
        control, value = entry.get("from_name"), entry.get("value", {})
        if control == NOTE:
            note = "\n".join(value.get("text", []))
        elif control in ticked:
            ticked[control] += value.get("choices", [])
    if not ticked[CATEGORY] and not ticked[NONE]:
        return None
    if ticked[NONE] not in ([], [NONE_ID]) or (ticked[NONE] and ticked[CATEGORY]):
        said = ", ".join(ticked[NONE] + ticked[CATEGORY])
        raise BadData(f"{where}: '{said}' contradicts itself. Expected '{NONE_ID}' or categories; correct it in Label Studio.")
    labels = check_labels(ticked[CATEGORY], taxonomy, where)
    age = str(annotation.get("updated_at") or annotation.get("created_at") or ""), int(annotation.get("id") or 0)
    return _Answer(labels, tuple(ticked[FLAG]), note, age)


def _row(asked: _Asked, taxonomy: Taxonomy) -> LabelledParagraph:
    answers = asked.answers
    labels, disputed = decide([answer.labels for answer in answers.values()], taxonomy)
    said: dict[str, Any] = {
        DISPUTED: list(disputed),
        FLAGGED: {name: list(answer.flags) for name, answer in answers.items() if answer.flags},
        NOTES: {name: answer.note for name, answer in answers.items() if answer.note},
    }
    kept = {key: value for key, value in asked.paragraph.extra.items() if key not in said}
    extra = kept | {key: value for key, value in said.items() if value}
    annotators = {name: answer.labels for name, answer in answers.items()}
    return LabelledParagraph(replace(asked.paragraph, extra=extra), labels, annotators)
