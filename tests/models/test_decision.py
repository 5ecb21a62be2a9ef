"""Calibration and thresholds against scipy and plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit

from labels.counting import indicators
from models.decision import (
    MOST_MARKED,
    calibrated,
    chances_of_a_wrong_tag,
    fit_review,
    in_doubt,
    looked_at_again,
    tags_of,
)
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


PAIR = ("industry", "ecology")
FRACTIONS = st.floats(0, 1)
ROWS = st.lists(st.tuples(FRACTIONS, FRACTIONS), min_size=20, max_size=200)


def chances(probabilities: np.ndarray, threshold: float, exclusive: bool) -> np.ndarray:
    tags = tags_of(probabilities, dict.fromkeys(PAIR, threshold), exclusive)
    return chances_of_a_wrong_tag(probabilities, indicators(tags, PAIR), exclusive)


@given(ROWS, st.sampled_from([0.2, 0.35, 0.5, 0.8]), st.booleans())
def test_never_more_than_a_fifth_lies_above_what_asks_for_review(rows: list, threshold: float, exclusive: bool) -> None:
    probabilities = np.array(rows)
    above = fit_review(probabilities, dict.fromkeys(PAIR, threshold), exclusive)
    assert 0 <= above <= 1
    assert (chances(probabilities, threshold, exclusive) > above).mean() <= MOST_MARKED


@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("count", [20, 336, 5_000])
def test_a_fifth_is_marked_however_few_paragraphs_taught(count: int, exclusive: bool) -> None:
    probabilities = expit(np.random.default_rng(8).normal(-1, 2, (count, 2)))
    above = fit_review(probabilities, dict.fromkeys(PAIR, 0.5), exclusive)
    assert (chances(probabilities, 0.5, exclusive) > above).sum() == count // 5


def test_marked_paragraphs_hold_more_wrong_tags_than_those_near_a_threshold() -> None:
    generator = np.random.default_rng(9)
    probabilities, thresholds = expit(generator.normal(-1, 2, (20_000, 2))), {"industry": 0.3, "ecology": 0.45}
    truth = generator.random((20_000, 2)) < probabilities
    limits = np.array(list(thresholds.values()))
    wrong = ((probabilities >= limits) != truth).any(axis=1)
    tagged = probabilities >= limits
    marked = chances_of_a_wrong_tag(probabilities, tagged, False) > fit_review(probabilities, thresholds, False)
    nearest = np.abs(probabilities - limits).min(axis=1)
    near = nearest < np.quantile(nearest, MOST_MARKED)
    assert wrong[marked].sum() > 1.1 * wrong[near].sum()
