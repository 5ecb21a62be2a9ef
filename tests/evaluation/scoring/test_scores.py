"""Scores agree with scikit-learn, whatever the labels are."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support

from evaluation.scoring.scores import score
from labels.counting import indicators
from storage.errors import BadData

IDS = ("industry", "ecology", "livelihood")
label_sets = st.lists(st.sampled_from(IDS), unique=True).map(tuple)
pairs = st.lists(st.tuples(label_sets, label_sets), min_size=1, max_size=30)


@given(pairs)
def test_every_score_is_that_of_scikit_learn(both: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
    truth, predicted = [one for one, _ in both], [other for _, other in both]
    true, said = indicators(truth, IDS), indicators(predicted, IDS)
    ours = score(truth, predicted, IDS)
    theirs = zip(*precision_recall_fscore_support(true, said, average=None, zero_division=0), strict=True)
    for identifier, (precision, recall, f1, support) in zip(IDS, theirs, strict=True):
        one = ours.categories[identifier]
        assert (one.precision, one.recall) == pytest.approx((precision, recall))
        assert one.f1 is None if not support + one.predicted else one.f1 == pytest.approx(f1)
        assert (one.support, one.predicted) == (support, said[:, IDS.index(identifier)].sum())
    if any(one.f1 is not None for one in ours.categories.values()):
        assert ours.macro_f1 == pytest.approx(f1_score(true, said, average="macro", zero_division=np.nan))
    assert ours.micro_f1 == pytest.approx(f1_score(true, said, average="micro", zero_division=0))
    assert ours.exact_match == pytest.approx(accuracy_score(true, said))
    assert ours.paragraphs == len(both)


@given(pairs)
def test_scores_survive_json_without_loss(both: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
    value = score([one for one, _ in both], [other for _, other in both], IDS).to_json()
    assert json.loads(json.dumps(value)) == value


def test_a_category_absent_on_both_sides_has_no_f1_and_one_with_an_error_has_0() -> None:
    scores = score([("industry",)], [("industry", "livelihood")], IDS)
    assert {key: one.f1 for key, one in scores.categories.items()} == {"industry": 1, "ecology": None, "livelihood": 0}
    assert math.isclose(scores.macro_f1, 1 / 2)


def test_predictions_without_a_fault_are_perfect_whatever_is_absent() -> None:
    scores = score([("industry",)], [("industry",)], IDS)
    assert scores.macro_f1 == 1
    assert scores.micro_f1 == scores.exact_match == 1


def test_reports_are_counted_once_each_and_unknown_where_not_given() -> None:
    truth = [("industry",), (), ()]
    assert score(truth, truth, IDS, reports=["岚川县-2021", "岚川县-2021", "砚浦市-2022"]).reports == 2
    assert score(truth, truth, IDS).reports is None


@pytest.mark.parametrize(
    ("truth", "predicted", "message"),
    [
        ([], [], "No labelled paragraph"),
        ([()], [(), ()], "2 predictions arrived for 1 labelled paragraphs"),
        ([("harvest",)], [()], "carries 'harvest'"),
        ([()], [("harvest",)], "carries 'harvest'"),
    ],
)
def test_what_cannot_be_scored_is_refused(
    truth: list[tuple[str, ...]], predicted: list[tuple[str, ...]], message: str
) -> None:
    with pytest.raises(BadData, match=message):
        score(truth, predicted, IDS)
