"""Coefficients are, to nine digits, those of other people's programs."""

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

from labels.agreement.coefficients import (
    Coefficient,
    Table,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    nominal,
)
from tests.labels.agreement.test_coefficients import KRIPPENDORFF, counted, fleiss_table

NINE = 1e-9
ANSWERS = np.arange(5)
INTERVAL = (ANSWERS[:, None] - ANSWERS) ** 2.0


def value(coefficient: Coefficient) -> float:
    return float(coefficient.value(coefficient.terms.sum(axis=0)))


def judged(seed: int) -> Table:
    """Return how many of up to five people gave each of five answers to forty paragraphs, most of them the same; some
    paragraphs were judged by one, or by nobody."""
    chance = np.random.default_rng(seed)
    right = chance.integers(5, size=40)
    table = np.zeros((40, 5))
    for paragraph, answer in enumerate(right):
        for _ in range(chance.integers(0, 6)):
            table[paragraph, answer if chance.random() < 0.7 else chance.integers(5)] += 1
    return table


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("level", "distance"), [("nominal", nominal(5)), ("interval", INTERVAL)])
def test_alpha_is_that_of_krippendorff(seed: int, level: str, distance: Table) -> None:
    table = judged(seed)
    theirs = krippendorff.alpha(value_counts=table, value_domain=ANSWERS, level_of_measurement=level)
    assert value(krippendorff_alpha(table, distance)) == pytest.approx(theirs, rel=NINE)


def test_alpha_of_krippendorffs_own_table_is_that_of_krippendorff() -> None:
    table = counted(KRIPPENDORFF, range(1, 6))
    for level, distance in (("nominal", nominal(5)), ("interval", INTERVAL)):
        theirs = krippendorff.alpha(value_counts=table, value_domain=ANSWERS, level_of_measurement=level)
        assert value(krippendorff_alpha(table, distance)) == pytest.approx(theirs, rel=NINE)


def test_fleiss_kappa_is_that_of_statsmodels() -> None:
    assert value(fleiss_kappa(fleiss_table())) == pytest.approx(inter_rater.fleiss_kappa(fleiss_table()), rel=NINE)


def test_cohens_kappa_is_that_of_statsmodels_and_of_scikit_learn() -> None:
    chance = np.random.default_rng(0)
    first, second = chance.integers(4, size=(2, 60))
    second[::2] = first[::2]
    table = np.zeros((4, 4))
    np.add.at(table, (first, second), 1)
    found = value(cohen_kappa(first.tolist(), second.tolist(), 4))
    assert found == pytest.approx(inter_rater.cohens_kappa(table, return_results=False), rel=NINE)
    assert found == pytest.approx(cohen_kappa_score(first, second), rel=NINE)
