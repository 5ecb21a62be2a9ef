"""Calibration and thresholds against scipy and plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit

from models.decision import calibrated, in_doubt, looked_at_again, tags_of
from models.manifest import UNCALIBRATED, Calibration

IDS = ("industry", "ecology", "livelihood")
PROBABILITIES = arrays(np.float64, (5, 3), elements=st.floats(0, 1))
THRESHOLDS = st.tuples(*[st.floats(0, 1)] * 3).map(lambda chosen: dict(zip(IDS, chosen, strict=True)))


def test_no_logit_is_too_large_to_be_calibrated() -> None:
    plain = {"industry": UNCALIBRATED}
    with np.errstate(over="raise", invalid="raise"):
        assert calibrated([[-1e6], [0.0], [1e6]], plain).tolist() == [[0.0], [0.5], [1.0]]


@given(
    arrays(np.float64, (4, 3), elements=st.floats(-20, 20)),
    st.tuples(*[st.tuples(st.floats(0.1, 5), st.floats(-5, 5))] * 3),
)
def test_calibration_is_platt_scaling_column_by_column(
    logits: np.ndarray, fitted: tuple[tuple[float, float], ...]
) -> None:
    calibration = {key: Calibration(slope, offset) for key, (slope, offset) in zip(IDS, fitted, strict=True)}
    columns = [expit(logits[:, number] * slope + offset) for number, (slope, offset) in enumerate(fitted)]
    np.testing.assert_allclose(calibrated(logits, calibration), np.stack(columns, axis=1), atol=1e-12)


@given(PROBABILITIES, THRESHOLDS)
def test_a_category_is_tagged_exactly_where_it_reaches_its_threshold(
    scores: np.ndarray, thresholds: dict[str, float]
) -> None:
    for row, tags in zip(scores, tags_of(scores, thresholds, exclusive=False), strict=True):
        assert tags == tuple(key for key, score in zip(IDS, row, strict=True) if score >= thresholds[key])


@given(PROBABILITIES, THRESHOLDS)
def test_an_exclusive_taxonomy_gives_the_one_with_the_best_margin(
    scores: np.ndarray, thresholds: dict[str, float]
) -> None:
    for row, tags in zip(scores, tags_of(scores, thresholds, exclusive=True), strict=True):
        (tag,) = tags
        margins = {key: score - thresholds[key] for key, score in zip(IDS, row, strict=True)}
        assert margins[tag] == max(margins.values())


@pytest.mark.parametrize(("threshold", "tags"), [(0.0, ("industry",)), (1.0, ()), (0.3, ("industry",))])
def test_no_threshold_is_taken_for_missing(threshold: float, tags: tuple[str, ...]) -> None:
    assert tags_of(np.array([[0.3]]), {"industry": threshold}, exclusive=False) == [tags]


@given(arrays(np.float64, (6, 3), elements=st.floats(-5, 5)), st.floats(0, 3))
def test_a_second_look_changes_the_doubtful_only(logits: np.ndarray, second_look: float) -> None:
    doubtful = in_doubt(logits, second_look)
    assert doubtful.tolist() == [any(abs(one) < second_look for one in row) for row in logits.tolist()]
    whole = np.full((int(doubtful.sum()), 3), 7.0)
    told = looked_at_again(logits, whole, doubtful)
    for before, after, again in zip(logits, told, doubtful, strict=True):
        assert after.tolist() == ((before + 7) / 2 if again else before).tolist()


def test_nothing_is_in_doubt_without_a_second_look() -> None:
    assert not in_doubt(np.zeros((4, 3)), 0.0).any()
