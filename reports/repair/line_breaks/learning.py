"""Learn from reports that have their line breaks where a report without them should be broken."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.context import Floats, judged_again, judged_once, likely, plausible
from reports.repair.line_breaks.features import BUCKETS, Candidate, candidates, hashed
from reports.repair.line_breaks.model import BreakModel, WordModel
from reports.repair.line_breaks.trees import Trees
from reports.report import Report
from reports.structure.cutting import LONGEST_LINE, join_leads
from storage.errors import UnreadableReport

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

_FOLDS = 8
_FEWEST_LINES = 20
_STRENGTH = 0.1  # inverse of the penalty on the weights of words
_TREES, _LEAVES, _FEWEST_AT_LEAF, _RATE, _PENALTY, _COLUMNS = 150, 12, 40, 0.04, 5.0, 0.3
_THRESHOLDS = tuple(round(0.2 + 0.02 * step, 2) for step in range(21))


@dataclass(frozen=True, slots=True)
class Broken:
    """A report's text without its line breaks, and where they were."""

    group: str
    text: str
    breaks: frozenset[int]


def broken(report: Report) -> Broken:
    """Take the line breaks out of a report that has them, its leads joined first: reports that lost theirs are read so.

    Its region is its group, a national report's its five years.
    """
    lines = [dense for line in join_leads(report.text.split("\n")) if (dense := line.replace(" ", ""))]
    ends = np.cumsum([len(line) for line in lines])[:-1].tolist()
    about = report.about
    group = about.region if about.level != "national" else f"{about.region} {(about.year or 0) // 5}"
    return Broken(group, "".join(lines), frozenset(ends))


def has_breaks(report: Report) -> bool:
    """Tell whether a report has kept its line breaks, so that one can learn from it."""
    lines = report.text.split("\n")
    return (
        len(lines) >= _FEWEST_LINES and max(map(len, lines)) <= LONGEST_LINE and "breaks_recovered" not in report.flags
    )


def f1(found: Sequence[Sequence[int]], reports: Sequence[Broken]) -> float:
    """Return the F1 of breaks found in reports against where they were, over all breaks of all reports."""
    right = sum(len(one.breaks & set(places)) for places, one in zip(found, reports, strict=True))
    return _f1(right, sum(map(len, found)), reports)


def train_breaks(
    reports: Sequence[Broken], seed: int = 0, say: Callable[[str], None] = lambda line: None
) -> BreakModel:
    """Fit a model on reports. Context and threshold are learnt from judgements of words by models that did not read
    the group.

    Raises:
        UnreadableReport: the reports are of fewer than two groups.
    """
    groups = sorted({one.group for one in reports})
    if len(groups) < 2:
        raise UnreadableReport(
            f"{len(reports)} reports with line breaks of {len(groups)} regions were given. Expected two regions at "
            "least, so that each can be judged by the others."
        )
    random.Random(seed).shuffle(groups)
    folds = min(_FOLDS, len(groups))
    fold_of = {group: number % folds for number, group in enumerate(groups)}
    in_fold = [[number for number, one in enumerate(reports) if fold_of[one.group] == fold] for fold in range(folds)]
    places = [candidates(one.text) for one in reports]
    features = [hashed(one.text, found) for one, found in zip(reports, places, strict=True)]
    truth = [
        np.array([place.place in one.breaks for place in found]) for one, found in zip(reports, places, strict=True)
    ]
    scores = _scores_of_words(features, truth, in_fold)
    say(f"words: {sum(map(len, places)):,} places in {len(reports)} reports")
    kept = {number: plausible(scores[number]) for number in scores if len(places[number])}
    learning = _Learning(reports, places, truth, {one: rows for one, rows in kept.items() if len(rows)}, in_fold, seed)
    once = learning.once(scores)
    again = learning.again(once, learning.judged(once))
    chances = {number: likely(found) for number, found in learning.judged(again).items()}
    threshold = max(_THRESHOLDS, key=lambda threshold: learning.f1_at(threshold, chances))
    expected = learning.f1_at(threshold, chances)
    say(f"context: threshold {threshold}, F1 {expected:.3f} on groups not learnt from")
    words = _words(features, truth)
    stored = WordModel(words.weights.astype(np.float16).astype(np.float32), words.intercept)  # as it will be read again
    return BreakModel(stored, learning.trees(once, once), learning.trees(again, again), threshold, expected)


