"""Labels that are probably wrong: what people said against what a model says that did not see it, most doubtful first.

cleanlab ranks (Northcutt, Jiang and Chuang 2021, "Confident learning"; Thyagarajan et al. 2022, arXiv 2211.13895, for
several categories). Ours is what keeps rare categories safe: a category that the model cannot know is not judged, and
of no category's paragraphs are more than a third called doubtful, however little the model believes in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labels.counting import Floats, Truth, indicators
from labels.labelled import LabelledParagraph
from labels.quick.calibration import calibrated
from labels.quick.characters import character_vectors, similarities, unseen_log_odds
from labels.splits import grouped_folds
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings

FEWEST = 10
"""Paragraphs with a category, and without it, below which the category is not judged: with two or three a fold, a
model misses them all, and every one would look wrong."""
LARGEST_SHARE = 1 / 3
"""Of the paragraphs with a category (or of those without it) that may be called doubtful."""
_FOLDS = 10


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that a person should look at again.

    `category` is the paragraph's most doubtful one, `given` what people said of it and `suggested` the paragraph's
    labels were they wrong; `probability` the model's for the category, out of fold; `score` from 0 (surely wrong) to
    1, cleanlab's label quality, times the share of a language model's answers where these gave the label;
    `beyond_threshold` says whether confident learning, with a threshold for each
    category, calls it an error. Where the label of one sentence is meant, `sentence` is its place in the text, `quote`
    how it begins, and `given`, `labels` and `suggested` are about this sentence. `by` are those whose answer it was,
    and `confidence` is the share of a language model's answers that say so, where not all do.
    """

    paragraph: str
    report: str
    rank: int
    category: str
    given: bool
    labels: tuple[str, ...]
    suggested: tuple[str, ...]
    probability: float
    score: float
    beyond_threshold: bool
    sentence: tuple[int, int] | None = None
    quote: str = ""
    by: tuple[str, ...] = ()
    confidence: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object of a doubtful file; "reason" is a sentence for whoever looks again."""
        sentence = {} if self.sentence is None else {"sentence": list(self.sentence)}
        return {
            "id": self.paragraph,
            "report": self.report,
            "rank": self.rank,
            "score": round(self.score, 4),
            "category": self.category,
            "given": self.given,
            "labels": list(self.labels),
            "suggested": list(self.suggested),
            "probability": round(self.probability, 4),
            "beyond_threshold": self.beyond_threshold,
            **sentence,
            **({"by": list(self.by)} if self.by else {}),
            **({} if self.confidence is None else {"confidence": round(self.confidence, 4)}),
            "reason": self.reason,
        }

    @property
    def reason(self) -> str:
        """Say in one line what is doubtful."""
        said = "was given" if self.given else "was not given"
        if self.sentence is not None:
            said = f"{'was marked' if self.given else 'was not marked'} in '{self.quote}…'"
        return f"'{self.category}' {said}, but a model that did not see this paragraph gives it {self.probability:.2f}"


def out_of_fold(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> Floats:
    """Score each row by a model of characters that saw no row of its region.

    Returns:
        Calibrated probabilities, shape (rows, categories).

    Raises:
        BadSettings: the rows are of one report only.
        BadData: they share no run of characters.
    """
    truth = indicators([row.labels for row in rows], taxonomy.ids)
    similar = similarities(character_vectors([row.text for row in rows]), range(len(rows)))
    return calibrated(unseen_log_odds(similar, truth, grouped_folds(rows, _FOLDS)), truth)


def doubtful(
    rows: Sequence[LabelledParagraph], probabilities: Floats, taxonomy: Taxonomy, support: Floats | None = None
) -> list[Doubt]:
    """Rank the rows by how doubtful their most doubtful label is, most doubtful first.

    Rows of which no category is judged are left out (`unjudged` names these categories). What is beyond the largest
    share of a category's paragraphs stands behind all others.

    Args:
        probabilities: from a model that did not see the row (nor its region), shape (rows, categories).
        support: what the quality of each label is multiplied by, of the same shape.

    Raises:
        BadData: the probabilities do not fit the rows, or are not from 0 to 1.
        BadSettings: cleanlab is not installed.
    """
    truth = indicators([row.labels for row in rows], taxonomy.ids)
    _check(probabilities, truth)
    judged = [k for k, key in enumerate(taxonomy.ids) if key not in unjudged(rows, taxonomy)]
    if not judged:
        return []
    quality, beyond = _ask_cleanlab(probabilities[:, judged], truth[:, judged])
    quality = quality if support is None else quality * support[:, judged]
    order = _order(quality, truth[:, judged])
    doubts = []
    for rank, (number, place) in enumerate(order, start=1):
        row, column = rows[number], judged[place]
        category, given = taxonomy.ids[column], bool(truth[number, column])
        doubts.append(
            Doubt(
                paragraph=row.id,
                report=row.report,
                rank=rank,
                category=category,
                given=given,
                labels=row.labels,
                suggested=_suggested(row, column, probabilities[number], taxonomy),
                probability=float(probabilities[number, column]),
                score=float(quality[number, place]),
                beyond_threshold=bool(beyond[number, place]),
            )
        )
    return doubts


def unjudged(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> list[str]:
    """Name the categories that too few paragraphs carry, or lack, to be judged."""
    counts = indicators([row.labels for row in rows], taxonomy.ids).sum(axis=0)
    return [key for key, count in zip(taxonomy.ids, counts, strict=True) if min(count, len(rows) - count) < FEWEST]


def _check(probabilities: Floats, truth: Truth) -> None:
    if probabilities.shape != truth.shape:
        raise BadData(
            f"Probabilities of shape {probabilities.shape} arrived for {truth.shape[0]} paragraphs and "
            f"{truth.shape[1]} categories. "
            "Expected one for each of both; make them from the same file and taxonomy."
        )
    if not (np.isfinite(probabilities).all() and (probabilities >= 0).all() and (probabilities <= 1).all()):
        raise BadData("A probability is not from 0 to 1. Expected calibrated scores; give probabilities, not logits.")


def _ask_cleanlab(probabilities: Floats, truth: Truth) -> tuple[Floats, Truth]:
    """Return cleanlab's label quality, and which labels confident learning calls errors, both of the shape of
    `truth`."""
    try:
        from cleanlab.multilabel_classification.filter import find_multilabel_issues_per_class
        from cleanlab.multilabel_classification.rank import get_label_quality_scores_per_class
    except ImportError as error:
        raise BadSettings(
            "cleanlab is not installed here. Expected it for finding doubtful labels; run make install-label."
        ) from error
    labels = [np.flatnonzero(row).tolist() for row in truth]
    quality = get_label_quality_scores_per_class(labels, probabilities, method="self_confidence")
    beyond = find_multilabel_issues_per_class(labels, probabilities, n_jobs=1)
    return np.asarray(quality, np.float64), np.asarray(beyond, np.bool_)


def _suggested(row: LabelledParagraph, column: int, probabilities: Floats, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the labels with one category turned over; of an exclusive taxonomy the likeliest one that was not
    given."""
    category = taxonomy.ids[column]
    if not taxonomy.exclusive:
        return tuple(key for key in taxonomy.ids if (key in row.labels) != (key == category))
    others = [key not in row.labels for key in taxonomy.ids]
    return (taxonomy.ids[int(np.argmax(np.where(others, probabilities, -1.0)))],)


def _order(quality: Floats, truth: Truth) -> list[tuple[int, int]]:
    """Return (row, column of its most doubtful label), what is beyond a category's largest share last."""
    worst = quality.argmin(axis=1)
    ranked = np.argsort(quality.min(axis=1), kind="stable").tolist()
    most = {
        (k, side): LARGEST_SHARE * float((truth[:, k] == side).sum())
        for k in range(truth.shape[1])
        for side in (False, True)
    }
    counted = dict.fromkeys(most, 0)
    first: list[tuple[int, int]] = []
    last: list[tuple[int, int]] = []
    for number in ranked:
        side = int(worst[number]), bool(truth[number, worst[number]])
        counted[side] += 1
        (first if counted[side] <= most[side] else last).append((number, side[0]))
    return first + last


def review_order(doubts: Iterable[Doubt]) -> list[tuple[str, int, str]]:
    """Return (paragraph id, rank, reason) of each doubt: what a review tab of Label Studio is made from."""
    return [(doubt.paragraph, doubt.rank, doubt.reason) for doubt in doubts]
