"""Coefficients of agreement, as arithmetic on counts.

Each is a function of sums over paragraphs, so that resampling whole reports needs the sums of each report only. Where
a coefficient is not defined (0/0: everybody always gave the same answer) it is NaN here and None in an `Estimate`,
with the reason.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labels.bootstrap import Interval, draws, middle, sums_by_report

Table = NDArray[np.float64]

NO_PAIR = "no_pair"
NO_VARIATION = "no_variation"
NEVER = "never"
"""Why there is no value: no paragraph was judged by two; everybody always gave one and the same answer; nobody gave
the answer."""
RESAMPLES = 1000
_DEFINED = 0.95
"""Share of resamples in which a coefficient must be defined for its interval to mean anything."""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """What each paragraph adds, shape (paragraphs, terms), and how sums of it, shape (…, terms), become the value,
    shape (…).

    `paragraphs` of them were judged by two people or more; `undefined` says why, where the value is NaN though there
    are such.
    """

    terms: Table
    value: Callable[[Table], Table]
    paragraphs: int
    undefined: str = NO_VARIATION


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure from `paragraphs` paragraphs with its 95 % interval over reports; `why` says why there is no value.

    There is no interval where all paragraphs are of one report, or where no resample differs from another: data
    without any variation say nothing about how much there is.
    """

    value: float | None
    interval: Interval | None
    paragraphs: int
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the object that agreement.json holds; `why` only where there is no value."""
        return {key: content for key, content in asdict(self).items() if key != "why" or content}


def estimate(coefficient: Coefficient, reports: Sequence[str], resamples: int = RESAMPLES, seed: int = 0) -> Estimate:
    """Return the value of a coefficient and its interval over reports.

    Args:
        reports: for each paragraph the id of its report.

    Raises:
        BadData: `reports` has another length than the coefficient's paragraphs.
        BadSettings: fewer than one resample.
    """
    value = float(coefficient.value(coefficient.terms.sum(axis=0)))
    if np.isnan(value):
        why = coefficient.undefined if coefficient.paragraphs else NO_PAIR
        return Estimate(None, None, coefficient.paragraphs, why)
    return Estimate(value, _interval(coefficient, reports, resamples, seed), coefficient.paragraphs)


def _interval(coefficient: Coefficient, reports: Sequence[str], resamples: int, seed: int) -> Interval | None:
    sums = sums_by_report(coefficient.terms, reports)
    sums = sums[sums.any(axis=1)]
    if len(sums) < 2:
        return None
    resampled = coefficient.value(draws(len(sums), resamples, seed) @ sums)
    resampled = resampled[~np.isnan(resampled)]
    if len(resampled) < _DEFINED * resamples or np.ptp(resampled) == 0:
        return None
    return middle(resampled)


def cohen_kappa(first: Sequence[int], second: Sequence[int], values: int) -> Coefficient:
    """Return Cohen's kappa of two people (Cohen 1960): agreement beyond what their own habits give by chance.

    Args:
        first: for each paragraph the number, from 0 to `values` - 1, of what the one said.
        second: what the other said of the same paragraphs.
    """
    terms = np.zeros((len(first), values * values))
    terms[np.arange(len(first)), np.asarray(first, dtype=np.int64) * values + np.asarray(second, dtype=np.int64)] = 1

    def value(sums: Table) -> Table:
        table = sums.reshape(*sums.shape[:-1], values, values)
        total = table.sum(axis=(-2, -1))
        observed = _ratio(np.trace(table, axis1=-2, axis2=-1), total)
        expected = _ratio((table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1), total * total)
        return _ratio(observed - expected, 1 - expected)

    return Coefficient(terms, value, len(first))


def fleiss_kappa(counts: Table) -> Coefficient:
    """Return Fleiss' kappa (Fleiss 1971), generalised to a varying number of people as in Gwet 2014, chapter 2.

    Observed agreement is the mean over paragraphs judged by two or more of the share of agreeing pairs; chance comes
    from the mean over all judged paragraphs of each answer's share. Every paragraph weighs the same, however many
    judged it. Where all were judged by equally many it is Fleiss' own formula.

    Args:
        counts: how many people gave each answer, shape (paragraphs, answers).
    """
    people = counts.sum(axis=1)
    paired = people >= 2
    shares = _ratio(counts, people[:, None], 0.0)
    terms = np.column_stack([_agreeing_pairs(counts), paired, people >= 1, shares])
    return Coefficient(terms, _fleiss_value, int(paired.sum()))


def _fleiss_value(sums: Table) -> Table:
    """Return kappa from the sums of what agrees, who is paired, who judged at all, and each answer's share."""
    observed = _ratio(sums[..., 0], sums[..., 1])
    expected = (_ratio(sums[..., 3:], sums[..., 2, None]) ** 2).sum(axis=-1)
    return _ratio(observed - expected, 1 - expected)


