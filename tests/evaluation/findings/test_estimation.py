import numpy as np
import pytest
from scipy import stats

from evaluation.findings.estimation import Reports, combine, correct
from evaluation.findings.holm import holm
from storage.errors import BadData
from tests.evaluation.findings.worlds import World, drawn, world

DRAWS = 1000
# 95 % of 1,000 draws, and what chance does to that count at most in one of a hundred such tests.
RIGHT = range(930, 971)


def half(reports: int) -> np.ndarray:
    return np.arange(reports) < reports // 2


@pytest.mark.parametrize("labelled", [5, 11, 30, 60])
def test_intervals_of_a_share_hold_the_truth_as_often_as_they_say_where_raw_counts_never_do(labelled: int) -> None:
    chance = np.random.default_rng(labelled)
    held = raw = 0
    for _ in range(DRAWS):
        one = world(chance)
        found = combine([(correct(one.reports(drawn(chance, one.size > 0, labelled))), [1.0])])
        held += found.low[0] <= one.truth <= found.high[0]
        p = one.tagged.sum() / one.size.sum()
        raw += abs(p - one.truth) <= 1.96 * np.sqrt(p * (1 - p) / one.size.sum())
    assert held in RIGHT
    assert raw < 100


@pytest.mark.parametrize("labelled", [5, 11, 30, 60])
def test_intervals_of_a_difference_hold_the_truth_as_often_as_they_say(labelled: int) -> None:
    chance = np.random.default_rng(100 + labelled)
    held = 0
    for _ in range(DRAWS):
        one = world(chance)
        first = half(len(one.size))
        truth = one.true[first].sum() / one.size[first].sum() - one.true[~first].sum() / one.size[~first].sum()
        parts = [correct(one.reports(drawn(chance, side, labelled), side)) for side in (first, ~first)]
        found = combine([(parts[0], [1.0]), (parts[1], [-1.0])])
        held += found.low[0] <= truth <= found.high[0]
    assert held in RIGHT


@pytest.mark.parametrize("labelled", [5, 11, 30, 60])
def test_intervals_of_a_difference_inside_reports_hold_the_truth_as_often_as_they_say(labelled: int) -> None:
    """Two parts of the same reports: a labelled report is labelled on both sides, and errs on both alike."""
    chance = np.random.default_rng(200 + labelled)
    held = 0
    for _ in range(DRAWS):
        one = world(chance)
        ahead = chance.binomial(one.size.astype(int), chance.beta(5, 5, len(one.size)))
        size = np.stack([one.size - ahead, ahead], axis=1)
        rates = np.stack([one.true, one.tagged], axis=1) / one.size[:, None]
        true, tagged = (chance.binomial(size.astype(int), rates[:, [n]]).astype(float) for n in (0, 1))
        share = true.sum(axis=0) / size.sum(axis=0)
        labels = drawn(chance, one.size > 0, labelled)
        reports = Reports(
            size, size, tagged[..., None], true[..., None], np.zeros((*size.shape, 1)), labels, np.zeros(400, np.int64)
        )
        found = combine([(correct(reports), [-1.0, 1.0])])
        held += found.low[0] <= share[1] - share[0] <= found.high[0]
    assert held in RIGHT


def test_a_share_of_which_all_is_labelled_is_what_people_found_without_error() -> None:
    one = world(np.random.default_rng(0), 20)
    found = combine([(correct(one.reports(np.ones(20, bool))), [1.0])])
    assert found.value[0] == pytest.approx(one.truth, abs=1e-12)
    assert found.error[0] == 0
    assert found.low[0] == found.high[0] == found.value[0]


def test_labels_that_find_nothing_wrong_still_leave_an_interval() -> None:
    size = np.full(200, 60.0)
    one = World(size, np.full(200, 20.0), np.full(200, 20.0))
    found = combine([(correct(one.reports(drawn(np.random.default_rng(0), size > 0, 5))), [1.0])])
    assert found.value[0] == pytest.approx(1 / 3)
    # The rule of three: 300 paragraphs without a mistake allow for 1 %.
    assert found.high[0] - found.value[0] == pytest.approx(0.01, rel=0.15)


