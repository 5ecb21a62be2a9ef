"""Labelled paragraphs: what people said, read with errors that name file, line and value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from labels.answered import (
    Answer,
    Confidence,
    Settlement,
    check_labels,
    ids_in,
    lists_of,
    read_annotators,
    read_answers,
    read_asked,
    read_prediction,
    read_settlement,
)
from labels.evidence import Evidence, check_given, is_of_a_model, marks_to_json, read_evidence
from labels.further_keys import (
    ANSWERS,
    ASKED,
    ASKED_AGAIN,
    CORRECTED,
    DISPUTED,
    DISPUTED_EVIDENCE,
    EVIDENCE,
    FLAGGED,
    FURTHER_KEYS,
    MIGRATED_FROM,
    NOTES,
    PREDICTED,
    SETTLED,
    Value,
    further_value,
)
from labels.prediction import Prediction
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import paragraph_from_json
from reports.report import Paragraph
from storage.errors import BadData
from storage.jsonl import check_new_id, read_objects, write_objects
from storage.shown import shown

_KEYS = ("labels", "annotators", *FURTHER_KEYS)


@dataclass(frozen=True, slots=True)
class LabelledParagraph:
    """A paragraph and the categories people gave it.

    `labels` are category ids in taxonomy order, () where none applies, `evidence` the sentences marked for some of
    them; a label without evidence is known for the paragraph only. By the names of people, where known:
    `annotators` holds what each said, `answers` how that came about, `flagged` and `notes` what else they said, and
    `asked` how sure language models were. `predicted` is what a model said that people were not shown, `disputed` the
    categories they are split over (None where they are not; () where these were given up since), `disputed_evidence`
    the sentences of labels.
    `migrated_from` keeps what was said under an earlier taxonomy, and `asked_again` why it was asked again.
    `corrected` is what a model had said, where a reader corrected it or called it right on the page of a report.
    `order` are the further keys of its line, in the order in which they are written back before all others.
    """

    paragraph: Paragraph
    labels: tuple[str, ...]
    annotators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: Evidence = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    predicted: Prediction | None = None
    disputed: tuple[str, ...] | None = None
    disputed_evidence: Evidence = field(default_factory=dict)
    flagged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Confidence] = field(default_factory=dict)
    settled: Settlement | None = None
    migrated_from: Mapping[str, Any] | None = None
    asked_again: Mapping[str, Any] | None = None
    corrected: Mapping[str, Any] | None = None
    order: tuple[str, ...] = field(default=(), compare=False)

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
        value = replace(self.paragraph, extra={}).to_json() | self.further() | {"labels": list(self.labels)}
        if self.annotators:
            value["annotators"] = lists_of(self.annotators)
        return value

    def further(self) -> dict[str, Any]:
        """Return what its line holds beside the paragraph's own keys, labels and annotators, in the line's order."""
        said: dict[str, Any] = {
            EVIDENCE: marks_to_json(self.evidence) or None,
            ANSWERS: {name: one.to_json() for name, one in self.answers.items()} or None,
            PREDICTED: self.predicted and self.predicted.to_json(),
            DISPUTED: None if self.disputed is None else list(self.disputed),
            DISPUTED_EVIDENCE: marks_to_json(self.disputed_evidence) or None,
            FLAGGED: lists_of(self.flagged) or None,
            NOTES: dict(self.notes) or None,
            ASKED: {name: one.to_json() for name, one in self.asked.items()} or None,
            SETTLED: self.settled and self.settled.to_json(),
            MIGRATED_FROM: self.migrated_from,
            ASKED_AGAIN: self.asked_again,
            CORRECTED: self.corrected,
        }
        known = {**self.paragraph.extra, **{key: one for key, one in said.items() if one is not None}}
        return {key: known[key] for key in self.order if key in known} | known


def read_labelled(path: Path, taxonomy: Taxonomy) -> list[LabelledParagraph]:
    """Read a labelled file, in its order. Keys it does not know stay in `paragraph.extra`, the evidence of tags too.

    Raises:
        BadData: the file breaks its format; two lines have one id; a label is not in the taxonomy; a paragraph of an
            exclusive taxonomy carries another number of labels than one; evidence without its label; a further key
            holds what no command writes there.
    """
    rows: list[LabelledParagraph] = []
    seen: dict[str, int] = {}
    for number, value in read_objects(path):
        where = f"{shown(path)}, line {number}"
        of_a_model = is_of_a_model(value)
        paragraph = paragraph_from_json(value, where, known=[key for key in _KEYS if key != EVIDENCE or not of_a_model])
        check_new_id(seen, paragraph.id, number, path)
        if "labels" not in value:
            raise BadData(
                f"{where}: the key 'labels' is missing. Expected a list such as [\"{taxonomy.ids[0]}\"], or [] for "
                "none; add it."
            )
        labels = check_labels(value["labels"], taxonomy, f"{where}: labels")
        annotators = read_annotators(value.get("annotators"), taxonomy, where)
        rows.append(with_further(LabelledParagraph(paragraph, labels, annotators), value, taxonomy, where))
    return rows


def with_further(row: LabelledParagraph, line: Mapping[str, Any], taxonomy: Taxonomy, where: str) -> LabelledParagraph:
    """Return the row with the further keys of its line.

    Args:
        where: names file and line in an error, e.g. "march.jsonl, line 412".

    Raises:
        BadData: one of them holds what no command writes there, or a category that is not in the taxonomy.
    """

    def evidence(value: Value) -> Evidence:
        return read_evidence(value, row.text, row.labels, taxonomy)

    further = {key: further_value(line, key, where) for key in FURTHER_KEYS}
    # Beside the labels of a migrated line ids of its earlier taxonomies may stand, which did not follow.
    ids = ids_in(taxonomy) if further[MIGRATED_FROM].content is None else Value.texts
    return replace(
        row,
        evidence={} if EVIDENCE in row.paragraph.extra else further[EVIDENCE].maybe(evidence, {}),
        answers=further[ANSWERS].maybe(
            lambda value: read_answers(value, row.text, row.annotators, taxonomy, ids=ids), {}
        ),
        predicted=further[PREDICTED].maybe(lambda value: read_prediction(value, row.text, taxonomy, ids=ids), None),
        disputed=further[DISPUTED].maybe(ids, None),
        disputed_evidence=further[DISPUTED_EVIDENCE].maybe(evidence, {}),
        flagged=further[FLAGGED].maybe(Value.texts_by_name, {}),
        notes=further[NOTES].maybe(Value.text_by_name, {}),
        asked=further[ASKED].maybe(lambda value: read_asked(value, ids=ids), {}),
        settled=further[SETTLED].maybe(lambda value: read_settlement(value, row.text, taxonomy, ids=ids), None),
        migrated_from=further[MIGRATED_FROM].maybe(Value.kept, None),
        asked_again=further[ASKED_AGAIN].maybe(Value.kept, None),
        corrected=further[CORRECTED].maybe(Value.kept, None),
        order=tuple(key for key in line if key in FURTHER_KEYS or key in row.paragraph.extra),
    )


def annotators_from_keys(
    rows: Sequence[LabelledParagraph], keys: Sequence[str], taxonomy: Taxonomy
) -> list[LabelledParagraph]:
    """Take `paragraph.extra[key]` for what the person named `key` said, beside the annotators that a row already has.

    Raises:
        BadData: no row has such a key; its value is no list of categories, or contradicts what the person said else.
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
        for name, labels in said.items():
            if row.annotators.get(name, labels) != labels:
                raise BadData(
                    f"{row.id}: '{name}' is {list(labels)}, and under 'annotators' {list(row.annotators[name])}. "
                    "Expected one answer; remove the other."
                )
            for key in row.answers[name].evidence if name in row.answers else ():
                check_given(key, labels, f"{row.id}: 'answers', '{name}', 'evidence', '{key}'")
        taken.append(replace(row, annotators={**row.annotators, **said}))
    return taken


def write_labelled(path: Path, rows: Iterable[LabelledParagraph]) -> int:
    """Write a labelled file, whole or not at all, and return the number of lines.

    Raises:
        CannotWrite: the place is not writable.
    """
    return write_objects(path, (row.to_json() for row in rows))
