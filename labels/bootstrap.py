"""Estimate how far a figure would move with other reports: the cluster bootstrap.

Paragraphs of one report resemble each other, so the unit drawn is the report, not the paragraph (Davison and Hinkley,
Bootstrap Methods and their Application, 1997, section 3.8). With few reports the intervals are honest and wide.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from storage.errors import BadData, BadSettings

Interval = tuple[float, float]
"""Low and high end of the middle 95 % of the resamples."""

_Number = TypeVar("_Number", bound=np.number[Any])


def sums_by_report(table: NDArray[_Number], reports: Sequence[str]) -> NDArray[_Number]:
    """Sum what each report's paragraphs add, shape (reports, …), reports in the order of their ids.

    Args:
        table: one row for each paragraph.
        reports: for each paragraph the id of its report.

    Raises:
        BadData: `reports` has another length.
    """
    if len(reports) != len(table):
        raise BadData(
            f"{len(reports)} report ids arrived for {len(table)} paragraphs. Expected one for each; read the file "
            "again."
        )
    names, numbers = np.unique(np.asarray(reports, dtype=np.str_), return_inverse=True)
    sums = np.zeros((len(names), *table.shape[1:]), dtype=table.dtype)
    np.add.at(sums, numbers, table)
    return sums


def draws(reports: int, resamples: int, seed: int) -> NDArray[np.int64]:
    """Draw `reports` reports with replacement, `resamples` times; return how often each was drawn, shape (resamples,
    reports).

    Raises:
        BadSettings: fewer than one resample.
    """
    if resamples < 1:
        raise BadSettings(f"{resamples} resamples were asked for. Expected at least 1; 1000 is usual.")
    return np.random.default_rng(seed).multinomial(reports, np.full(reports, 1 / reports), size=resamples)


def middle(values: NDArray[np.float64]) -> Interval:
    """Return the ends of the middle 95 % of the resampled values."""
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
