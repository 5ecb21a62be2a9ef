"""Estimate how far a score would move with other reports: intervals by the cluster bootstrap of `labels.bootstrap`."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from labels.bootstrap import Interval, draws, middle, sums_by_report
from labels.counting import Counts, Floats, Labels, count, f1, macro_f1

Mean = Callable[[Counts], Floats]
"""Counts, shape (…, categories, 3), → one F1 for all categories, shape (…)."""


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
    return f1_interval(count(truth, predicted, ids), reports, macro, resamples=resamples, seed=seed)


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
    counts, others = (count(truth, said, ids) for said in (ours, theirs))
    return f1_difference_interval(counts, others, reports, macro, resamples=resamples, seed=seed)


def f1_interval(
    counts: Counts, reports: Sequence[str], mean: Mean, *, resamples: int = 1000, seed: int = 0
) -> Interval | None:
    """Return the 95 % interval of a mean F1 over reports, None with fewer than two reports.

    Args:
        counts: what each paragraph adds, shape (paragraphs, categories, 3).
        mean: `macro` or `micro`.

    Raises:
        BadData, BadSettings: as `macro_f1_interval`.
    """
    table = sums_by_report(counts, reports)
    return interval(len(table), lambda drawn: mean(np.tensordot(drawn, table, axes=1)), resamples, seed)


def f1_difference_interval(
    ours: Counts, theirs: Counts, reports: Sequence[str], mean: Mean, *, resamples: int = 1000, seed: int = 0
) -> Interval | None:
    """Return the 95 % interval of a mean F1 of `ours` less that of `theirs` on the same draws of reports.

    Arguments and errors as for `f1_interval`.
    """
    tables = [sums_by_report(counts, reports) for counts in (ours, theirs)]

    def lead(drawn: NDArray[np.int64]) -> Floats:
        one, other = (mean(np.tensordot(drawn, table, axes=1)) for table in tables)
        return one - other

    return interval(len(tables[0]), lead, resamples, seed)


def macro(counts: Counts) -> Floats:
    """Return the mean of the categories' F1, shape (…) of (…, categories, 3). A draw that happens to hold nothing of a
    category leaves it out, as `score` does."""
    return macro_f1(counts)


def micro(counts: Counts) -> Floats:
    """Return the F1 of all categories' decisions together, shape (…) of (…, categories, 3)."""
    return f1(counts.sum(axis=-2))


def interval(
    reports: int, value: Callable[[NDArray[np.int64]], Floats], resamples: int = 1000, seed: int = 0
) -> Interval | None:
    """Return the middle of what `value` says of draws of so many reports, None with fewer than two reports."""
    return None if reports < 2 else middle(value(draws(reports, resamples, seed)))
