"""From a tagged folder and labelled reports to findings: shares, differences, and how they came about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.findings.basis import basis_of
from evaluation.findings.blocks import Counting, Unseen
from evaluation.findings.differences import Difference, differences_of
from evaluation.findings.frame import Frame, Key, read_frame
from evaluation.findings.measures import Measure
from evaluation.findings.shares import Share, shares_of
from labels.labelled import LabelledParagraph
from labels.sampling.design import drawn_of
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from storage.jsonl import read_objects


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: how attention is measured, by what groups are told apart, which of them are compared, and how
    narrow intervals should be (half their width, as a share)."""

    measure: Measure = "paragraphs"
    by: tuple[str, ...] = ()
    pairs: tuple[tuple[Key, Key], ...] = ()
    aim: float = 0.02
    vouched: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found. `left_out` says in words which labels do not count; `model` is the bundle that tagged."""

    asked: Asked
    taxonomy: Taxonomy
    model: str
    shares: tuple[Share, ...]
    differences: tuple[Difference, ...]
    reports: int
    paragraphs: int
    reports_labelled: int
    paragraphs_labelled: int
    out_of_fold: int
    left_out: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether all reports are labelled, so that nothing is estimated."""
        return self.reports == self.reports_labelled

    def to_json(self) -> dict[str, Any]:
        """Return the object that shares.json holds, at full precision."""
        by = self.asked.by
        return {
            "measure": self.asked.measure,
            "by": list(by),
            "model": self.model,
            "categories": list(self.taxonomy.ids),
            "reports": self.reports,
            "paragraphs": self.paragraphs,
            "reports_labelled": self.reports_labelled,
            "paragraphs_labelled": self.paragraphs_labelled,
            "out_of_fold": self.out_of_fold,
            "aim": self.asked.aim,
            "left_out": list(self.left_out),
            "shares": [one.to_json(by) for one in self.shares],
            "differences": [one.to_json() for one in self.differences],
        }


def find(
    tagged: Path,
    rows: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    asked: Asked,
    *,
    bundle: str,
    taught: Collection[str],
    unseen: Unseen,
) -> Findings:
    """Correct what was tagged by what people said.

    Args:
        tagged: the folder of tag.py, or its tagged.jsonl.
        bundle: the id of the bundle that tagged.
        taught: the ids of the reports that it was trained on.
        unseen: out-of-fold tags of paragraphs among these, by id.

    Raises:
        BadData: a file breaks its format; another bundle tagged; the labels cannot serve (`basis.basis_of`).
        BadSettings: a group that is asked for does not exist or is not labelled enough.
    """
    if unseen and asked.measure != "paragraphs":
        raise BadSettings(
            f"Out-of-fold tags name no sentences, but --measure is {asked.measure}. Expected --measure paragraphs with "
            "--out-of-fold; leave one out."
        )
    strata = _strata(rows)
    wanted = [row.id for row in rows]
    frame = read_frame(tagged, asked.by, asked.measure, taxonomy.ids, wanted=wanted, strata=strata)
    _check_model(frame, bundle)
    basis = basis_of(rows, frame, taught, vouched=asked.vouched, out_of_fold=unseen)
    counting = Counting(frame, basis, asked.measure, taxonomy.ids, unseen)
    blocks = counting.blocks()
    labelled = [row for own in basis.reports.values() for row in own]
    return Findings(
        asked,
        taxonomy,
        bundle,
        tuple(shares_of(counting, blocks, asked.aim)),
        tuple(differences_of(blocks, taxonomy.ids, asked.pairs) if asked.by else ()),
        len(frame.counted),
        frame.paragraphs,
        len(basis.reports),
        len(labelled),
        sum(row.id in unseen for row in labelled),
        basis.left_out,
    )


def _strata(rows: Sequence[LabelledParagraph]) -> list[str]:
    by = {drawn.by for row in rows if (drawn := drawn_of(row.paragraph.extra, row.id))}
    if len(by) > 1:
        raise BadData(
            f"The labels are of {len(by)} samples with different strata ({' / '.join(sorted(by))}). Expected one "
            "sample; give the labels of one."
        )
    return [name for one in by for name in one.split(",") if name]


def _check_model(frame: Frame, bundle: str) -> None:
    if frame.models != (bundle,):
        raise BadData(
            f"Tagged by {' and '.join(frame.models)}, but the bundle given is {bundle}. Expected the one that tagged "
            "all of it; give it with --model, or tag again."
        )


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
