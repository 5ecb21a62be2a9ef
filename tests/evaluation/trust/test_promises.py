"""The test behind a promise: exact where reports do not matter, wider where they do."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from evaluation.trust.promises import TESTED_AT, Tally, design_effect, more_reports, tallies


@pytest.mark.parametrize(("hits", "trials"), [(50, 50), (45, 50), (180, 200), (1, 30)])
def test_of_reports_with_one_trial_each_it_is_the_exact_binomial_test(hits: int, trials: int) -> None:
    tally = Tally(hits, trials, reports=trials, effect=1.0)
    assert tally.chance_below(0.8) == pytest.approx(binom.sf(hits - 1, trials, 0.8), abs=1e-12)
    exact = binomtest(hits, trials, alternative="greater").proportion_ci(1 - TESTED_AT, "exact").low
    assert tally.at_least() == pytest.approx(exact, abs=1e-9)


def test_few_reports_and_a_large_design_effect_make_less_sure() -> None:
    sure = Tally(95, 100, 100, 1.0).chance_below(0.8)
    assert sure < Tally(95, 100, 10, 1.0).chance_below(0.8) < Tally(95, 100, 3, 1.0).chance_below(0.8)
    assert sure < Tally(95, 100, 100, 4.0).chance_below(0.8)


@pytest.mark.parametrize("tally", [Tally(0, 0, 0, 1.0), Tally(9, 9, 1, 1.0), Tally(0, 40, 10, 1.0)])
def test_nothing_is_proved_by_no_trials_one_report_or_no_hits(tally: Tally) -> None:
    assert (tally.chance_below(0.5), tally.at_least()) == (1.0, 0.0)


def test_the_design_effect_is_near_1_where_reports_do_not_matter_and_the_size_of_reports_that_agree() -> None:
    generator = np.random.default_rng(0)
    trials = np.full(4_000, 20)
    assert design_effect(generator.binomial(20, 0.8, 4_000), trials) == pytest.approx(1, abs=0.1)
    assert design_effect(20 * generator.binomial(1, 0.8, 4_000), trials) == pytest.approx(20, rel=0.1)
    assert np.isnan(design_effect(trials, trials))


def test_where_nothing_is_missed_the_design_effect_is_that_seen_near_the_target() -> None:
    trials = np.full((40, 2), 10)
    hits = np.column_stack([trials[:, 0], np.repeat([10, 6], 20)])
    whole, part = tallies(hits, trials, 0.8)
    assert whole.rate == 1
    assert whole.effect == part.effect > 1.5


def test_as_many_more_reports_as_are_said_to_do_and_not_one_less() -> None:
    tally = Tally(93, 100, 10, 1.5)

    def enough(one: Tally) -> bool:
        return one.chance_below(0.9) <= TESTED_AT

    more = more_reports([tally], 0.9, enough)
    assert more is not None
    assert enough(tally.times(1 + more / 10))
    assert not enough(tally.times(1 + (more - 1) / 10))
    assert more_reports([Tally(80, 100, 10, 1.0)], 0.9, enough) is None


def test_the_test_is_that_of_mapie_without_what_its_bound_gives_away() -> None:
    methods = pytest.importorskip("mapie.risk_control.methods", reason="MAPIE is not installed; make test installs it")
    target, trials = 0.8, 200
    misses = np.arange(1, 40)
    rates = (misses - 1e-7) / trials  # MAPIE rounds the misses up, and 28 / 200 * 200 is above 28
    theirs = methods.compute_hoeffding_bentkus_p_value(rates, trials, np.array([1 - target]))[:, 0]
    ours = np.array([Tally(trials - missed, trials, trials, 1.0).chance_below(target) for missed in misses])
    # Bentkus' bound is e times the binomial test; where Hoeffding's is smaller, MAPIE takes that.
    bentkus = theirs >= np.e * ours - 1e-9
    assert bentkus.sum() > 5
    assert theirs[bentkus] == pytest.approx(np.e * ours[bentkus], abs=1e-9)
    assert (ours <= theirs).all()
