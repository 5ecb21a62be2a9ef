"""Label Studio exports in: what every annotator said, and what follows from it.

Only the "JSON" export is read; JSON_MIN drops who answered and what was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from labels.labelled import LabelledParagraph
from labels.majority import decide
from labels.studio.answers import Answer, annotator_of, answer_of
from labels.studio.tasks import DIGEST, ORIGIN, PREDICTED, text_digest
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import paragraph_from_json
from reports.report import Paragraph
from storage.errors import BadData
from storage.parsing import read_json
from storage.shown import shown

LARGEST_EXPORT = 1_000_000_000
"""Bytes. A hundred thousand paragraphs with three answers each take some 400 MB."""
DISPUTED = "disputed"
FLAGGED = "annotator_flags"
NOTES = "annotator_notes"
ANSWERS = "answers"
"""Keys of `paragraph.extra`: the categories people are split over; what each person flagged; what each person noted;
how each answer came about (`Answer.provenance`). PREDICTED, of labels.studio.tasks, is what a model said that people
were not shown."""


@dataclass(slots=True)
class _Asked:
    """A paragraph and its answers by annotator."""

    paragraph: Paragraph
    predicted: Mapping[str, Any] | None
    answers: dict[str, Answer] = field(default_factory=dict)


def read_export(
    path: Path, taxonomy: Taxonomy, names: Mapping[int, str] | None = None, source: str | None = None
) -> list[LabelledParagraph]:
    """Read the answers in a Label Studio JSON export, one row for each paragraph that somebody answered, in the file's
    order.

    Cancelled and empty answers are left out, and of two answers by one person the later counts, also where a paragraph
    was imported twice. `annotators` are named by e-mail address where the export gives it, else by number. `labels` are
    what `decide` makes of the answers; `paragraph.extra` holds ANSWERS, and PREDICTED, DISPUTED, FLAGGED and NOTES
    where there is something to say.

    Args:
        names: e-mail addresses by the numbers of people; an export itself holds numbers only.
        source: what errors call the export, its path where it has no other name.

    Raises:
        BadData: the file is no such export or nobody answered; a text is not the one that was sent; an answer is not
            in the taxonomy or contradicts itself.
    """
    asked: dict[str, _Asked] = {}
    source = source or shown(path)
    for number, task in enumerate(_tasks(path), start=1):
        where = f"{source}, task {task.get('id', number)}"
        paragraph = _paragraph(task, where)
        entry = asked.setdefault(paragraph.id, _Asked(paragraph, (task.get("meta") or {}).get(PREDICTED)))
        if entry.paragraph.text != paragraph.text:
            raise BadData(
                f"{where}: '{paragraph.id}' has another text in an earlier task. Expected one text for one id; delete "
                "one of them."
            )
        for annotation in task["annotations"]:
            _add_answer(entry, annotation, taxonomy, where, names or {})
    rows = [_row(entry, taxonomy) for entry in asked.values() if entry.answers]
    if not rows:
        raise BadData(f"{source}: nobody answered any of its paragraphs. Expected answers; label some and try again.")
    return rows


def _tasks(path: Path) -> list[dict[str, Any]]:
    value = read_json(path, LARGEST_EXPORT, "a Label Studio export of the format JSON")
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
    """Rebuild the paragraph a task was made from; a task that was not made here needs only paragraph_id, report and
    text."""
    data = task["data"]
    meta = task.get("meta") or {}
    renamed = {"id": "paragraph_id", "report": "report", "text": "text"}
    for key in renamed.values():
        if key not in data:
            raise BadData(
                f"{where}: the data key '{key}' is missing. Expected tasks made by this program; push them again."
            )
    given = {key: data.get(key) for key in ("title", "region", "year")} | dict(meta.get(ORIGIN, {}))
    paragraph = paragraph_from_json(given | {key: data[name] for key, name in renamed.items()}, where)
    if meta.get(DIGEST, text_digest(paragraph.text)) != text_digest(paragraph.text):
        raise BadData(
            f"{where}: the text of '{paragraph.id}' is not the one that was sent. Expected it unchanged, so that "
            "labels fit their "
            "text; restore it in Label Studio, or push the paragraph again."
        )
    return paragraph


def _add_answer(
    entry: _Asked, annotation: Mapping[str, Any], taxonomy: Taxonomy, where: str, names: Mapping[int, str]
) -> None:
    """Add an annotation to the answers of its paragraph, unless it is cancelled, empty, or older than one by the same
    person."""
    name = annotator_of(annotation, names)
    answer = answer_of(annotation, taxonomy, f"{where}, annotator {name}")
    if answer is not None and (name not in entry.answers or entry.answers[name].age <= answer.age):
        entry.answers[name] = answer


def _row(asked: _Asked, taxonomy: Taxonomy) -> LabelledParagraph:
    answers = asked.answers
    labels, disputed = decide([answer.labels for answer in answers.values()], taxonomy)
    said: dict[str, Any] = {
        ANSWERS: {name: answer.provenance() for name, answer in answers.items()},
        PREDICTED: asked.predicted,
        DISPUTED: list(disputed),
        FLAGGED: {name: list(answer.flags) for name, answer in answers.items() if answer.flags},
        NOTES: {name: answer.note for name, answer in answers.items() if answer.note},
    }
    kept = {key: value for key, value in asked.paragraph.extra.items() if key not in said}
    extra = kept | {key: value for key, value in said.items() if value}
    annotators = {name: answer.labels for name, answer in answers.items()}
    return LabelledParagraph(replace(asked.paragraph, extra=extra), labels, annotators)
