"""Learn from reports that have their line breaks where a report without them should be broken."""

import random
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.context import Floats, context
from reports.repair.line_breaks.features import BUCKETS, candidates, hashed
from reports.repair.line_breaks.model import BreakModel, ContextModel, Layers, WordModel
from reports.report import Report
from reports.structure.cutting import LONGEST_LINE, join_leads
from storage.errors import UnreadableReport

_FOLDS = 8
_FEWEST_LINES = 20
_STRENGTH = 0.15  # inverse of the penalty on the weights of words
_WIDTH, _NETWORKS, _EPOCHS, _PENALTY, _RATE = 32, 4, 60, 1.0, 2e-3
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
    rows = {number: context(one.text, places[number], scores[number]) for number, one in enumerate(reports)}
    chances = _chances_of_context(rows, truth, in_fold, seed)
    threshold = _best_threshold(chances, rows, truth, reports)
    say(
        f"context: threshold {threshold}, F1 {_f1_at(threshold, chances, rows, truth, reports):.3f} on groups not "
        "learnt from"
    )
    words = _words(features, truth)
    stored = WordModel(words.weights.astype(np.float16).astype(np.float32), words.intercept)  # as it will be read again
    return BreakModel(stored, _context_of(rows, rows, truth, seed), threshold)


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


def _chances_of_context(
    rows: "_Rows", truth: Sequence[NDArray[np.bool_]], in_fold: Sequence[list[int]], seed: int
) -> dict[int, Floats]:
    chances: dict[int, Floats] = {}
    for judged in in_fold:
        model = _context_of([number for number in rows if number not in set(judged)], rows, truth, seed)
        chances |= {number: model.chances(rows[number][1]) for number in judged}
    return chances


def _context_of(learnt: Iterable[int], rows: "_Rows", truth: Sequence[NDArray[np.bool_]], seed: int) -> ContextModel:
    numbers = list(learnt)
    return _context([rows[one][1] for one in numbers], [truth[one][rows[one][0]] for one in numbers], seed)


def _words(features: Sequence[Sequence[NDArray[np.int64]]], truth: Sequence[NDArray[np.bool_]]) -> WordModel:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [found for report in features for found in report]
    ends = np.concatenate([[0], np.cumsum([len(found) for found in rows])])
    matrix = csr_matrix((np.ones(ends[-1], dtype=np.float32), np.concatenate(rows), ends), shape=(len(rows), BUCKETS))
    fitted = LogisticRegression(C=_STRENGTH, max_iter=300, solver="liblinear").fit(matrix, np.concatenate(truth))
    return WordModel(fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0]))


def _context(rows: Sequence[Floats], truth: Sequence[NDArray[np.bool_]], seed: int) -> ContextModel:
    from sklearn.preprocessing import StandardScaler

    filled = [(row, true) for row, true in zip(rows, truth, strict=True) if len(row)]
    inputs, answers = np.concatenate([row for row, _ in filled]), np.concatenate([true for _, true in filled])
    scaler = StandardScaler().fit(inputs)
    scaled = scaler.transform(inputs)
    networks = tuple(_network(scaled, answers, seed + number) for number in range(_NETWORKS))
    return ContextModel(scaler.mean_, np.sqrt(scaler.var_) + 1e-9, networks)


def _network(inputs: Floats, answers: NDArray[np.bool_], seed: int) -> Layers:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    net = MLPClassifier(
        (_WIDTH,),
        alpha=_PENALTY,
        learning_rate_init=_RATE,
        max_iter=_EPOCHS,
        n_iter_no_change=_EPOCHS,
        tol=0.0,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is chosen, not found
        net.fit(inputs, answers)
    (hidden, out), (hidden_bias, out_bias) = net.coefs_, net.intercepts_
    return Layers(hidden, hidden_bias, out[:, 0], float(out_bias[0]))


_Rows = Mapping[int, tuple[NDArray[np.int64], Floats]]


def _best_threshold(
    chances: Mapping[int, Floats], rows: _Rows, truth: Sequence[NDArray[np.bool_]], reports: Sequence[Broken]
) -> float:
    return max(_THRESHOLDS, key=lambda threshold: _f1_at(threshold, chances, rows, truth, reports))


def _f1_at(
    threshold: float,
    chances: Mapping[int, Floats],
    rows: _Rows,
    truth: Sequence[NDArray[np.bool_]],
    reports: Sequence[Broken],
) -> float:
    right = sum(int(((chances[one] >= threshold) & truth[one][rows[one][0]]).sum()) for one in rows)
    found = sum(int((chances[one] >= threshold).sum()) for one in rows)
    return _f1(right, found, reports)


def _f1(right: int, found: int, reports: Sequence[Broken]) -> float:
    return 2 * right / max(1, found + sum(len(one.breaks) for one in reports))
