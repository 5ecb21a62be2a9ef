"""How far a score would move with other reports: intervals by the cluster bootstrap of `labels.bootstrap`."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from labels.bootstrap import Interval, draws, middle, sums_by_report
from labels.counting import Counts, Labels, count, f1


def macro_f1_interval(
    truth: Labels,
    predicted: Labels,
    reports: Sequence[str],
    ids: Sequence[str],
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> Interval | None:
    """Return the 95 % interval of macro-F1 over reports, None with fewer than two reports.

    Args:
        reports: for each paragraph the id of its report.

    Raises:
        BadData: as `evaluation.scoring.scores.score`, or `reports` has another length.
        BadSettings: fewer than one resample.
    """
    table = sums_by_report(count(truth, predicted, ids), reports)
    if len(table) < 2:
        return None
    return middle(_resampled_macro_f1(table, draws(len(table), resamples, seed)))


def macro_f1_difference_interval(
    truth: Labels,
    ours: Labels,
    theirs: Labels,
    reports: Sequence[str],
    ids: Sequence[str],
    *,
    resamples: int = 1000,
    seed: int = 0,
) -> Interval | None:
    """Return the 95 % interval of macro-F1 of `ours` less that of `theirs`, None with fewer than two reports.

    Both are scored on the same draws of reports, so what makes a report hard for both cancels out: the interval is
    that of the difference, narrower than the two intervals beside each other suggest. It excludes 0 where one is
    better on such reports.

    Raises:
        BadData, BadSettings: as `macro_f1_interval`.
    """
    our_table = sums_by_report(count(truth, ours, ids), reports)
    their_table = sums_by_report(count(truth, theirs, ids), reports)
    if len(our_table) < 2:
        return None
    drawn = draws(len(our_table), resamples, seed)
    return middle(_resampled_macro_f1(our_table, drawn) - _resampled_macro_f1(their_table, drawn))


def _resampled_macro_f1(table: Counts, drawn: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the macro-F1 of each draw. One that happens to hold no paragraph of a category counts its F1 as 0, as
    `score` does."""
    macro: NDArray[np.float64] = f1(np.tensordot(drawn, table, axes=1)).mean(axis=1)
    return macro