def test_the_labelled_part_alone_is_the_ratio_estimator_of_the_textbook() -> None:
    """Cochran (1977), 6.13: the ratio of two totals, its variance from residuals."""
    one = world(np.random.default_rng(3), 50)
    labelled = drawn(np.random.default_rng(4), one.size > 0, 12)
    found = combine([(correct(one.reports(labelled)), [1.0])], gold=True)
    x, y = one.size[labelled], one.true[labelled]
    ratio = y.sum() / x.sum()
    variance = (1 - 12 / 50) / 12 * ((y - ratio * x) ** 2).sum() / 11 / x.mean() ** 2
    assert found.value[0] == pytest.approx(ratio, rel=1e-12)
    assert found.error[0] == pytest.approx(np.sqrt(variance), rel=1e-12)
    assert found.high[0] - ratio == pytest.approx(stats.t.ppf(0.975, 11) * np.sqrt(variance), rel=1e-12)


def test_strata_of_equal_reports_give_the_variance_of_stratified_sampling() -> None:
    """Cochran (1977), 5.9, with weights N_h / n_h."""
    chance = np.random.default_rng(5)
    size = np.full(30, 40.0)
    tagged = chance.integers(5, 20, 30).astype(float)
    true = tagged + chance.integers(-3, 4, 30)
    stratum = np.repeat([0, 1], [10, 20])
    labelled = np.zeros(30, bool)
    labelled[[0, 3, 4, 11, 12, 17, 25]] = True
    reports = Reports(
        size[:, None],
        size[:, None],
        tagged[:, None, None],
        true[:, None, None],
        np.zeros((30, 1, 1)),
        labelled,
        stratum,
    )
    found = combine([(correct(reports), [1.0])])
    wrong = (true - tagged) / 40
    sides = [(10, wrong[labelled & (stratum == 0)]), (20, wrong[labelled & (stratum == 1)])]
    value = tagged.sum() / size.sum() + sum(n / 30 * own.mean() for n, own in sides)
    variance = sum((n / 30) ** 2 * (1 - len(own) / n) * own.var(ddof=1) / len(own) for n, own in sides)
    assert found.value[0] == pytest.approx(value, rel=1e-12)
    assert found.error[0] == pytest.approx(np.sqrt(variance), rel=1e-12)


def test_groups_inside_reports_are_compared_with_their_errors_together() -> None:
    """Looking back and ahead stand in the same reports: what a report's error moves alike cancels in the difference."""
    chance = np.random.default_rng(6)
    size = np.full((60, 2), 30.0)
    tagged = chance.integers(5, 20, (60, 2)).astype(float)
    shared = chance.integers(-4, 5, 60).astype(float)
    true = tagged + shared[:, None]
    labelled = drawn(chance, np.ones(60, bool), 15)
    block = correct(
        Reports(size, size, tagged[..., None], true[..., None], np.zeros((60, 2, 1)), labelled, np.zeros(60, np.int64))
    )
    apart = combine([(block, [1.0, 0.0])]).error[0]
    assert combine([(block, [-1.0, 1.0])]).error[0] < apart / 4


def test_one_labelled_report_of_many_is_refused() -> None:
    one = world(np.random.default_rng(0), 20)
    with pytest.raises(BadData, match="1 of 20 reports is labelled"):
        correct(one.reports(drawn(np.random.default_rng(0), one.size > 0, 1)))


def test_strata_too_thin_to_stand_alone_are_taken_together() -> None:
    one = world(np.random.default_rng(7), 12)
    labelled = np.zeros(12, bool)
    labelled[[0, 1, 6, 9]] = True
    reports = one.reports(labelled)
    stratum = np.repeat([0, 1, 2, 3], 3)
    thin = Reports(reports.size, reports.paragraphs, reports.tagged, reports.true, reports.noise, labelled, stratum)
    block = correct(thin)
    assert block.cells.pooled == 3
    assert sorted(zip(block.cells.drawn, block.cells.there, strict=True)) == [(2, 3), (2, 9)]


def test_holm_multiplies_by_the_questions_left() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
