"""The monitor keeps its promise on false alarms, and finds falls as soon as docs/drift.md says."""

import numpy as np
import pytest

from evaluation.drift.monitor import bounds, evidence, first_above

STREAMS, SHARE = 1000, 1 / 3


def stream(recall: float, spread: float, reports: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what is found, what is missed, and the bound of the first, in reports of 20 to 49 paragraphs, a third of
    them of the category, more or less; recall too varies from report to report, around `recall`."""
    chance = np.random.default_rng(seed)
    paragraphs = chance.integers(20, 50, (STREAMS, reports))
    asked = chance.binomial(paragraphs, _around(chance, SHARE, SHARE / 3, paragraphs.shape))
    right = chance.binomial(asked, _around(chance, recall, spread, asked.shape))
    tagged = right + chance.binomial(paragraphs - asked, 0.1)
    earlier = chance.binomial(40, 0.85 * _around(chance, SHARE, SHARE / 3, (200,))) + chance.binomial(26, 0.1, 200)
    most = bounds(paragraphs.astype(float), tagged.astype(float), earlier.max() / 40)
    return right.astype(float), (asked - right).astype(float), most


def _around(chance: np.random.Generator, mean: float, spread: float, shape: tuple[int, ...]) -> np.ndarray:
    """Draw shares whose mean and standard deviation these are."""
    if not spread:
        return np.full(shape, mean)
    total = mean * (1 - mean) / spread**2 - 1
    return chance.beta(mean * total, (1 - mean) * total, shape)


@pytest.mark.parametrize("recall", [0.8, 0.9, 0.95])
@pytest.mark.parametrize("spread", [0.0, 0.08])
def test_over_20_batches_false_alarms_are_at_most_five_in_a_hundred(recall: float, spread: float) -> None:
    capital = evidence(*stream(recall, spread, 20), recall)
    assert (capital.max(axis=1) >= 20).mean() <= 0.05


@pytest.mark.parametrize("spread", [0.0, 0.08])
def test_over_200_batches_too_though_one_looks_after_each(spread: float) -> None:
    capital = evidence(*stream(0.9, spread, 200), 0.9)
    # Three standard deviations of a share of 5 % among 1,000 streams.
    assert (capital.max(axis=1) >= 20).mean() <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / STREAMS)


def test_looking_at_a_plain_interval_after_each_report_raises_more_false_alarms() -> None:
    right, wrong, _ = (one.cumsum(axis=1) for one in stream(0.9, 0.08, 200))
    rate = right / np.maximum(right + wrong, 1)
    below = rate + 1.645 * np.sqrt(rate * (1 - rate) / np.maximum(right + wrong, 1)) < 0.9
    assert below[:, 5:].any(axis=1).mean() > 0.3


def test_where_the_floor_holds_capital_is_expected_to_stay() -> None:
    capital = evidence(*stream(0.9, 0.08, 20), 0.9)
    error = capital.std(axis=0) / np.sqrt(STREAMS)
    assert (capital.mean(axis=0) <= 1 + 3 * error).all()


def labels_to(capital: np.ndarray, asked: np.ndarray, bound: float) -> np.ndarray:
    """Return after how many labelled paragraphs of the category each stream raised an alarm."""
    heaped = asked.cumsum(axis=1)
    found = [first_above(one, bound) for one in capital]
    return np.array([np.inf if n is None else own[n - 1] for n, own in zip(found, heaped, strict=True)])


@pytest.mark.parametrize(
    ("floor", "spread", "least"),
    [(0.95, 0.0, 0.75), (0.95, 0.05, 0.65), (0.9, 0.0, 0.4), (0.9, 0.05, 0.2), (0.85, 0.0, 0.15)],
)
def test_a_fall_of_five_points_is_found_within_300_labels_as_often_as_documented(
    floor: float, spread: float, least: float
) -> None:
    right, wrong, most = stream(floor - 0.05, spread, 60)
    found = labels_to(evidence(right, wrong, most, floor), right + wrong, 20)
    assert (found <= 300).mean() >= least


def test_a_fall_of_ten_points_is_found_within_300_labels_in_nine_of_ten_streams() -> None:
    right, wrong, most = stream(0.8, 0.05, 60)
    found = labels_to(evidence(right, wrong, most, 0.9), right + wrong, 20)
    assert (found <= 300).mean() >= 0.9


def test_a_fall_that_begins_late_is_found_too() -> None:
    before, after = stream(0.9, 0.05, 15), stream(0.75, 0.05, 60, seed=1)
    right, wrong, most = (np.hstack([one, other]) for one, other in zip(before, after, strict=True))
    capital = evidence(right, wrong, most, 0.9)
    found = labels_to(capital[:, 15:], (right + wrong)[:, 15:], 20)
    assert (found <= 300).mean() >= 0.9


def test_capital_is_never_lost_wholly_and_perfect_floors_do_not_prove_at_once() -> None:
    capital = evidence(np.array([9.0, 9.0]), np.array([0.0, 1.0]), np.array([20.0, 20.0]), 1.0)
    assert (capital > 0).all()
    assert np.isfinite(capital).all()


def test_what_is_known_of_a_report_later_changes_nothing_said_before() -> None:
    right, wrong, most = (one[:3] for one in stream(0.9, 0.05, 30))
    whole = evidence(right, wrong, most, 0.9)
    assert evidence(right[:, :12], wrong[:, :12], most[:, :12], 0.9) == pytest.approx(whole[:, :12], abs=0)
