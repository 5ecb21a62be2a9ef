"""Estimate how far a score would move with other reports: intervals by the cluster bootstrap of `labels.bootstrap`."""

from collections.abc import Callable, Sequence

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
    return _interval(len(table), resamples, seed, lambda drawn: _resampled_macro_f1(table, drawn))


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

    Both are scored on the same draws of reports, so what makes a report hard for both cancels out: it is narrower than
    the two intervals beside each other suggest. It excludes 0 where one is better on such reports.

    Raises:
        BadData, BadSettings: as `macro_f1_interval`.
    """
    tables = [sums_by_report(count(truth, said, ids), reports) for said in (ours, theirs)]
    return _interval(len(tables[0]), resamples, seed, lambda drawn: _lead(tables, drawn))


def _interval(
    reports: int, resamples: int, seed: int, value: Callable[[NDArray[np.int64]], NDArray[np.float64]]
) -> Interval | None:
    """Return the middle of what `value` says of draws of reports."""
    return None if reports < 2 else middle(value(draws(reports, resamples, seed)))


def _lead(tables: Sequence[Counts], drawn: NDArray[np.int64]) -> NDArray[np.float64]:
    ours, theirs = (_resampled_macro_f1(table, drawn) for table in tables)
    return ours - theirs


def _resampled_macro_f1(table: Counts, drawn: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the macro-F1 of each draw. One that happens to hold no paragraph of a category counts its F1 as 0, as
    `score` does."""
    macro: NDArray[np.float64] = f1(np.tensordot(drawn, table, axes=1)).mean(axis=1)
    return macro
