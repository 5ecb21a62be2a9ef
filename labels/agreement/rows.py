"""Rows that several people judged, from whatever file holds them: labelled JSON Lines or a Label Studio export."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from labels.asking.annotator import voice_of
from labels.labelled import LabelledParagraph
from labels.studio.exports import read_rows
from labels.taxonomy import Taxonomy
from storage.errors import BadData


def read_judged(
    path: Path, taxonomy: Taxonomy, keys: Sequence[str] = (), annotators: Sequence[str] = ()
) -> list[LabelledParagraph]:
    """Read a labelled file, or a Label Studio JSON export, whichever `path` is.

    Args:
        keys: keys of the lines that hold one person's labels each, such as "annotator_1"; null means no answer.
        annotators: keep the answers of these people or models only; of all where none is named.

    Raises:
        BadData: as `read_rows` and `only_annotators`; or no paragraph says who judged it.
    """
    rows = read_rows(path, taxonomy, keys)
    if not any(row.annotators for row in rows):
        raise BadData(
            f"{path}: none of its {len(rows)} paragraphs says who judged it. Expected 'annotators' on some; give a "
            "Label Studio export, or name the keys that hold each person's labels (--annotator-keys "
            "annotator_1,annotator_2)."
        )
    return only_annotators(rows, annotators) if annotators else rows


def only_annotators(rows: Sequence[LabelledParagraph], names: Sequence[str]) -> list[LabelledParagraph]:
    """Leave out the answers of everybody else; rows and labels stay as they are. A model's name without a number means
    all its answers.

    Raises:
        BadData: somebody named judged nothing.
    """
    present = {name for row in rows for name in row.annotators}
    known = present | {voice_of(name) for name in present}
    for name in names:
        if name not in known:
            raise BadData(
                f"'{name}' judged no paragraph. Expected one of {', '.join(sorted(present))}; correct the name."
            )
    return [replace(row, annotators={name: row.annotators[name] for name in _meant(row, names)}) for row in rows]


def _meant(row: LabelledParagraph, names: Sequence[str]) -> list[str]:
    """Return the annotators of a row that are named, in the order of the names."""
    return [one for name in names for one in row.annotators if name in (one, voice_of(one))]
