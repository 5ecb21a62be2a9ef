from collections import Counter
from dataclasses import replace

import pytest

from labels.sampling.design import Drawn, drawn_of
from labels.sampling.draw import draw
from labels.sampling.groups import stratum_of
from storage.errors import BadData, BadSettings
from tests.evaluation.findings.tagged_corpus import corpus

PARAGRAPHS = [one.paragraph for one in corpus(by_year=10)]


def test_each_group_gets_its_share_and_whole_reports() -> None:
    sample = draw(PARAGRAPHS, ["year"], 100, within=None, seed=0)
    assert {there for _, there in sample.strata.values()} == {10}
    counts = [drawn for drawn, _ in sample.strata.values()]
    assert max(counts) - min(counts) <= 1
    whole, drawn = Counter(one.report for one in PARAGRAPHS), Counter(one.report for one, _ in sample.paragraphs)
    assert all(whole[report] == count for report, count in drawn.items())
    assert 80 <= len(sample.paragraphs) <= 120


def test_what_is_stored_is_how_often_a_paragraph_is_drawn() -> None:
    times: Counter[str] = Counter()
    stated: dict[str, float] = {}
    for seed in range(400):
        for one, how in draw(PARAGRAPHS, ["level"], 40, within=2, seed=seed).paragraphs:
            times[one.id] += 1
            stated[one.id] = how.probability
    assert len(stated) == len(PARAGRAPHS)
    for key, probability in stated.items():
        # Four standard errors: with 200 paragraphs chance alone oversteps three now and then.
        assert abs(times[key] / 400 - probability) < 4 * (probability * (1 - probability) / 400) ** 0.5


def test_the_same_seed_draws_the_same_whatever_the_order() -> None:
    backwards = sorted(PARAGRAPHS, key=lambda one: one.report, reverse=True)
    one, other = (draw(given, ["year"], 80, within=None, seed=5) for given in (PARAGRAPHS, backwards))
    assert {key.id for key, _ in one.paragraphs} == {key.id for key, _ in other.paragraphs}
    assert {how.stratum for _, how in one.paragraphs} == {stratum_of(p.to_json(), ["year"]) for p in PARAGRAPHS}


@pytest.mark.parametrize(
    ("by", "budget", "says"),
    [
        (["year"], 10, "10 paragraphs are too few: two reports of each of 3 strata have some"),
        (["part"], 100, "--by names part, which differs within a report"),
        (["colour"], 100, "No line of the paragraphs has 'colour'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(by: list[str], budget: int, says: str) -> None:
    with pytest.raises(BadSettings, match=says):
        draw(PARAGRAPHS, by, budget, within=None, seed=0)


@pytest.mark.parametrize(
    "changed", [{"drawn": 99}, {"drawn": "2"}, {"frame": 0}, {"more": 1}, {"paragraphs_drawn": -1}]
)
def test_a_line_edited_by_hand_is_refused(changed: dict[str, object]) -> None:
    right = Drawn("2031", 10, 2, 8, 8, 30, "year", 0).to_json()
    assert drawn_of({"sampling": right}, "x") == Drawn("2031", 10, 2, 8, 8, 30, "year", 0)
    with pytest.raises(BadData, match=r"x(, sampling|: sampling)"):
        drawn_of({"sampling": right | changed}, "x")


def test_groups_with_commas_in_their_names_have_strata_of_their_own() -> None:
    line, other = {"a": "x, y", "b": "z"}, {"a": "x", "b": "y, z"}
    assert stratum_of(line, ["a", "b"]) == '"x, y", z'
    assert stratum_of(other, ["a", "b"]) == 'x, "y, z"'


def test_a_column_that_differs_inside_a_report_makes_no_strata() -> None:
    odd = [replace(one, extra={"colour": one.index % 2}) for one in PARAGRAPHS]
    with pytest.raises(BadSettings, match=r"paragraphs of '.*' say different things of colour \(0 and 1\)"):
        draw(odd, ["colour"], 100, within=None, seed=0)


def test_a_column_that_the_first_report_lacks_makes_strata() -> None:
    odd = [replace(one, extra={"colour": "red"} if one.report > "岚" else {}) for one in PARAGRAPHS]
    assert set(draw(odd, ["colour"], 100, within=None, seed=0).strata) == {"red", "–"}
