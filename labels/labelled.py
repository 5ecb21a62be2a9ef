"""Labelled paragraphs: what people said, read with errors that name file, line and value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labels.taxonomy import Taxonomy
from reports.paragraphs_file import paragraph_from_json
from reports.report import Paragraph
from storage.errors import BadData
from storage.jsonl import check_new_id, read_objects, write_objects
from storage.parsing import brief
from storage.shown import shown

_KEYS = ("labels", "annotators")
_LONGEST_EXAMPLE = 40


@dataclass(frozen=True, slots=True)
class LabelledParagraph:
    """A paragraph and the categories people gave it.

    `labels` are category ids in taxonomy order, () where none applies; `annotators` holds what each person said, where
    known.
    """

    paragraph: Paragraph
    labels: tuple[str, ...]
    annotators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the paragraph."""
        return self.paragraph.id

    @property
    def report(self) -> str:
        """The id of the report it stands in."""
        return self.paragraph.report

    @property
    def text(self) -> str:
        """What the paragraph says."""
        return self.paragraph.text

    def to_json(self) -> dict[str, Any]:
        """Return the object that a labelled file holds."""
        value = {**self.paragraph.to_json(), "labels": list(self.labels)}
        if self.annotators:
            value["annotators"] = {name: list(labels) for name, labels in self.annotators.items()}
        return value


def read_labelled(path: Path, taxonomy: Taxonomy) -> list[LabelledParagraph]:
    """Read a labelled file, in its order. Keys it does not know stay in `paragraph.extra`.

    Raises:
        BadData: the file breaks its format; two lines have one id; a label is not in the taxonomy; a paragraph of an
            exclusive taxonomy carries another number of labels than one.
    """
    rows: list[LabelledParagraph] = []
    seen: dict[str, int] = {}
    for number, value in read_objects(path):
        where = f"{shown(path)}, line {number}"
        paragraph = paragraph_from_json(value, where, known=_KEYS)
        check_new_id(seen, paragraph.id, number, path)
        if "labels" not in value:
            raise BadData(
                f"{where}: the key 'labels' is missing. Expected a list such as [\"{taxonomy.ids[0]}\"], or [] for "
                "none; add it."
            )
        labels = check_labels(value["labels"], taxonomy, f"{where}: labels")
        rows.append(LabelledParagraph(paragraph, labels, _annotators(value.get("annotators"), taxonomy, where)))
    return rows


def write_labelled(path: Path, rows: Iterable[LabelledParagraph]) -> int:
    """Write a labelled file, whole or not at all, and return the number of lines.

    Raises:
        CannotWrite: the place is not writable.
    """
    return write_objects(path, (row.to_json() for row in rows))


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


def _annotators(value: object, taxonomy: Taxonomy, where: str) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadData(
            f'{where}: annotators is {brief(value)}. Expected an object {{"name": ["{taxonomy.ids[0]}"]}}; mend the '
            "line."
        )
    return {name: check_labels(labels, taxonomy, f"{where}: annotator '{name}'") for name, labels in value.items()}
