"""Label Studio exports in: what every annotator said, and what follows from it.

Only the "JSON" export is read; JSON_MIN drops who answered and what was sent.
"""

import codecs
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from labels.answered import ids_in, read_prediction
from labels.further_keys import (
    ANSWERS,
    DISPUTED,
    DISPUTED_EVIDENCE,
    EVIDENCE,
    FLAGGED,
    FURTHER_KEYS,
    NOTES,
    PREDICTED,
    further_value,
)
from labels.labelled import LabelledParagraph, annotators_from_keys, read_labelled, with_further
from labels.majority import Said, majority
from labels.prediction import Prediction
from labels.studio.answers import Annotation, annotation_of, annotator_of, is_empty
from labels.studio.controls import check_controls
from labels.studio.export_shape import check_shape
from labels.studio.tasks import DIGEST, ORIGIN, text_digest
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import paragraph_from_json
from reports.report import Paragraph
from storage.errors import BadData
from storage.parsing import read_json
from storage.regular import open_regular
from storage.shown import shown

LARGEST_EXPORT = 1_000_000_000
"""Bytes. A hundred thousand paragraphs with three answers each take some 400 MB."""
OnEmpty = Callable[[str], object]
"""Is told of the task with an answer that was sent empty."""
OnAside = Callable[[Mapping[str, int]], object]
_ASKED_ANEW = (EVIDENCE, ANSWERS, PREDICTED, DISPUTED, DISPUTED_EVIDENCE, FLAGGED, NOTES)
"""Further keys that a task's paragraph may have from an earlier time: what is answered now takes their place."""
_HEAD = 65_536  # bytes in which the first that is no blank must stand


@dataclass(slots=True)
class _Asked:
    """A paragraph, what it had been given before it was pushed, and what was said of it now, by annotator."""

    paragraph: Paragraph
    before: Mapping[str, Any]
    predicted: Prediction | None
    where: str
    said: dict[str, Annotation] = field(default_factory=dict)


def read_export(
    path: Path,
    taxonomy: Taxonomy,
    names: Mapping[int, str] | None = None,
    source: str | None = None,
    *,
    on_empty: OnEmpty = lambda where: None,
    on_aside: OnAside = lambda counts: None,
) -> list[LabelledParagraph]:
    """Read the answers in a Label Studio JSON export, one row for each paragraph that somebody answered, in the file's
    order.

    Cancelled and empty answers are left out, and of two answers by one person the later counts, also where a paragraph
    was imported twice. `annotators` are named by e-mail address where the export gives it, else by number. `labels` and
    `evidence` are what `majority` makes of the answers.

    Args:
        names: e-mail addresses by the numbers of people; an export itself holds numbers only.
        source: what errors call the export, its path where it has no other name.
        on_empty: is told of each empty answer.
        on_aside: is told how many answers have something under controls that are not read, by their names.

    Raises:
        BadData: the file is no such export or nobody answered; a text is not the one that was sent; an answer is not
            in the taxonomy, marks what is no sentence, or contradicts itself.
    """
    asked: dict[str, _Asked] = {}
    source = source or shown(path)
    tasks = [(f"{source}, task {task.get('id', number)}", task) for number, task in enumerate(_tasks(path), start=1)]
    for where, task in tasks:
        check_shape(task, where)
    on_aside(check_controls((where, annotation) for where, task in tasks for annotation in task["annotations"]))
    for where, task in tasks:
        this = _asked(task, taxonomy, where)
        entry = asked.setdefault(this.paragraph.id, this)
        if entry.paragraph.text != this.paragraph.text:
            raise BadData(
                f"{where}: '{entry.paragraph.id}' has another text in an earlier task. Expected one text for one id; "
                "delete one of them."
            )
        for annotation in task["annotations"]:
            if is_empty(annotation, taxonomy):
                on_empty(where)
            _add(entry, annotation, taxonomy, where, names or {})
    rows = [_row(entry, taxonomy) for entry in asked.values() if entry.said]
    if not rows:
        raise BadData(f"{source}: nobody answered any of its paragraphs. Expected answers; label some and try again.")
    return rows


def read_rows(path: Path, taxonomy: Taxonomy, keys: Sequence[str] = ()) -> list[LabelledParagraph]:
    """Read a labelled file, or a Label Studio JSON export, whichever `path` is.

    Args:
        keys: keys of the lines that hold one person's labels each, as for `annotators_from_keys`.

    Raises:
        BadData: as `read_labelled`, `read_export` and `annotators_from_keys`.
    """
    rows = read_export(path, taxonomy) if is_export(path) else read_labelled(path, taxonomy)
    return annotators_from_keys(rows, keys, taxonomy) if keys else rows


def is_export(path: Path) -> bool:
    """Tell an export, a JSON array, from JSON Lines of objects; what cannot be read is left to the reader of labelled
    files."""
    try:
        with open_regular(path) as file:
            return file.read(_HEAD).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")
    except OSError:
        return False


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


def _asked(task: Mapping[str, Any], taxonomy: Taxonomy, where: str) -> _Asked:
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
    given = {key: data.get(key) for key in ("title", "region", "year")} | dict(meta.get(ORIGIN) or {})
    given |= {key: data[name] for key, name in renamed.items()}
    paragraph = paragraph_from_json(given, where, known=FURTHER_KEYS)
    if meta.get(DIGEST, text_digest(paragraph.text)) != text_digest(paragraph.text):
        raise BadData(
            f"{where}: the text of '{paragraph.id}' is not the one that was sent. Expected it unchanged, so that "
            "labels fit their text; restore it in Label Studio, or push the paragraph again."
        )
    before = {key: value for key, value in given.items() if key not in _ASKED_ANEW}
    predicted = further_value(meta, PREDICTED, where).maybe(
        lambda value: read_prediction(value, paragraph.text, taxonomy, ids=ids_in(taxonomy)), None
    )
    return _Asked(paragraph, before, predicted, where)


def _add(
    entry: _Asked, annotation: Mapping[str, Any], taxonomy: Taxonomy, where: str, names: Mapping[int, str]
) -> None:
    """Add an annotation to those of its paragraph, unless it is cancelled, empty, or older than one by the same
    person."""
    name = annotator_of(annotation, names)
    found = annotation_of(annotation, entry.paragraph.text, taxonomy, f"{where}, annotator {name}")
    if found is not None and (name not in entry.said or entry.said[name].age <= found.age):
        entry.said[name] = found


def _row(asked: _Asked, taxonomy: Taxonomy) -> LabelledParagraph:
    said = asked.said
    annotators = {name: one.labels for name, one in said.items()}
    each = [Said(one.labels, one.answer.evidence) for one in said.values()]
    decided = majority(asked.paragraph.text, each, taxonomy)
    row = LabelledParagraph(asked.paragraph, decided.labels, annotators)
    return replace(
        with_further(row, asked.before, taxonomy, asked.where),
        evidence=decided.evidence,
        disputed_evidence=decided.disputed_evidence,
        answers={name: one.answer for name, one in said.items()},
        predicted=asked.predicted,
        disputed=decided.disputed or None,
        flagged={name: one.flags for name, one in said.items() if one.flags},
        notes={name: one.note for name, one in said.items() if one.note},
    )
