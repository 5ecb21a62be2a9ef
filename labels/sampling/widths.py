"""How narrow intervals will be, before anybody labels: from how a model's errors vary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from scipy import stats

from labels.counting import Floats

CONFIDENCE = 0.95
"""How often an interval is to hold the truth."""
ERRORS_BY_REPORT = "errors_by_report"
"""Names, among the scores of a bundle, the spread of its errors by category."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The variances of a model's net error on a paragraph (what people say less what it says) inside reports, and of
    its mean from report to report."""

    within: float
    between: float

    def of_reports(self, sizes: Sequence[int], labelled: float) -> float:
        """Return the standard deviation of what a report adds to the error of a share.

        Args:
            sizes: of the reports, in paragraphs.
            labelled: how many of a report's paragraphs are labelled, on average.
        """
        size = np.asarray(sizes, np.float64)
        inside = self.within / min(labelled, size.mean())
        return float(sqrt(inside + self.between * (size**2).mean() / size.mean() ** 2))


def spread_of(errors: Floats, reports: Sequence[str]) -> list[Spread]:
    """Estimate both variances for each category by analysis of variance (Searle et al. 1992, 3.6).

    Args:
        errors: what people say less what the model says, shape (paragraphs, categories).
        reports: for each paragraph the id of its report.
    """
    _, place, size = np.unique(np.asarray(reports), return_inverse=True, return_counts=True)
    sums = np.zeros((len(size), errors.shape[1]))
    np.add.at(sums, place, errors)
    means = sums / size[:, None]
    paragraphs, groups = len(errors), len(size)
    inside = ((errors - means[place]) ** 2).sum(axis=0) / max(paragraphs - groups, 1)
    among = (size[:, None] * (means - errors.mean(axis=0)) ** 2).sum(axis=0) / max(groups - 1, 1)
    typical = (paragraphs - (size**2).sum() / paragraphs) / max(groups - 1, 1)
    between = np.maximum(among - inside, 0.0) / typical if typical else np.zeros_like(among)
    return [Spread(float(one), float(other)) for one, other in zip(inside, between, strict=True)]


def half_width(labelled: int, there: int, spread: float) -> float:
    """Return half the width of a 95 % interval of a share from so many labelled reports of those there are.

    Args:
        labelled: 2 or more, or all.
        spread: the standard deviation of what a report adds to the error.
    """
    if labelled >= there:
        return 0.0
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, labelled - 1)) * spread * sqrt(1 / labelled - 1 / there)


def spreads_of(scores: Mapping[str, Any]) -> dict[str, Spread]:
    """Read the spreads by category from the scores of a bundle; {} where it does not state them."""
    stated = scores.get(ERRORS_BY_REPORT)
    if not isinstance(stated, Mapping):
        return {}
    try:
        return {key: Spread(float(one["within"]), float(one["between"])) for key, one in stated.items()}
    except (KeyError, TypeError, ValueError):
        return {}
