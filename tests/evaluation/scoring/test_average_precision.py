"""Average precision is scikit-learn's, whatever the scores, with ties, and with reports drawn again."""

import json
import math
import warnings
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from evaluation.scoring.average_precision import AveragePrecision, average_precision
from labels.bootstrap import draws, middle
from labels.counting import Floats, Truth
from storage.errors import BadData

IDS = ("industry", "ecology")
# Scores of one decimal, so that many are equal.
decisions = st.tuples(st.booleans(), st.integers(0, 10).map(lambda tenths: tenths / 10), st.booleans())
units = st.lists(st.tuples(decisions, decisions), min_size=1, max_size=25)


def scikit_learns(truth: Truth, scores: Floats, weights: Floats | None = None) -> float:
    if not truth.any():
        return 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(average_precision_score(truth, scores, sample_weight=weights))


@given(units)
def test_every_figure_is_scikit_learns_over_what_is_known(
    rows: list[tuple[tuple[bool, float, bool], tuple[bool, float, bool]]],
) -> None:
    truth, known = (np.array([[one[k] for one in row] for row in rows], np.bool_) for k in (0, 2))
    scores = np.array([[one[1] for one in row] for row in rows], np.float64)
    found = average_precision(truth, scores, IDS, ["岚川县-2021"] * len(rows), known=known)
    expected = [scikit_learns(truth[known[:, k], k], scores[known[:, k], k]) for k in range(len(IDS))]
    held = [(truth[:, k] & known[:, k]).any() for k in range(len(IDS))]
    assert [one is not None for one in found.categories.values()] == held
    assert [one or 0.0 for one in found.categories.values()] == pytest.approx(expected)
    assert found.macro == pytest.approx(sum(expected) / max(sum(held), 1))
    assert found.micro == pytest.approx(scikit_learns(truth[known], scores[known]))


def judged() -> tuple[Truth, Floats, list[str]]:
    chance = np.random.default_rng(4)
    truth = chance.random((40, 2)) < 0.4
    scores = np.round(truth * 0.3 + chance.random((40, 2)) * 0.7, 1)
    return truth, scores, [f"岚川县-{2020 + number % 3}" for number in range(40)]


def test_the_interval_is_that_of_reports_which_count_as_often_as_they_are_drawn() -> None:
    truth, scores, reports = judged()
    names = sorted(set(reports))

    @cache
    def of_draw(drawn: tuple[int, ...]) -> float:
        weights = np.array([drawn[names.index(report)] for report in reports], np.float64)
        return float(np.mean([scikit_learns(truth[:, k], scores[:, k], weights) for k in (0, 1)]))

    expected = middle(np.array([of_draw(tuple(one)) for one in draws(3, 1000, 7).tolist()]))
    found = average_precision(truth, scores, IDS, reports, seed=7)
    assert found.macro_interval == pytest.approx(expected)


def test_one_report_gives_no_interval_and_the_figures_survive_json() -> None:
    truth, scores, _ = judged()
    found = average_precision(truth, scores, IDS, ["岚川县-2021"] * 40)
    assert found.macro_interval is None
    assert AveragePrecision(**json.loads(json.dumps(found.to_json()))) == found


def test_a_category_that_nothing_carries_has_none_and_is_left_out_of_the_mean() -> None:
    found = average_precision(np.array([[True, False]]), np.array([[0.9, 0.1]]), IDS, ["岚川县-2021"])
    assert found.categories == {"industry": 1.0, "ecology": None}
    assert math.isclose(found.macro, 1.0)


def test_scores_that_are_missing_are_refused() -> None:
    truth, scores, reports = judged()
    with pytest.raises(BadData, match=r"shape \(39, 2\) arrived for labels of shape \(40, 2\)"):
        average_precision(truth, scores[1:], IDS, reports)
