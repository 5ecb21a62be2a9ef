"""What other people's programs make of the same reports, to nine digits."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from evaluation.findings.estimation import Reports, combine, correct
from evaluation.findings.holm import holm
from evaluation.findings.regression import outcome, regress
from tests.evaluation.findings.few_reports import COUNTY, LABELLED, REPORTS, SIZE, STRATUM, TAGGED, TRUE, paragraphs

NINE = 1e-9


def table(*columns: np.ndarray) -> np.ndarray:
    return np.column_stack(columns)[..., None]


def reports(size: np.ndarray, stratum: np.ndarray | None = None, scale: float = 1.0) -> Reports:
    """Return the twenty-four reports with other sizes or strata, tags weighed by `scale`."""
    return Reports(
        size[:, None],
        size[:, None],
        table(TAGGED * scale),
        table(TRUE),
        np.zeros((REPORTS, 1, 1)),
        LABELLED,
        np.zeros(REPORTS, np.int64) if stratum is None else stratum,
    )


def test_the_share_of_equal_reports_is_the_mean_of_ppi_py() -> None:
    found = combine([(correct(reports(np.full(REPORTS, 40.0))), [1.0])])
    assert found.value[0] == pytest.approx(0.2392361111111111, rel=NINE)  # tests/studies/outside_values.py


def test_the_linear_regression_is_the_line_of_ppi_py() -> None:
    """The line is the same where the labelled reports are as all are; elsewhere ppi_py corrects by their own columns,
    and design-based supervised learning by those of all."""
    y = outcome(TAGGED, TRUE, np.full(REPORTS, LABELLED.sum() / REPORTS), LABELLED)
    x = np.column_stack([np.ones(REPORTS), COUNTY])
    found = regress(y, x, [str(n) for n in range(REPORTS)], int(LABELLED.sum()), "linear")
    assert found.coefficients == pytest.approx([9.937500000000004, -1.1041666666666683], rel=NINE)


def test_strata_of_unequal_reports_give_the_ratio_and_the_error_of_samplics() -> None:
    found = correct(reports(SIZE, STRATUM))
    estimate = combine([(found, [1.0])])
    assert found.share[0] - found.raw[0] == pytest.approx(-0.005341880341880343, rel=NINE)
    assert estimate.error[0] == pytest.approx(0.01205705353221843, rel=NINE)


def test_the_error_of_a_share_is_that_of_a_clustered_mean_in_statsmodels() -> None:
    """Less what statsmodels does not know: that nine of twenty-four reports are labelled, so the others are fewer."""
    rows = paragraphs()
    wrong = rows.true.astype(float) - rows.tagged
    theirs = sm.OLS(wrong, np.ones(len(wrong))).fit(cov_type="cluster", cov_kwds={"groups": rows.report}, use_t=True)
    found = correct(reports(SIZE))
    estimate = combine([(found, [1.0])])
    finite = np.sqrt(1 - LABELLED.sum() / REPORTS)
    assert (found.share - found.raw)[0, 0] == pytest.approx(theirs.params[0], rel=NINE)
    assert estimate.error[0] == pytest.approx(theirs.bse[0] * finite, rel=NINE)
    low, high = theirs.conf_int()[0]
    assert estimate.high[0] - estimate.low[0] == pytest.approx((high - low) * finite, rel=NINE)


def test_the_error_of_a_difference_inside_reports_is_that_of_a_clustered_slope_in_statsmodels() -> None:
    rows = paragraphs()
    wrong = rows.true.astype(float) - rows.tagged
    theirs = sm.OLS(wrong, sm.add_constant(rows.ahead.astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": rows.report, "use_correction": False}
    )

    def by_part(counts: np.ndarray) -> np.ndarray:
        """Count of the first `counts` paragraphs of each report those that look back, and those that look ahead."""
        ahead = np.ceil(counts / 3)
        return np.column_stack([counts - ahead, ahead])

    size = by_part(SIZE)
    block = correct(
        Reports(
            size,
            size,
            by_part(TAGGED)[..., None],
            by_part(TRUE)[..., None],
            np.zeros((REPORTS, 2, 1)),
            LABELLED,
            np.zeros(REPORTS, np.int64),
        )
    )
    found = combine([(block, [-1.0, 1.0])])
    labelled = int(LABELLED.sum())
    corrected = np.sqrt(labelled / (labelled - 1) * (1 - labelled / REPORTS))
    raw = block.raw[1, 0] - block.raw[0, 0]
    assert found.value[0] - raw == pytest.approx(theirs.params[1], rel=NINE)
    assert found.error[0] == pytest.approx(theirs.bse[1] * corrected, rel=NINE)


def test_two_groups_of_equal_reports_are_compared_as_welch_did() -> None:
    size = np.full(REPORTS, 40.0)
    whole = reports(size)
    sides = [STRATUM == 0, STRATUM == 1]
    blocks = [
        correct(
            replace(
                whole,
                **{
                    name: getattr(whole, name)[side]
                    for name in ("size", "paragraphs", "true", "noise", "labelled", "stratum")
                },
                tagged=np.zeros_like(whole.tagged[side]),  # a model that finds nothing: people's word alone
            )
        )
        for side in sides
    ]
    found = combine([(blocks[0], [1.0]), (blocks[1], [-1.0])])
    own = [DescrStatsW(TRUE[LABELLED & side] / 40) for side in sides]
    if_all_were_drawn_from = [1 - (LABELLED & side).sum() / side.sum() for side in sides]
    parts = [one.var_ddof(1) / one.nobs * left for one, left in zip(own, if_all_were_drawn_from, strict=True)]
    assert found.value[0] == pytest.approx(own[0].mean - own[1].mean, rel=NINE)
    assert found.error[0] == pytest.approx(np.sqrt(sum(parts)), rel=NINE)
    freedom = sum(parts) ** 2 / sum(one**2 / (side.nobs - 1) for one, side in zip(parts, own, strict=True))
    assert found.freedom[0] == pytest.approx(freedom, rel=NINE)
    assert CompareMeans(*own).dof_satt() == pytest.approx(freedom, rel=0.02)  # their finite parts are nearly alike


@pytest.mark.parametrize("labelled", [5, 20])
def test_equal_groups_have_the_degrees_of_freedom_of_statsmodels(labelled: int) -> None:
    """Where as large a part of both groups is labelled, the finite population leaves them as they are."""
    chance = np.random.default_rng(labelled)
    samples = chance.normal(10, (1.0, 3.0), (labelled, 2)).T
    size, drawn = np.full((40, 1), 40.0), np.arange(40) < labelled
    blocks = []
    for sample in samples:
        true = np.zeros((40, 1, 1))
        true[drawn, 0, 0] = sample
        blocks.append(
            correct(Reports(size, size, np.zeros_like(true), true, np.zeros_like(true), drawn, np.zeros(40, np.int64)))
        )
    found = combine([(blocks[0], [1.0]), (blocks[1], [-1.0])])
    theirs = CompareMeans(DescrStatsW(samples[0] / 40), DescrStatsW(samples[1] / 40))
    finite = np.sqrt(1 - labelled / 40)
    t, _, freedom = theirs.ttest_ind(usevar="unequal")
    assert found.freedom[0] == pytest.approx(freedom, rel=NINE)
    assert found.error[0] == pytest.approx(theirs.std_meandiff_separatevar * finite, rel=NINE)
    assert found.p[0] == pytest.approx(2 * stats.t.sf(abs(t) / finite, freedom), rel=NINE)


def test_the_documented_example_of_glide_comes_out_of_the_same_formula() -> None:
    """Two of four clusters labelled, the tags weighed by PPI++'s lambda: 2.744, with an interval for a population
    without end, which glide gives and we do not."""
    true, tagged = np.array([1.5, 3.5, 0.0, 0.0]), np.array([1.65, 3.5, 1.65, 4.65])
    drawn = np.array([True, True, False, False])
    weight = np.cov(true[drawn], tagged[drawn])[0, 1] / tagged.var(ddof=1)
    one = np.ones((4, 1))
    found = correct(
        Reports(one, one, table(tagged * weight), table(true), np.zeros((4, 1, 1)), drawn, np.zeros(4, np.int64))
    )
    assert found.share[0, 0] == pytest.approx(2.744, abs=0.0005)


def test_p_values_of_many_questions_are_corrected_as_in_statsmodels() -> None:
    chance = np.random.default_rng(0)
    for size in (1, 2, 7, 60):
        p = chance.random(size) ** 3
        p[-1] = p[0]  # equal ones share their rank
        assert holm(p.tolist()) == pytest.approx(multipletests(p, method="holm")[1], rel=NINE)
