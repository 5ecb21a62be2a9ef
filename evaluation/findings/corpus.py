"""A tagged folder and the labels that may correct it, read and checked together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.findings import Measure
from evaluation.findings.basis import Basis, basis_of
from evaluation.findings.frame import Frame, read_frame
from evaluation.findings.words import WordList, counter_of
from labels.labelled import LabelledParagraph
from labels.sampling.design import drawn_of
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from storage.jsonl import read_objects

Unseen = Mapping[str, Mapping[str, Any]]
"""Lines with tags from a model that had not learnt from their paragraphs, by id."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that are to correct what was tagged. `vouched`: the user says that whole reports were drawn by lot;
    `unseen`: the tags that paragraphs got before the model knew them."""

    rows: Sequence[LabelledParagraph]
    vouched: bool
    unseen: Unseen


@dataclass(frozen=True, slots=True)
class Tagger:
    """The bundle that tagged: its id, its categories and the reports that it was trained on."""

    id: str
    taxonomy: Taxonomy
    taught: Collection[str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was tagged, counted, and the labels that correct it."""

    frame: Frame
    basis: Basis
    measure: Measure
    tagger: Tagger
    unseen: Unseen

    @property
    def labelled(self) -> int:
        """How many paragraphs are labelled."""
        return sum(map(len, self.basis.reports.values()))

    @property
    def within(self) -> int:
        """How many paragraphs at most were drawn of each report; 0 where reports were drawn whole."""
        drawn = [one for one in self.basis.drawn.values() if one]
        some = any(one.paragraphs_drawn < one.paragraphs for one in drawn)
        return max(one.paragraphs_drawn for one in drawn) if some else 0

    @property
    def out_of_fold(self) -> int:
        """How many of them have tags from before the model knew them."""
        return sum(row.id in self.unseen for own in self.basis.reports.values() for row in own)


def read_corpus(
    tagged: Path,
    labels: Labels,
    tagger: Tagger,
    by: Sequence[str],
    measure: Measure,
    *,
    also: Sequence[str] = (),
    words: Sequence[WordList] = (),
) -> Corpus:
    """Count what was tagged, and choose the labels that may correct it.

    Args:
        tagged: the folder of tag.py, or its tagged.jsonl.
        by: what groups are told apart by.
        also: names that are counted by too, behind those of `by`.
        words: lists whose words are counted.

    Raises:
        BadData: a file breaks its format; another bundle tagged; the labels cannot serve (`basis.basis_of`).
        BadSettings: `by` names what no line has; out-of-fold tags are to say which sentences carry a category.
    """
    if labels.unseen and measure != "paragraphs":
        raise BadSettings(
            f"Out-of-fold tags name no sentences, but --measure is {measure}. Expected --measure paragraphs with "
            "--out-of-fold; leave one out."
        )
    wanted = [row.id for row in labels.rows]
    frame = read_frame(
        tagged,
        by,
        measure,
        tagger.taxonomy.ids,
        also=also,
        wanted=wanted,
        strata=_strata(labels.rows),
        words=counter_of(words),
    )
    if frame.models != (tagger.id,):
        raise BadData(
            f"Tagged by {' and '.join(frame.models)}, but the bundle given is {tagger.id}. Expected the one that "
            "tagged all of it; give it with --model, or tag again."
        )
    basis = basis_of(labels.rows, frame, tagger.taught, vouched=labels.vouched, out_of_fold=labels.unseen)
    return Corpus(frame, basis, measure, tagger, labels.unseen)


def _strata(rows: Sequence[LabelledParagraph]) -> list[str]:
    by = {drawn.by for row in rows if (drawn := drawn_of(row.paragraph.extra, row.id))}
    if len(by) > 1:
        raise BadData(
            f"The labels are of {len(by)} samples with different strata ({' / '.join(sorted(by))}). Expected one "
            "sample; give the labels of one."
        )
    return [name for one in by for name in one.split(",") if name]


def read_unseen(path: Path) -> Mapping[str, Mapping[str, Any]]:
    """Read the lines of a file of out-of-fold tags by id.

    Raises:
        BadData: it breaks its format, or holds an id twice.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for number, line in read_objects(path):
        if not isinstance(line.get("id"), str) or line["id"] in found:
            raise BadData(
                f"{path}, line {number}: its id is missing or stands twice. Expected what `train.py --out-of-fold` "
                "wrote; give that file."
            )
        found[line["id"]] = line
    return found
