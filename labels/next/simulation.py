"""Measure how many labels choosing saves: the selection played through on paragraphs whose labels are known, against
picking at random."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import csr_matrix

from labels.counting import Floats, counted, f1, indicators
from labels.labelled import LabelledParagraph
from labels.next.budget import sentences_of
from labels.next.repeats import groups_of_repeats
from labels.next.selection import choose_next
from labels.next.taking import Candidates
from labels.quick.calibration import best_thresholds, probabilities_of
from labels.quick.characters import character_vectors, log_odds, similarities, unseen_log_odds
from labels.splits import grouped_folds, region_of, split_by_report
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings

Decision = Literal["half", "cross-validated"]
ARMS = ("random", "chosen")
_INNER_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played: labels to begin with, labels a batch, labels at the end; the share held out; how tags are
    decided.

    "half" tags at a probability of 0.5; "cross-validated" at thresholds found by folds of whole regions of what is
    labelled so far.
    """

    start: int = 100
    batch: int = 50
    until: int = 600
    share: float = 0.3
    decision: Decision = "half"

    def __post_init__(self) -> None:
        """Raise BadSettings where the sizes cannot be played."""
        if not 0 < self.start < self.until or self.batch < 1:
            raise BadSettings(
                f"start {self.start}, batch {self.batch}, until {self.until} arrived. Expected 0 < start < until and a "
                "batch of 1 or more; correct them."
            )


@dataclass(frozen=True, slots=True)
class Played:
    """The scores of one arm with one seed: labels at each step, macro-F1 there, F1 of every category, shape (steps,
    categories), and how many sentences the labelled paragraphs have."""

    arm: str
    seed: int
    sizes: tuple[int, ...]
    macro_f1: tuple[float, ...]
    f1: tuple[tuple[float, ...], ...]
    sentences: tuple[int, ...]


def simulate(
    rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, seeds: Sequence[int], plan: Plan
) -> Iterator[Played]:
    """Yield both arms for each seed: other regions held out, other labels to begin with, the same for both arms.

    Raises:
        BadData: what is left to choose from is less than the plan takes.
        BadSettings: the share cannot be held out.
    """
    for seed in seeds:
        pool, held_out = split_by_report(rows, plan.share, seed)
        if len(pool) < plan.until:
            raise BadData(
                f"{len(pool)} labelled paragraphs are left beside those held out. Expected at least {plan.until}; give "
                "more, or fewer labels to play to."
            )
        game = _Game(pool, held_out, taxonomy, plan)
        order = np.random.default_rng(seed).permutation(len(pool)).tolist()
        for arm in ARMS:
            yield game.play(arm, seed, order)


class _Game:
    """The paragraphs of one split; what they are like is worked out once for both arms."""

    def __init__(
        self, pool: Sequence[LabelledParagraph], held_out: Sequence[LabelledParagraph], taxonomy: Taxonomy, plan: Plan
    ) -> None:
        self._pool, self._plan, self._taxonomy = pool, plan, taxonomy
        self._vectors: csr_matrix = character_vectors([row.text for row in [*pool, *held_out]])
        self._similar = similarities(self._vectors, range(len(pool)))
        self._truth = indicators([row.labels for row in pool], taxonomy.ids)
        self._answers = indicators([row.labels for row in held_out], taxonomy.ids)
        self._regions = [region_of(row) for row in pool]
        self._repeats = groups_of_repeats([row.paragraph for row in pool])
        self._sentences = [sentences_of(row.paragraph) for row in pool]

    def play(self, arm: str, seed: int, order: Sequence[int]) -> Played:
        """Label batch after batch; `order` is the random one, whose head both arms begin with."""
        labelled = list(order[: self._plan.start])
        sizes, scores, sentences = [], [], []
        while True:
            odds, thresholds = self._learn(labelled)
            sizes.append(len(labelled))
            sentences.append(sum(self._sentences[i] for i in labelled))
            scores.append(f1(counted(odds[len(self._pool) :] >= thresholds, self._answers).sum(axis=0)))
            if len(labelled) >= self._plan.until:
                break
            count = min(self._plan.batch, self._plan.until - len(labelled))
            if arm == "random":
                labelled = list(order[: len(labelled) + count])
            else:
                labelled += self._chosen(labelled, odds[: len(self._pool)], thresholds, count)
        means, by_category = tuple(float(one.mean()) for one in scores), tuple(tuple(one) for one in scores)
        return Played(arm, seed, tuple(sizes), means, by_category, tuple(sentences))

    def _learn(self, labelled: Sequence[int]) -> tuple[Floats, Floats]:
        """Return log-odds of all, those held out last, and the log-odds from which a category is tagged."""
        columns, truth = self._similar[:, labelled], self._truth[labelled]
        odds = log_odds(columns, labelled, truth)
        if self._plan.decision == "half":
            return odds, np.zeros(truth.shape[1])
        folds = grouped_folds([self._pool[i] for i in labelled], _INNER_FOLDS)
        return odds, best_thresholds(unseen_log_odds(columns[labelled], truth, folds), truth)

    def _chosen(self, labelled: Sequence[int], odds: Floats, thresholds: Floats, count: int) -> list[int]:
        asked = set(self._repeats[labelled].tolist())
        rest = [number for number in range(len(self._pool)) if int(self._repeats[number]) not in asked]
        found = choose_next(
            Candidates(self._vectors[rest], [self._regions[i] for i in rest], self._repeats[rest]),
            probabilities_of(odds[rest]),
            probabilities_of(thresholds).tolist(),
            labelled=self._truth[labelled].sum(axis=0).tolist(),
            taxonomy=self._taxonomy,
            count=count,
        )
        return [rest[one.number] for one in found]


def labels_needed(played: Sequence[Played], arm: str, goal: float) -> int | None:
    """Return the labels from which on the arm's macro-F1, the mean over the seeds, stays at `goal` or above; None
    where it does not."""
    sizes, means, _ = mean_curve(played, arm)
    below = [place for place, mean in enumerate(means) if mean < goal]
    first = below[-1] + 1 if below else 0
    return sizes[first] if first < len(sizes) else None


def mean_curve(played: Sequence[Played], arm: str) -> tuple[tuple[int, ...], list[float], list[float]]:
    """Return the sizes of an arm, and mean and standard deviation over the seeds of its macro-F1 at each."""
    own = [one for one in played if one.arm == arm]
    table = np.array([one.macro_f1 for one in own])
    return own[0].sizes, table.mean(axis=0).tolist(), table.std(axis=0, ddof=min(1, len(own) - 1)).tolist()
