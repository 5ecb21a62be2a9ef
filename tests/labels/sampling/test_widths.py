import numpy as np
import pytest

from labels.sampling.draw import draw
from labels.sampling.plan import planned
from labels.sampling.widths import Spread, half_width, spread_of, spreads_of
from tests.evaluation.findings.tagged_corpus import corpus


def errors(chance: np.random.Generator, reports: int, size: int) -> tuple[np.ndarray, list[str]]:
    """Return net errors of paragraphs, with a share of reports' own of variance 0.01 and 0.09 inside."""
    own = chance.normal(0, 0.1, reports)
    return (own[:, None] + chance.normal(0, 0.3, (reports, size))).reshape(-1, 1), [
        str(n) for n in range(reports) for _ in range(size)
    ]


def test_both_variances_are_found_again() -> None:
    found = [spread_of(*errors(np.random.default_rng(seed), 60, 20))[0] for seed in range(200)]
    assert np.mean([one.within for one in found]) == pytest.approx(0.09, rel=0.02)
    assert np.mean([one.between for one in found]) == pytest.approx(0.01, rel=0.06)


@pytest.mark.parametrize("labelled", [5, 11, 30])
def test_a_promised_width_is_the_one_that_is_reached(labelled: int) -> None:
    """Planned from errors on 60 other reports, against the mean width of intervals from so many labelled ones."""
    from evaluation.findings.estimation import Reports, combine, correct

    chance = np.random.default_rng(labelled)
    promised, reached = [], []
    for _ in range(300):
        spread = spread_of(*errors(chance, 60, 20))[0]
        promised.append(half_width(labelled, 200, spread.of_reports([50] * 200, 50)))
        wrong = errors(chance, 200, 50)[0].reshape(200, 50).sum(axis=1)
        size, none = np.full((200, 1), 50.0), np.zeros((200, 1, 1))
        labels = np.arange(200) < labelled
        reports = Reports(size, size, none, wrong[:, None, None], none, labels, np.zeros(200, np.int64))
        found = combine([(correct(reports), [1.0])])
        reached.append((found.high[0] - found.low[0]) / 2)
    assert np.mean(promised) == pytest.approx(np.mean(reached), rel=0.15)


def test_more_reports_are_planned_narrower_and_all_of_them_exact() -> None:
    paragraphs = [one.paragraph for one in corpus(by_year=10)]
    sample = draw(paragraphs, ["year"], 60, within=None, seed=0)
    lines = list(planned(paragraphs, sample, {"industry": Spread(0.1, 0.01)}, ["year"]))
    widths = [line.widths["industry"] for line in lines if line.of == "a group"]
    assert widths == sorted(widths, reverse=True)
    assert half_width(30, 30, 0.1) == 0


def test_a_bundle_that_states_no_spread_plans_nothing() -> None:
    assert spreads_of({}) == spreads_of({"errors_by_report": {"industry": 3}}) == {}
    assert spreads_of({"errors_by_report": {"industry": {"within": 0.1, "between": 0}}}) == {"industry": Spread(0.1, 0)}
