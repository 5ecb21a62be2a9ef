"""Rows that several people judged, from whatever file holds them: labelled JSON Lines or a Label Studio export."""

import codecs
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from labels.labelled import LabelledParagraph, check_labels, read_labelled
from labels.studio.exports import ANSWERS, FLAGGED, NOTES, read_export
from labels.studio.tasks import PREDICTED
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.parsing import brief
from storage.regular import open_regular


def read_judged(
    path: Path, taxonomy: Taxonomy, keys: Sequence[str] = (), annotators: Sequence[str] = ()
) -> list[LabelledParagraph]:
    """Read a labelled file, or a Label Studio JSON export, whichever `path` is.

    Args:
        keys: keys of the lines that hold one person's labels each, such as "annotator_1"; null means no answer.
        annotators: keep the answers of these people only; of all where none is named.

    Raises:
        BadData: as `read_labelled`, `read_export`, `annotators_from_keys` and `only_annotators`; no paragraph says who
            judged it; or what it says of how answers came about (ANSWERS, PREDICTED, FLAGGED, NOTES) has not the form
            that reading an export gives it.
    """
    rows = read_export(path, taxonomy) if _is_export(path) else read_labelled(path, taxonomy)
    if keys:
        rows = annotators_from_keys(rows, keys, taxonomy)
    if not any(row.annotators for row in rows):
        raise BadData(
            f"{path}: none of its {len(rows)} paragraphs says who judged it. Expected 'annotators' on some; give a "
            "Label Studio "
            "export, or name the keys that hold each person's labels (--annotator-keys annotator_1,annotator_2)."
        )
    for row in rows:
        _check_provenance(row, f"{path}: {row.id}")
    return only_annotators(rows, annotators) if annotators else rows


def annotators_from_keys(
    rows: Sequence[LabelledParagraph], keys: Sequence[str], taxonomy: Taxonomy
) -> list[LabelledParagraph]:
    """Take `paragraph.extra[key]` for what the person named `key` said, beside the annotators that a row already has.

    Raises:
        BadData: no row has such a key, or its value is no list of categories.
    """
    for key in keys:
        if not any(key in row.paragraph.extra for row in rows):
            raise BadData(
                f"No line has the key '{key}'. Expected a key that holds the labels of one person, such as "
                "annotator_1; correct it."
            )
    taken: list[LabelledParagraph] = []
    for row in rows:
        extra = row.paragraph.extra
        said = {
            key: check_labels(extra[key], taxonomy, f"{row.id}: {key}") for key in keys if extra.get(key) is not None
        }
        taken.append(replace(row, annotators={**row.annotators, **said}))
    return taken


def only_annotators(rows: Sequence[LabelledParagraph], names: Sequence[str]) -> list[LabelledParagraph]:
    """Leave out the answers of everybody else; rows and labels stay as they are.

    Raises:
        BadData: somebody named judged nothing.
    """
    present = {name for row in rows for name in row.annotators}
    for name in names:
        if name not in present:
            raise BadData(
                f"'{name}' judged no paragraph. Expected one of {', '.join(sorted(present))}; correct the name."
            )
    return [
        replace(row, annotators={name: row.annotators[name] for name in names if name in row.annotators})
        for row in rows
    ]


def _check_provenance(row: LabelledParagraph, where: str) -> None:
    """Check the keys that later steps read, which a file edited by hand may have in any form."""
    extra = row.paragraph.extra
    answers = extra.get(ANSWERS, {})
    forms = {
        ANSWERS: _is_object(answers, dict) and all(_is_labels_or_none(one.get("shown")) for one in answers.values()),
        PREDICTED: PREDICTED not in extra
        or (isinstance(extra[PREDICTED], dict) and _is_labels(extra[PREDICTED].get("labels"))),
        FLAGGED: _is_object(extra.get(FLAGGED, {}), list),
        NOTES: _is_object(extra.get(NOTES, {}), str),
    }
    for key, right in forms.items():
        if not right:
            raise BadData(
                f"{where}: '{key}' is {brief(extra[key])}. Expected what reading a Label Studio export writes there; "
                "pull the export again, or remove the key."
            )


def _is_object(value: object, of: type) -> bool:
    return isinstance(value, dict) and all(isinstance(one, of) for one in value.values())


def _is_labels(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_labels_or_none(value: object) -> bool:
    return value is None or _is_labels(value)


def _is_export(path: Path) -> bool:
    """Tell an export, a JSON array, from JSON Lines of objects; what cannot be read is left to the reader of labelled
    files."""
    try:
        with open_regular(path) as file:
            return file.read(64).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[")
    except OSError:
        return False
