"""Two models on the same held-out labels: is one better, and how sure is that?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.scoring.intervals import macro_f1_difference_interval
from evaluation.scoring.scores import Scores, score
from inference.tagger import Tagger
from labels.bootstrap import Interval
from labels.labelled import LabelledParagraph
from storage.errors import BadBundle, BadData


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a new model and an old one do on paragraphs that neither was trained on.

    `gain` is the new macro-F1 less the old; `interval` its middle 95 % over reports drawn again, None with fewer than
    two reports. `only_new` and `only_old` count the paragraphs whose set of categories one of them alone has right;
    `left_out` those of reports that one of them was trained on, which are not scored.
    """

    new: str
    old: str
    new_scores: Scores
    old_scores: Scores
    gain: float
    interval: Interval | None
    only_new: int
    only_old: int
    left_out: int

    def to_json(self) -> dict[str, Any]:
        """Return the object that a comparison file holds."""
        return {
            "new": self.new,
            "old": self.old,
            "gain": self.gain,
            "interval": self.interval,
            "only_new_right": self.only_new,
            "only_old_right": self.only_old,
            "left_out": self.left_out,
            "new_scores": self.new_scores.to_json(),
            "old_scores": self.old_scores.to_json(),
        }


def compare(new: Tagger, old: Tagger, rows: Sequence[LabelledParagraph]) -> Comparison:
    """Tag held-out paragraphs with both models and compare what they say with what people said.

    Raises:
        BadBundle: the models have different categories.
        BadData: no paragraph is left that neither was trained on, or a label is not one of the categories.
    """
    taxonomy = new.manifest.taxonomy
    if taxonomy.digest != old.manifest.taxonomy.digest:
        raise BadBundle(
            f"{new.manifest.id} answers with {', '.join(taxonomy.ids)}, {old.manifest.id} with "
            f"{', '.join(old.manifest.taxonomy.ids)}. "
            "Expected the same categories; evaluate each for itself."
        )
    taught = {*new.manifest.data.get("reports", []), *old.manifest.data.get("reports", [])}
    fair = [row for row in rows if row.report not in taught]
    if not fair:
        raise BadData(
            f"All {len(rows)} held-out paragraphs are of reports that {new.manifest.id} or {old.manifest.id} was "
            "trained on, so no "
            "fair comparison is left. Expected labels of other reports; label some, or give others to hold out."
        )
    truth, reports = [row.labels for row in fair], [row.report for row in fair]
    said_new = [one.tags for one in new.tag(row.paragraph for row in fair)]
    said_old = [one.tags for one in old.tag(row.paragraph for row in fair)]
    new_scores, old_scores = (score(truth, said, taxonomy.ids, reports) for said in (said_new, said_old))
    right = [(a == label, b == label) for a, b, label in zip(said_new, said_old, truth, strict=True)]
    return Comparison(
        new=new.manifest.id,
        old=old.manifest.id,
        new_scores=new_scores,
        old_scores=old_scores,
        gain=new_scores.macro_f1 - old_scores.macro_f1,
        interval=macro_f1_difference_interval(truth, said_new, said_old, reports, taxonomy.ids),
        only_new=right.count((True, False)),
        only_old=right.count((False, True)),
        left_out=len(rows) - len(fair),
    )
