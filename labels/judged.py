"""Rows that several people judged, from whatever file holds them: labelled JSON Lines or a Label Studio export."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from labels.exports import read_export
from labels.labelled import LabelledParagraph, check_labels, read_labelled
from labels.taxonomy import Taxonomy
from reports.errors import BadData


def read_judged(
    path: Path, taxonomy: Taxonomy, keys: Sequence[str] = (), annotators: Sequence[str] = ()
) -> list[LabelledParagraph]:
    """Read a labelled file, or a Label Studio JSON export, whichever `path` is.

    Args:
        keys: keys of the lines that hold one person's labels each, such as "annotator_1"; null means no answer.
        annotators: keep the answers of these people only; of all where none is named.

    Raises:
        BadData: as `read_labelled`, `read_export`, `annotators_from_keys` and `only_annotators`; or no paragraph says who judged it.
    """
    rows = read_export(path, taxonomy) if _is_export(path) else read_labelled(path, taxonomy)
    if keys:
        rows = annotators_from_keys(rows, keys, taxonomy)
    if not any(row.annotators for row in rows):
        raise BadData(
            f"{path}: none of its {len(rows)} paragraphs says who judged it. Expected 'annotators' on some; give a Label Studio "
            "export, or name the keys that hold each person's labels (--annotator-keys annotator_1,annotator_2)."
        )
    return only_annotators(rows, annotators) if annotators else rows


def annotators_from_keys(rows: Sequence[LabelledParagraph], keys: Sequence[str], taxonomy: Taxonomy) -> list[LabelledParagraph]:
    """Take `paragraph.extra[key]` for what the person named `key` said, beside the annotators that a row already has.

    Raises:
        BadData: no row has such a key, or its value is no list of categories.
    """
    for key in keys:
        if not any(key in row.paragraph.extra for row in rows):
            raise BadData(
                f"No line has the key '{key}'. Expected a key that holds the labels of one person, such as annotator_1; correct it."
            )
    taken: list[LabelledParagraph] = []
    for row in rows:
        extra = row.paragraph.extra
        said = {key: check_labels(extra[key], taxonomy, f"{row.id}: {key}") for key in keys if extra.get(key) is not None}
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
            raise BadData(f"'{name}' judged no paragraph. Expected one of {', '.join(sorted(present))}; correct the name.")
    return [replace(row, annotators={name: row.annotators[name] for name in names if name in row.annotators}) for row in rows]


def _is_export(path: Path) -> bool:
    """Tell an export, a JSON array, from JSON Lines of objects; what cannot be read is left to the reader of labelled files."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            return file.read(64).lstrip().startswith("[")
    except OSError:
        return False