def krippendorff_alpha(counts: Table, distance: Table) -> Coefficient:
    """Return Krippendorff's alpha (Krippendorff 2011): 1 - observed/expected distance; paragraphs judged by one do not
    count.

    Args:
        counts: how many people gave each answer, shape (paragraphs, answers); who judged what may vary.
        distance: of every two answers, shape (answers, answers), 0 from an answer to itself.
    """
    people = counts.sum(axis=1)
    paired = people >= 2
    pairable = counts * paired[:, None]
    within = _ratio(((pairable @ distance) * pairable).sum(axis=1), people - 1, 0.0)
    terms = np.column_stack([within, pairable])

    def value(sums: Table) -> Table:
        return 1 - _ratio(sums[..., 0], _expected_distance(sums[..., 1:], distance))

    return Coefficient(terms, value, int(paired.sum()))


def _expected_distance(answers: Table, distance: Table) -> Table:
    """Return how far answers would lie apart by chance, times their number, as `value` sums it."""
    return _ratio(((answers @ distance) * answers).sum(axis=-1), answers.sum(axis=-1) - 1)


def raw_agreement(counts: Table) -> Coefficient:
    """Return the mean over paragraphs of the share of pairs of people who gave the same answer; `counts` as for
    `fleiss_kappa`."""
    paired = counts.sum(axis=1) >= 2
    terms = np.column_stack([_agreeing_pairs(counts), paired])
    return Coefficient(terms, lambda sums: _ratio(sums[..., 0], sums[..., 1]), int(paired.sum()))


def specific_agreement(counts: Table, answer: int) -> Coefficient:
    """Return how often the others agree where somebody gave `answer` (Spitzer and Fleiss 1974; for two people 2a/(2a +
    b + c))."""
    given, people = counts[:, answer], counts.sum(axis=1)
    terms = np.column_stack([given * (given - 1), given * (people - 1)])
    return Coefficient(terms, lambda sums: _ratio(sums[..., 0], sums[..., 1]), int((people >= 2).sum()), NEVER)


def mean_of(values: Iterable[float]) -> Coefficient:
    """Return the mean of one number for each paragraph, such as 1 where somebody agrees with the label and 0 where
    not."""
    column = np.asarray(list(values), dtype=np.float64)
    terms = np.column_stack([column, np.ones(len(column))])
    return Coefficient(terms, lambda sums: _ratio(sums[..., 0], sums[..., 1]), len(column))


def nominal(answers: int) -> Table:
    """Return the distance that is 1 between any two different answers."""
    return 1 - np.eye(answers)


def masi(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the MASI distance of two sets, from 0 (equal) to 1 (nothing in common): 1 - Jaccard × M (Passonneau 2006).

    M is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap otherwise, 0 where they do not. Two
    empty sets are equal; an empty one has nothing in common with any other.
    """
    first, second = set(one), set(other)
    if first == second:
        return 0.0
    share = len(first & second) / len(first | second)
    return 1 - share * (2 / 3 if first <= second or second <= first else 1 / 3)


def _agreeing_pairs(counts: Table) -> Table:
    """Return for each paragraph the share of pairs of people who agree, 0 where there is no pair."""
    people = counts.sum(axis=1)
    return _ratio((counts * (counts - 1)).sum(axis=1), people * (people - 1), 0.0)


def _ratio(above: Table, below: Table, otherwise: float = np.nan) -> Table:
    """Divide; `otherwise` where the denominator is not above 0."""
    shape = np.broadcast_shapes(np.shape(above), np.shape(below))
    result: Table = np.divide(
        above, below, out=np.full(shape, otherwise), where=np.broadcast_to(np.asarray(below) > 0, shape)
    )
    return result
