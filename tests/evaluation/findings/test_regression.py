from typing import Any

import numpy as np
import pytest

from evaluation.findings import Family
from evaluation.findings.regression import outcome, regress
from storage.errors import BadData


def corpus(chance: np.random.Generator, reports: int = 300) -> dict[str, Any]:
    """Return paragraphs of reports of 2000 to 2022 in which a category grows more frequent, and a tagger that errs more
    the later it is, differently from report to report."""
    sizes = chance.integers(20, 40, reports)
    year = chance.integers(2000, 2023, reports)
    county = chance.random(reports) < 0.5
    chances = 1 / (1 + np.exp(-(-1.0 + 0.03 * (year - 2010) + 0.4 * county + chance.normal(0, 0.3, reports))))
    place = np.repeat(np.arange(reports), sizes)
    true = (chance.random(len(place)) < chances[place]).astype(float)
    missed = np.clip(0.10 + 0.012 * (year - 2000) + chance.normal(0, 0.04, reports), 0, 1)
    wrong = chance.random(len(place)) < missed[place]
    tagged = np.where(wrong, 0.0, true)
    x = np.column_stack([np.ones(len(place)), year[place], county[place]])
    return {"place": place, "true": true, "tagged": tagged, "x": x, "reports": reports}


def statsmodels(y: np.ndarray, x: np.ndarray, groups: np.ndarray, family: Family) -> Any:
    import statsmodels.api as sm

    model = sm.OLS(y, x) if family == "linear" else sm.Logit(y, x)
    more = {} if family == "linear" else {"disp": 0, "tol": 1e-11, "maxiter": 100}
    return model.fit(cov_type="cluster", cov_kwds={"groups": groups}, **more)


@pytest.mark.parametrize("family", ["linear", "logit"])
def test_with_every_row_labelled_it_is_the_regression_of_statsmodels(family: Family) -> None:
    one = corpus(np.random.default_rng(0))
    y = outcome(one["tagged"], one["true"], np.ones(len(one["true"])), np.ones(len(one["true"]), bool))
    found = regress(y, one["x"], [str(n) for n in one["place"]], one["reports"], family)
    theirs = statsmodels(one["true"], one["x"], one["place"], family)
    # statsmodels inverts the plain columns, whose condition is 1e5: it loses digits that are not lost here.
    assert found.coefficients == pytest.approx(theirs.params, rel=1e-9)
    assert found.errors == pytest.approx(theirs.bse, rel=1e-9)


@pytest.mark.parametrize("family", ["linear", "logit"])
def test_few_labels_leave_it_unbiased_and_covering_where_raw_tags_do_not(family: Family) -> None:
    chance = np.random.default_rng(1)
    draws, labelled = 200, 60
    held = raw_held = 0
    errors = []
    for _ in range(draws):
        one = corpus(chance)
        names = [str(n) for n in one["place"]]
        truth = regress(one["true"], one["x"], names, one["reports"], family).coefficients[1]
        taken = np.isin(one["place"], chance.choice(one["reports"], labelled, replace=False))
        probability = np.full(len(names), labelled / one["reports"])
        found = regress(outcome(one["tagged"], one["true"], probability, taken), one["x"], names, labelled, family)
        raw = regress(one["tagged"], one["x"], names, one["reports"], family)
        held += found.low[1] <= truth <= found.high[1]
        raw_held += raw.low[1] <= truth <= raw.high[1]
        errors.append(found.coefficients[1] - truth)
    assert held >= 0.93 * draws  # the truth is that of these reports: too wide is allowed, too narrow not
    assert raw_held < 0.5 * draws
    assert abs(np.mean(errors)) < 4 * np.std(errors) / np.sqrt(draws)


def test_columns_that_say_the_same_are_refused() -> None:
    x = np.column_stack([np.ones(10), np.arange(10.0), 2 * np.arange(10.0)])
    with pytest.raises(BadData, match="The 3 columns say the same"):
        regress(np.arange(10.0), x, [str(n) for n in range(10)], 10, "linear")


def test_a_logit_without_a_finite_answer_is_refused() -> None:
    y = np.repeat([0.0, 1.0], 10)
    x = np.column_stack([np.ones(20), y])
    with pytest.raises(BadData, match="The logit has no finite answer"):
        regress(y, x, [str(n) for n in range(20)], 20, "logit")