@dataclass(frozen=True, slots=True)
class _Learning:
    """The places of reports and which of them are judged, by the number of the report."""

    reports: Sequence[Broken]
    places: Sequence[list[Candidate]]
    truth: Sequence[NDArray[np.bool_]]
    kept: Mapping[int, NDArray[np.int64]]
    in_fold: Sequence[list[int]]
    seed: int

    def once(self, scores: Mapping[int, Floats]) -> dict[int, Floats]:
        return {
            one: judged_once(self.reports[one].text, self.places[one], scores[one], kept)
            for one, kept in self.kept.items()
        }

    def again(self, once: Mapping[int, Floats], scores: Mapping[int, Floats]) -> dict[int, Floats]:
        return {
            one: judged_again(self.reports[one].text, self.places[one], once[one], scores[one], kept)
            for one, kept in self.kept.items()
        }

    def judged(self, rows: Mapping[int, Floats]) -> dict[int, Floats]:
        """Judge each fold's reports by trees that learnt from the others."""
        scores: dict[int, Floats] = {}
        for judged in self.in_fold:
            trees = self.trees([one for one in rows if one not in set(judged)], rows)
            scores |= {one: trees.scores(rows[one]) for one in judged if one in rows}
        return scores

    def trees(self, learnt: Iterable[int], rows: Mapping[int, Floats]) -> Trees:
        numbers = list(learnt)
        answers = [self.truth[one][self.kept[one]] for one in numbers]
        return _trees(np.concatenate([rows[one] for one in numbers]), np.concatenate(answers), self.seed)

    def f1_at(self, threshold: float, chances: Mapping[int, Floats]) -> float:
        found = {one: chance >= threshold for one, chance in chances.items()}
        right = sum(int((taken & self.truth[one][self.kept[one]]).sum()) for one, taken in found.items())
        return _f1(right, sum(int(taken.sum()) for taken in found.values()), self.reports)


def _scores_of_words(
    features: Sequence[Sequence[NDArray[np.int64]]], truth: Sequence[NDArray[np.bool_]], in_fold: Sequence[list[int]]
) -> dict[int, Floats]:
    """Judge the words of each fold's reports by a model that learnt from the others."""
    scores: dict[int, Floats] = {}
    for judged in in_fold:
        others = [number for number in range(len(features)) if number not in set(judged)]
        words = _words([features[one] for one in others], [truth[one] for one in others])
        scores |= {number: words.scores(features[number]) for number in judged}
    return scores


def _words(features: Sequence[Sequence[NDArray[np.int64]]], truth: Sequence[NDArray[np.bool_]]) -> WordModel:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [found for report in features for found in report]
    ends = np.concatenate([[0], np.cumsum([len(found) for found in rows])])
    matrix = csr_matrix((np.ones(ends[-1], dtype=np.float32), np.concatenate(rows), ends), shape=(len(rows), BUCKETS))
    fitted = LogisticRegression(C=_STRENGTH, max_iter=300, solver="liblinear").fit(matrix, np.concatenate(truth))
    return WordModel(fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0]))


def _trees(inputs: Floats, answers: NDArray[np.bool_], seed: int) -> Trees:
    from sklearn.ensemble import HistGradientBoostingClassifier

    fitted = HistGradientBoostingClassifier(
        learning_rate=_RATE,
        max_iter=_TREES,
        max_leaf_nodes=_LEAVES,
        min_samples_leaf=_FEWEST_AT_LEAF,
        l2_regularization=_PENALTY,
        max_features=_COLUMNS,
        early_stopping=False,
        random_state=seed,
    ).fit(inputs, answers)
    return trees_of(fitted)


def trees_of(fitted: "HistGradientBoostingClassifier") -> Trees:
    """Read the trees of a fitted classifier of two classes as arrays."""
    # scikit-learn shows nothing of its trees in public; a test compares what is read here with its own answers.
    grown = [one.nodes for (one,) in fitted._predictors]
    size = max(map(len, grown))
    column, left, right = (np.zeros((len(grown), size), dtype=np.int32) for _ in range(3))
    highest, answer = np.zeros((len(grown), size)), np.zeros((len(grown), size))
    for number, nodes in enumerate(grown):
        own, leaf = np.arange(len(nodes)), nodes["is_leaf"].astype(bool)
        column[number, own] = np.where(leaf, 0, nodes["feature_idx"])
        highest[number, own] = np.where(leaf, 0.0, nodes["num_threshold"])
        left[number, own] = np.where(leaf, own, nodes["left"])
        right[number, own] = np.where(leaf, own, nodes["right"])
        answer[number, own] = nodes["value"]
    return Trees(column, highest, left, right, answer, float(fitted._baseline_prediction.item()))


def _f1(right: int, found: int, reports: Sequence[Broken]) -> float:
    return 2 * right / max(1, found + sum(len(one.breaks) for one in reports))
