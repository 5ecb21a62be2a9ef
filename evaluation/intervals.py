"""How far a score would move with other reports: bootstrap intervals.

Paragraphs of one report resemble each other, so the unit drawn is the report, not the paragraph (the cluster bootstrap; Davison
and Hinkley, Bootstrap Methods and their Application, 1997, section 3.8). With few reports the intervals are honest and wide.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.counts import Counts, Labels, count, f1
from reports.errors import BadData, BadSettings

Interval = tuple[float, float]
"""Low and high end of the middle 95 % of the resamples."""


def macro_f1_interval(
    truth: Labels, predicted: Labels, reports: Sequence[str], ids: Sequence[str], resamples: int = 1000, seed: int = 0
) -> Interval | None:
    """Return the 95 % interval of macro-F1 over reports, None with fewer than two reports.

    Args:
        reports: for each paragraph the id of its report.

    Raises:
        BadData: as `evaluation.scores.score`, or `reports` has another length.
        BadSettings: fewer than one resample.
    """
    table = _by_report(count(truth, predicted, ids), reports)
    if len(table) < 2:
        return None
    return _middle(_resampled_macro_f1(table, _draws(len(table), resamples, seed)))


def macro_f1_difference_interval(
    truth: Labels,
    ours: Labels,
    theirs: Labels,
    reports: Sequence[str],
    ids: Sequence[str],
    resamples: int = 1000,
    seed: int = 0,
) -> Interval | None:
    """Return the 95 % interval of macro-F1 of `ours` less that of `theirs`, None with fewer than two reports.

    Both are scored on the same draws of reports, so what makes a report hard for both cancels out: the interval is that of the
    difference, narrower than the two intervals beside each other suggest. It excludes 0 where one is better on such reports.

    Raises:
        BadData, BadSettings: as `macro_f1_interval`.
    """
    our_table = _by_report(count(truth, ours, ids), reports)
    their_table = _by_report(count(truth, theirs, ids), reports)
    if len(our_table) < 2:
        return None
    draws = _draws(len(our_table), resamples, seed)
    return _middle(_resampled_macro_f1(our_table, draws) - _resampled_macro_f1(their_table, draws))


def _by_report(table: Counts, reports: Sequence[str]) -> Counts:
    """Sum the counts of each report's paragraphs, shape (reports, categories, 3), reports in the order of their ids."""
    if len(reports) != len(table):
        raise BadData(f"{len(reports)} report ids arrived for {len(table)} paragraphs. Expected one for each; read the file again.")
    names, numbers = np.unique(np.asarray(reports, dtype=np.str_), return_inverse=True)
    sums = np.zeros((len(names), *table.shape[1:]), dtype=np.int64)
    np.add.at(sums, numbers, table)
    return sums


def _draws(reports: int, resamples: int, seed: int) -> NDArray[np.int64]:
    """Draw `reports` reports with replacement, `resamples` times; return how often each was drawn, shape (resamples, reports)."""
    if resamples < 1:
        raise BadSettings(f"{resamples} resamples were asked for. Expected at least 1; 1000 is usual.")
    return np.random.default_rng(seed).multinomial(reports, np.full(reports, 1 / reports), size=resamples)


def _resampled_macro_f1(table: Counts, draws: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the macro-F1 of each draw. One that happens to hold no paragraph of a category counts its F1 as 0, as `score` does."""
    macro: NDArray[np.float64] = f1(np.tensordot(draws, table, axes=1)).mean(axis=1)
    return macro


def _middle(values: NDArray[np.float64]) -> Interval:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
