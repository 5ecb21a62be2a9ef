"""Regress what people would say on what is known of reports, with few labels and a tag for every paragraph.

Design-based supervised learning (Egami, Hinck, Stewart & Wei 2023): the outcome of a labelled paragraph becomes
tag + (label - tag) / probability of being labelled, that of the others is the tag. It is unbiased whatever the tagger's
errors, so moment estimators with it are too; the variance is that of sums by report.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import expit

from evaluation.findings import Family
from labels.counting import Floats
from labels.sampling.widths import CONFIDENCE
from storage.errors import BadData

_STEPS, _CLOSE = 100, 1e-12


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients with standard errors clustered by report, t values and two-sided p values with `freedom` degrees of
    freedom, and 95 % intervals; shape (columns,)."""

    coefficients: Floats
    errors: Floats
    low: Floats
    high: Floats
    p: Floats
    freedom: int


def outcome(tagged: Floats, true: Floats, probability: Floats, labelled: npt.NDArray[np.bool_]) -> Floats:
    """Return the design-adjusted outcome, shape (paragraphs,).

    Args:
        true: what people said, looked at where `labelled`.
        probability: of a labelled paragraph's being labelled, above 0.
    """
    found = tagged.astype(np.float64).copy()
    found[labelled] += (true[labelled] - tagged[labelled]) / probability[labelled]
    return found


def regress(y: Floats, x: Floats, reports: Sequence[str], labelled_reports: int, family: Family) -> Fit:
    """Fit a linear or logistic model by its moment equations Σ x (y - mean) = 0.

    With every paragraph labelled this is ordinary least squares, or maximum likelihood of the logit, with the usual
    clustered errors (Liang & Zeger 1986, with the small-sample factor of Stata).

    Args:
        y: outcomes, shape (paragraphs,).
        x: columns, an intercept among them, shape (paragraphs, columns).
        labelled_reports: so many, less one, are the degrees of freedom.

    Raises:
        BadData: the columns say the same, a logit has no finite answer, or fewer than two reports are labelled.
    """
    if labelled_reports < 2:
        raise BadData(
            f"{labelled_reports} report is labelled. Expected two or more to see how reports differ; label more."
        )
    if len(y) <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        raise BadData(
            f"The {x.shape[1]} columns say the same in other words, or one never changes. Expected columns that can be "
            "told apart; leave one out of --on."
        )
    q, r = np.linalg.qr(x)  # years beside an intercept are nearly the same column: solved in columns at right angles
    own: Floats = q.T @ y if family == "linear" else _logit(y, q)
    mean = q @ own if family == "linear" else expit(q @ own)
    slope = np.ones(len(y)) if family == "linear" else mean * (1 - mean)
    _, place = np.unique(np.asarray(reports), return_inverse=True)
    scores = np.zeros((place.max() + 1, x.shape[1]))
    np.add.at(scores, place, q * (y - mean)[:, None])
    back = np.linalg.solve(r, np.linalg.inv(q.T @ (q * slope[:, None])))
    small = labelled_reports / (labelled_reports - 1) * (len(y) - 1) / (len(y) - x.shape[1])
    beta: Floats = np.linalg.solve(r, own)
    errors = np.sqrt(((back @ scores.T) ** 2).sum(axis=1) * small)
    freedom = labelled_reports - 1
    half = stats.t.ppf((1 + CONFIDENCE) / 2, freedom) * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(errors > 0, 2 * stats.t.sf(np.abs(beta) / errors, freedom), np.where(beta == 0, 1.0, 0.0))
    return Fit(beta, errors, beta - half, beta + half, p, freedom)


def _logit(y: Floats, x: Floats) -> Floats:
    """Solve by Newton's method with halved steps; the outcomes may lie outside 0 to 1."""
    beta = np.zeros(x.shape[1])
    miss = x.T @ (y - expit(x @ beta))
    for _ in range(_STEPS):
        mean = expit(x @ beta)
        step = np.linalg.lstsq(x.T @ (x * (mean * (1 - mean))[:, None]), miss, rcond=None)[0]
        for halving in range(30):
            new = beta + step / 2**halving
            left = x.T @ (y - expit(x @ new))
            if np.abs(left).max() < np.abs(miss).max() or np.abs(step).max() < _CLOSE:
                break
        beta, miss = new, left
        if np.abs(step).max() < _CLOSE * max(1.0, float(np.abs(beta).max())):
            return np.asarray(beta)
        if np.abs(x @ beta).max() > 700:
            break
    raise BadData(
        "The logit has no finite answer: a column tells the outcome for sure, or too little is labelled. Expected "
        "groups in which the category sometimes occurs and sometimes not; label more, or use --family linear."
    )
