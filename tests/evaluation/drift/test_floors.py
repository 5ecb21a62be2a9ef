"""Floors that earlier reports tell leave room for what these do not know: alarms are as rarely false as stated."""

import numpy as np
import pytest

from evaluation.drift.stream import MEASURES, Watch, _watched

IDS = ("industry", "ecology", "livelihood", "security")


def counts(chance: np.random.Generator, reports: int, recall: float = 0.88) -> tuple[np.ndarray, np.ndarray]:
    """Return what a tagger has right in reports of 20 to 49 paragraphs, shape (reports, categories, 3), and their
    lengths; its errors vary from report to report."""
    shape = (reports, len(IDS))
    lengths = chance.integers(20, 50, reports)
    true = chance.binomial(lengths[:, None], chance.beta(3, 7, shape))
    found = chance.binomial(true, chance.beta(30 * recall, 30 * (1 - recall), shape))
    added = chance.binomial(lengths[:, None] - true, chance.beta(2, 28, shape))
    return np.stack([found, found + added, true], axis=-1), lengths.astype(float)[:, None]


def alarms(chance: np.random.Generator, recall: float, watch: Watch, earlier: int = 30) -> int:
    """Return how many of eight measures raise an alarm over 20 labelled reports."""
    told, lengths = counts(chance, earlier)
    table, most = counts(chance, 20, recall)
    share = (told[:, :, 1] / lengths).max(axis=0)
    bound = np.maximum(most * share, table[:, :, 1])
    return sum(one.alarmed is not None for one in _watched(table, bound, told, IDS, watch))


@pytest.mark.parametrize("earlier", [5, 30])
def test_all_categories_together_raise_a_false_alarm_in_at_most_five_of_a_hundred_streams(earlier: int) -> None:
    chance = np.random.default_rng(1)
    assert sum(alarms(chance, 0.88, Watch(), earlier) > 0 for _ in range(400)) <= 20


def test_a_large_fall_is_found_though_the_floor_is_estimated() -> None:
    chance = np.random.default_rng(2)
    assert np.mean([alarms(chance, 0.6, Watch()) >= 1 for _ in range(60)]) >= 0.9


def test_a_floor_of_few_reports_lies_lower_than_that_of_many() -> None:
    chance = np.random.default_rng(3)
    told, _ = counts(chance, 60)
    table, most = counts(chance, 5)
    few, many = (_watched(table, np.repeat(most, 4, axis=1), told[:n], IDS, Watch()) for n in (6, 60))
    assert len(few) == len(IDS) * len(MEASURES)
    assert sum(one.floor < other.floor for one, other in zip(few, many, strict=True)) >= 7
