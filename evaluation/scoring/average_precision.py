"""Average precision: how well scores rank what carries a category above what does not, whatever the threshold.

It is scikit-learn's: the sum over the ranks of precision times the recall gained there, equal scores sharing a rank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.scoring.intervals import interval
from labels.bootstrap import Interval
from labels.counting import Floats, Truth
from storage.errors import BadData

_AT_ONCE = 2_000_000  # weights held at once: 16 MB, whatever the number of units and draws
_Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AveragePrecision:
    """The average precision of each category, from 0 to 1, their mean, and that of all decisions ranked together.

    `macro_interval` is the middle 95 % of the mean over reports drawn again, None with fewer than two reports. A
    category that nothing carries has none (None), and is left out of the mean.
    """

    categories: Mapping[str, float | None]
    macro: float
    micro: float
    macro_interval: Interval | None

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds, at full precision."""
        return asdict(self)


def average_precision(
    truth: Truth,
    scores: Floats,
    ids: Sequence[str],
    reports: Sequence[str],
    *,
    known: Truth | None = None,
    seed: int = 0,
) -> AveragePrecision:
    """Return the average precision of scores of paragraphs, or of sentences.

    Args:
        truth: which unit carries which category, shape (units, categories).
        scores: of the same shape.
        reports: for each unit the id of its report.
        known: whose truth is known, of the same shape; all of it by default.
        seed: of the bootstrap.

    Raises:
        BadData: the shapes differ.
    """
    if not truth.shape == scores.shape == (len(reports), len(ids)):
        raise BadData(
            f"Scores of shape {scores.shape} arrived for labels of shape {truth.shape}. Expected a score of every "
            f"category ({', '.join(ids)}) for each of {len(reports)} units; score them all."
        )
    known = np.ones_like(truth) if known is None else known
    names, numbers = np.unique(np.asarray(reports, dtype=np.str_), return_inverse=True)
    columns = [_Ranking.of(truth[one, k], scores[one, k], numbers[one]) for k, one in enumerate(known.T)]
    once = np.ones((1, len(names)), dtype=np.int64)
    of_categories = [float(column.average_precision(once)[0]) if column.carried.any() else None for column in columns]
    everything = _Ranking.of(truth[known], scores[known], np.broadcast_to(numbers[:, None], truth.shape)[known])
    return AveragePrecision(
        categories=dict(zip(ids, of_categories, strict=True)),
        macro=float(_macro(columns, once)[0]),
        micro=float(everything.average_precision(once)[0]),
        macro_interval=interval(len(names), lambda drawn: _macro(columns, drawn), seed=seed),
    )


@dataclass(frozen=True, slots=True)
class _Ranking:
    """Units from the highest score to the lowest: which carry the category, the number of the report of each, and the
    places at which a run of equal scores ends."""

    carried: Truth
    report: _Integers
    ends: _Integers

    @classmethod
    def of(cls, truth: Truth, scores: Floats, reports: _Integers) -> "_Ranking":
        order = np.argsort(-scores, kind="stable")
        ranked = scores[order]
        ends = np.flatnonzero(np.diff(ranked, append=np.nan) != 0)
        return cls(truth[order], reports[order], ends)

    def carried_in(self, drawn: _Integers) -> Truth:
        """Say of each draw whether anything in it carries the category, shape (draws,)."""
        return np.asarray(drawn[:, np.unique(self.report[self.carried])].any(axis=1))

    def average_precision(self, drawn: _Integers) -> Floats:
        """Return the average precision where each report counts as often as it was drawn, shape (draws,).

        Args:
            drawn: shape (draws, reports).
        """
        rows = max(1, _AT_ONCE // max(1, len(self.report)))
        parts = [self._of_draws(drawn[start : start + rows]) for start in range(0, len(drawn), rows)]
        return np.concatenate(parts)

    def _of_draws(self, drawn: _Integers) -> Floats:
        weights = drawn[:, self.report]
        said = np.cumsum(weights, axis=1)[:, self.ends]
        right = np.cumsum(weights * self.carried, axis=1)[:, self.ends]
        precision = np.divide(right, said, out=np.zeros(said.shape), where=said > 0)
        gained = np.diff(right, axis=1, prepend=0)
        carried = weights[:, self.carried].sum(axis=1)
        return np.divide((precision * gained).sum(axis=1), carried, out=np.zeros(len(drawn)), where=carried > 0)


def _macro(columns: Sequence[_Ranking], drawn: _Integers) -> Floats:
    """Return the mean over the categories that a draw holds, 0 where it holds none, shape (draws,)."""
    held = np.array([one.carried_in(drawn) for one in columns])
    total = np.array([one.average_precision(drawn) for one in columns]).sum(axis=0)
    return np.asarray(total / np.maximum(held.sum(axis=0), 1))
