"""One quick model, judged on several splits of the same labels: what random paragraphs promise and other reports keep.

The model is TF-IDF over character runs with a logistic regression for each category: it needs no torch, and what it
gains from copies and from neighbours in one report an encoder gains too. Kapoor and Narayanan (2023, Patterns 4,
"Leakage and the reproducibility crisis in machine-learning-based science") list what such splits hide.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evaluation.leakage.copies import Copy, Crossing, copies, crossing
from evaluation.leakage.splits import FOLDS, WAYS, Rows, folds_of
from evaluation.scoring.intervals import f1_difference_interval, f1_interval, macro
from labels.bootstrap import Interval
from labels.counting import Counts, Floats, Truth, counted, indicators
from labels.quick.characters import Folds, character_vectors, log_odds_of_runs
from labels.taxonomy import Taxonomy
from storage.errors import BadSettings

GIVEN = "given"
"""The split that the user made: --train-data or --hold-out."""
_AS_MANY = 0.95  # of what a random fold learns from: fewer, or as many more, and random folds of that many are made


@dataclass(frozen=True, slots=True)
class SplitScore:
    """What the quick model scores on one split.

    `learnt` is how many paragraphs a fold learns from in the mean. `lead` is the macro-F1 on the same paragraphs after
    learning from as many random ones, less `macro_f1`: what random paragraphs flatter by. Intervals resample reports;
    None with fewer than two. `copied` counts judged paragraphs that have a copy among what their fold learnt from.
    """

    way: str
    judged: int
    reports: int
    learnt: float
    macro_f1: float
    interval: Interval | None
    lead: float
    lead_interval: Interval | None
    copied: Crossing

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds, at full precision."""
        return {
            "split": self.way,
            "paragraphs": self.judged,
            "reports": self.reports,
            "learnt_from": self.learnt,
            "macro_f1": self.macro_f1,
            "macro_f1_interval": self.interval,
            "random_above": self.lead,
            "random_above_interval": self.lead_interval,
            "copied": self.copied.to_json(),
        }


@dataclass(frozen=True, slots=True)
class NamedCopy:
    """Two paragraphs that say the same, by their ids and texts."""

    one: str
    other: str
    similarity: float
    text: str
    other_text: str

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {"one": self.one, "other": self.other, "similarity": self.similarity}


@dataclass(frozen=True, slots=True)
class Leakage:
    """The scores of every split that the labels allow, why the others are left out, and every two paragraphs that are
    copies, the most similar first."""

    splits: tuple[SplitScore, ...]
    left_out: dict[str, str]
    copies: tuple[NamedCopy, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds."""
        return {
            "splits": [one.to_json() for one in self.splits],
            "left_out": self.left_out,
            "copies": [one.to_json() for one in self.copies],
        }


def find_leakage(rows: Rows, taxonomy: Taxonomy, learnt_from: Rows = (), seed: int = 0) -> Leakage:
    """Judge every split of the rows.

    Args:
        rows: what is judged.
        learnt_from: what the user learns from. It is split together with the rows, and the user's own split is judged
            beside the others.

    Raises:
        BadData: no two texts share a run of characters.
        BadSettings: fewer than five paragraphs.
    """
    every = [*learnt_from, *rows]
    folds: dict[str, Folds] = {"random": folds_of(every, "random", seed)}
    if learnt_from:
        folds[GIVEN] = [(range(len(learnt_from)), range(len(learnt_from), len(every)))]
    left_out: dict[str, str] = {}
    for way in WAYS[1:]:
        try:
            folds[way] = folds_of(every, way, seed)
        except BadSettings as error:
            left_out[way] = str(error)
    pairs = copies([row.text for row in every])
    score = _scorer(every, taxonomy, pairs, folds["random"])
    return Leakage(tuple(score(way, of) for way, of in folds.items()), left_out, tuple(_named(every, pairs)))


def _scorer(rows: Rows, taxonomy: Taxonomy, pairs: Sequence[Copy], random: Folds) -> Callable[[str, Folds], SplitScore]:
    """Return what scores a split against that by random paragraphs, whose predictions are made once."""
    vectors = character_vectors([row.text for row in rows])
    truth = indicators([row.labels for row in rows], taxonomy.ids)

    def counts(folds: Folds) -> Counts:
        said = np.zeros_like(truth)
        for learnt, judged in folds:
            own, known, new = truth[list(learnt)], vectors[list(learnt)], vectors[list(judged)]
            odds = np.column_stack([log_odds_of_runs(known, column, new, "balanced") for column in own.T])
            said[list(judged)] = _decided(odds, taxonomy.exclusive)
        return counted(said, truth)

    at_random, usual = counts(random), _learnt(random)

    def score(way: str, folds: Folds) -> SplitScore:
        judged = sorted(number for _, of in folds for number in of)
        found = at_random if folds is random else counts(folds)
        alike = _AS_MANY < _learnt(folds) / usual < 1 / _AS_MANY
        as_many = at_random if alike else counts(_random_of_as_many(folds, len(rows)))
        reports = [rows[number].report for number in judged]
        ours, theirs = found[judged], as_many[judged]
        macro_f1 = float(macro(ours.sum(axis=0)))
        return SplitScore(
            way=way,
            judged=len(judged),
            reports=len(set(reports)),
            learnt=_learnt(folds),
            macro_f1=macro_f1,
            interval=f1_interval(ours, reports, macro),
            lead=float(macro(theirs.sum(axis=0))) - macro_f1,
            lead_interval=f1_difference_interval(theirs, ours, reports, macro),
            copied=crossing(pairs, folds),
        )

    return score


def _learnt(folds: Folds) -> float:
    return float(np.mean([len(learnt) for learnt, _ in folds]))


def _random_of_as_many(folds: Folds, rows: int, seed: int = 0) -> Folds:
    """Return folds that judge the same paragraphs, a fifth of each fold at a time, and learn from as many others."""
    chance = np.random.default_rng(seed)
    found = []
    for learnt, judged in folds:
        for part in np.array_split(chance.permutation(judged), min(FOLDS, len(judged))):
            others = np.setdiff1d(np.arange(rows), part)
            found.append((chance.choice(others, len(learnt), replace=False).tolist(), part.tolist()))
    return found


def _decided(odds: Floats, exclusive: bool) -> Truth:
    return np.asarray(odds == odds.max(axis=1, keepdims=True) if exclusive else odds >= 0)


def _named(rows: Rows, pairs: Sequence[Copy]) -> list[NamedCopy]:
    return [
        NamedCopy(rows[pair.one].id, rows[pair.other].id, pair.similarity, rows[pair.one].text, rows[pair.other].text)
        for pair in pairs
    ]
