"""Promises hold on reports that were not seen, or are refused; the other aims are those of a plain search."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from evaluation.trust.aims import TRIED, Aim, Chosen, Refused, choose, read_aim
from storage.errors import BadSettings
from tests.evaluation.trust.reports_drawn import World, world

EVERYWHERE = world(0, 4_000)


def draws(reports: int, count: int, seed: int) -> list[World]:
    generator = np.random.default_rng(seed)
    return [EVERYWHERE.drawn(generator.choice(4_000, reports, replace=False)) for _ in range(count)]


@pytest.mark.parametrize(
    ("kind", "target", "reports"), [("recall", 0.9, 20), ("recall", 0.8, 20), ("precision", 0.8, 40)]
)
def test_a_promise_is_kept_in_nineteen_of_twenty_draws_of_reports(kind: str, target: float, reports: int) -> None:
    aim = read_aim(f"{kind}={target}")
    found = [choose(one.scores, one.truth, one.names, aim) for one in draws(reports, 500, seed=reports)]
    made = [one for one in found if isinstance(one, Chosen)]
    assert len(made) > 400  # a promise never made is easily kept
    kept = {threshold: getattr(EVERYWHERE, kind)(threshold) >= target for threshold in {one.threshold for one in made}}
    broken = sum(not kept[one.threshold] for one in made)
    assert broken <= 0.05 * len(made)
    assert all(one.at_least is not None and one.at_least >= target - 1e-9 for one in made)


def test_counting_paragraphs_as_if_they_were_reports_would_break_promises() -> None:
    aim = read_aim("recall=0.8")
    some = draws(20, 200, seed=1)
    alone = [choose(one.scores, one.truth, [str(n) for n in range(len(one.truth))], aim) for one in some]
    broken = [isinstance(one, Chosen) and EVERYWHERE.recall(one.threshold) < 0.8 for one in alone]
    assert np.mean(broken) > 0.08


def test_more_reports_cost_less_precision_for_the_same_recall() -> None:
    aim = read_aim("recall=0.9")
    thresholds = []
    for reports in (15, 60, 400):
        chosen = [choose(one.scores, one.truth, one.names, aim) for one in draws(reports, 20, seed=reports)]
        thresholds.append(np.mean([one.threshold for one in chosen if isinstance(one, Chosen)]))
    assert thresholds == sorted(thresholds)


def test_what_cannot_be_promised_is_refused_with_how_many_more_reports_it_takes() -> None:
    [few] = draws(4, 1, seed=3)
    refused = choose(few.scores, few.truth, few.names, read_aim("recall=0.97"))
    assert isinstance(refused, Refused)
    assert refused.reason.startswith("recall of at least 0.97 cannot be promised with these labels (")
    assert "more reports like these would do" in refused.reason


def test_a_precision_that_no_threshold_reaches_is_refused_as_such() -> None:
    generator = np.random.default_rng(4)
    reports = [f"岚川县-{number // 20}" for number in range(600)]
    refused = choose(generator.random(600), generator.random(600) < 0.3, reports, read_aim("precision=0.95"))
    assert isinstance(refused, Refused)
    assert "no threshold reaches it" in refused.reason


def test_one_report_proves_nothing() -> None:
    [one] = draws(1, 1, seed=5)
    assert isinstance(choose(one.scores, one.truth, one.names, read_aim("recall=0.5")), Refused)


def test_a_category_that_nobody_gave_is_refused() -> None:
    assert choose(np.array([0.5, 0.6]), np.array([False, False]), ["a", "b"], Aim("f1")) == Refused(
        "no paragraph carries it"
    )


def test_the_best_f1_is_that_of_a_plain_search() -> None:
    [one] = draws(30, 1, seed=6)
    chosen = choose(one.scores, one.truth, one.names, Aim("f1"))
    assert isinstance(chosen, Chosen)
    best = max(f1_score(one.truth, one.scores >= threshold) for threshold in TRIED)
    reached = f1_score(one.truth, one.scores >= chosen.threshold)
    assert reached >= best - 0.002
    assert chosen.interval is not None
    assert chosen.interval[0] < reached < chosen.interval[1]


def test_the_unbiased_share_is_the_true_one_on_other_reports_too() -> None:
    biases = []
    for one in draws(40, 100, seed=7):
        chosen = choose(one.scores, one.truth, one.names, Aim("share"))
        assert isinstance(chosen, Chosen)
        assert chosen.bias == pytest.approx((one.scores >= chosen.threshold).mean() - one.truth.mean())
        assert chosen.interval is not None
        assert chosen.interval[0] <= chosen.bias <= chosen.interval[1]
        biases.append((EVERYWHERE.scores >= chosen.threshold).mean() - EVERYWHERE.truth.mean())
    assert np.mean(biases) == pytest.approx(0, abs=0.006)


@pytest.mark.parametrize("text", ["", "f2", "precision", "recall=1", "recall=0", "recall=x", "f1=0.5", "share=0.1"])
def test_an_aim_that_is_none_is_named(text: str) -> None:
    with pytest.raises(BadSettings, match="the aim is"):
        read_aim(text)
