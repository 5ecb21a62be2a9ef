"""Two models on the same held-out labels: is one better, and how sure is that?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.scoring.intervals import f1_difference_interval, macro, macro_f1_difference_interval, micro
from evaluation.scoring.said import Said
from evaluation.scoring.scores import Scores, score
from evaluation.scoring.sentences import SaidOfSentences, SentenceScores, score_sentences, sentence_truth
from labels.bootstrap import Interval
from labels.labelled import LabelledParagraph


@dataclass(frozen=True, slots=True)
class SentenceComparison:
    """How both do on the sentences of the same paragraphs, where the labels have evidence.

    Each gain is the new mean F1 less the old, with the middle 95 % over reports drawn again, None with fewer than two.
    """

    new_scores: SentenceScores
    old_scores: SentenceScores
    macro_gain: float
    macro_interval: Interval | None
    micro_gain: float
    micro_interval: Interval | None

    def to_json(self) -> dict[str, Any]:
        """Return what a comparison file holds under "sentences"."""
        return {
            "macro_f1_gain": self.macro_gain,
            "macro_f1_interval": self.macro_interval,
            "micro_f1_gain": self.micro_gain,
            "micro_f1_interval": self.micro_interval,
            "new_scores": self.new_scores.to_json(),
            "old_scores": self.old_scores.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a new model and an old one do on paragraphs that neither was trained on.

    `gain` is the new macro-F1 less the old; `interval` its middle 95 % over reports drawn again, None with fewer than
    two reports. `only_new` and `only_old` count the paragraphs whose set of categories one of them alone has right;
    `left_out` those of reports that one of them was trained on, which are not scored. `sentences` is None where the
    labels have no evidence, or one of them said nothing of sentences.
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
    sentences: SentenceComparison | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object that a comparison file holds."""
        found = {
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
        return found if self.sentences is None else {**found, "sentences": self.sentences.to_json()}


def compare(
    rows: Sequence[LabelledParagraph], new: Said, old: Said, ids: Sequence[str], left_out: int = 0
) -> Comparison:
    """Compare what two models said of held-out paragraphs with what people said.

    Args:
        rows: paragraphs that neither was trained on (`evaluation.scoring.trained_on`).
        ids: the categories of both.
        left_out: how many others there were.

    Raises:
        BadData: there are no rows, a prediction is missing, or a label is not one of the categories.
    """
    truth, reports = [row.labels for row in rows], [row.report for row in rows]
    new_scores, old_scores = (score(truth, one.tags, ids, reports) for one in (new, old))
    right = [(a == label, b == label) for a, b, label in zip(new.tags, old.tags, truth, strict=True)]
    return Comparison(
        new=new.model,
        old=old.model,
        new_scores=new_scores,
        old_scores=old_scores,
        gain=new_scores.macro_f1 - old_scores.macro_f1,
        interval=macro_f1_difference_interval(truth, new.tags, old.tags, reports, ids),
        only_new=right.count((True, False)),
        only_old=right.count((False, True)),
        left_out=left_out,
        sentences=_compare_sentences(rows, new.sentences, old.sentences, ids),
    )


def _compare_sentences(
    rows: Sequence[LabelledParagraph], new: SaidOfSentences | None, old: SaidOfSentences | None, ids: Sequence[str]
) -> SentenceComparison | None:
    truth = sentence_truth(rows, ids)
    if truth is None or new is None or old is None:
        return None
    reports = [row.report for row in rows]
    ours, theirs = (score_sentences(truth, one, ids, reports) for one in (new, old))
    counts = truth.counts(new), truth.counts(old)
    return SentenceComparison(
        new_scores=ours,
        old_scores=theirs,
        macro_gain=ours.macro_f1 - theirs.macro_f1,
        macro_interval=f1_difference_interval(*counts, reports, macro),
        micro_gain=ours.micro_f1 - theirs.micro_f1,
        micro_interval=f1_difference_interval(*counts, reports, micro),
    )
