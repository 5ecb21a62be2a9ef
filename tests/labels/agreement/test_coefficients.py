"""Coefficients give what their authors published, what scikit-learn computes, and no number where there is none."""

import random
import warnings
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from labels.agreement.coefficients import (
    Coefficient,
    Estimate,
    Table,
    cohen_kappa,
    estimate,
    fleiss_kappa,
    krippendorff_alpha,
    masi,
    mean_of,
    nominal,
    raw_agreement,
    specific_agreement,
)
from storage.errors import BadData, BadSettings

# Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C: four observers, twelve units, 0 where one
# is missing. Gwet, Handbook of Inter-Rater Reliability, 2014, chapter 2, uses the same table.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
]
# Fleiss, Measuring nominal scale agreement among many raters, 1971, table 1: thirty patients, six psychiatrists;
# columns are depression, personality disorder, schizophrenia, neurosis, other.
FLEISS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


def value(coefficient: Coefficient) -> float | None:
    return estimate(coefficient, [str(number) for number in range(len(coefficient.terms))]).value


def counted(observers: Sequence[Sequence[int]], answers: Sequence[int]) -> Table:
    return np.array(
        [[unit.count(one) for one in answers] for unit in map(list, zip(*observers, strict=True))], dtype=np.float64
    )


def fleiss_table() -> Table:
    return np.array([[int(digit) for digit in row] for row in FLEISS.split()], dtype=np.float64)


def test_krippendorffs_own_example_gives_his_alpha() -> None:
    # His section B: two observers, binary, alpha = 0.095; section C: alpha = 0.743 with missing data.
    binary = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
    assert value(krippendorff_alpha(counted(binary, (0, 1)), nominal(2))) == pytest.approx(0.095, abs=0.0005)
    alpha = krippendorff_alpha(counted(KRIPPENDORFF, range(1, 6)), nominal(5))
    assert value(alpha) == pytest.approx(0.743, abs=0.0005)
    assert alpha.paragraphs == 11  # the twelfth has one observer


def test_fleiss_own_example_gives_his_kappa_over_all_and_for_each_category() -> None:
    table = fleiss_table()
    assert value(fleiss_kappa(table)) == pytest.approx(0.430, abs=0.0005)
    one_against_rest = [value(fleiss_kappa(np.column_stack([column, 6 - column]))) for column in table.T]
    assert one_against_rest == pytest.approx([0.245, 0.245, 0.520, 0.471, 0.566], abs=0.0005)


def test_fleiss_kappa_with_people_missing_is_gwets() -> None:
    table = counted(KRIPPENDORFF, range(1, 6))
    assert value(fleiss_kappa(table)) == pytest.approx(0.76117, abs=0.000005)
    assert value(raw_agreement(table)) == pytest.approx(0.81818, abs=0.000005)


def test_cohens_own_example_gives_his_kappa() -> None:
    # Cohen, A coefficient of agreement for nominal scales, 1960, table 2: shares of 200 cases, kappa = .492.
    cells = [(0, 0, 88), (0, 1, 14), (0, 2, 18), (1, 0, 10), (1, 1, 40), (1, 2, 10), (2, 0, 2), (2, 1, 6), (2, 2, 12)]
    pairs = [(one, other) for one, other, times in cells for _ in range(times)]
    first, second = zip(*pairs, strict=True)
    assert value(cohen_kappa(first, second, 3)) == pytest.approx(0.492, abs=0.0005)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_cohens_kappa_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    first, second = zip(*pairs, strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score(first, second)
    ours = value(cohen_kappa(first, second, 4))
    assert (ours is None) == bool(np.isnan(theirs))
    if ours is not None:
        assert ours == pytest.approx(theirs, abs=1e-9)


tables = st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=20).map(
    lambda rows: np.array(rows, dtype=np.float64)
)


@given(tables)
def test_alpha_is_one_less_the_mean_distance_within_paragraphs_over_that_between_all_answers(table: Table) -> None:
    """The definition, pair by pair, with a distance that is not nominal."""
    sets = [("a",), ("a", "b"), ("b", "c")]
    distance = np.array([[masi(one, other) for other in sets] for one in sets])
    units = [[answer for answer, times in enumerate(row) for _ in range(int(times))] for row in table]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [answer for unit in units for answer in unit]
    observed = sum(2 * distance[pair] / (len(unit) - 1) for unit in units for pair in combinations(unit, 2))
    expected = sum(2 * distance[pair] for pair in combinations(pooled, 2)) / max(len(pooled) - 1, 1)
    ours = value(krippendorff_alpha(table, distance))
    if expected == 0:
        assert ours is None
    else:
        assert ours == pytest.approx(1 - observed / expected, abs=1e-9)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [  # M of Passonneau 2006, section 3: 1 equal, 2/3 one holds the other, 1/3 they overlap, 0 nothing in common
        ("ab", "ba", 0),
        ("ab", "abcd", 1 - 1 / 2 * 2 / 3),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
        ("abc", "bcd", 1 - 2 / 4 * 1 / 3),
        ("ab", "cd", 1),
        ("", "a", 1),
        ("", "", 0),
    ],
)
def test_masi_is_jaccard_weighted_by_how_the_sets_lie(one: str, other: str, distance: float) -> None:
    assert masi(one, other) == masi(other, one) == pytest.approx(distance)


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_masi_is_a_distance_of_sets_and_nominal_on_single_categories(one: set[str], other: set[str]) -> None:
    assert 0 <= masi(one, other) <= 1
    assert (masi(one, other) == 0) == (one == other)
    if len(one) == len(other) == 1:
        assert masi(one, other) == (one != other)


def test_specific_agreement_of_two_people_is_f1_of_one_against_the_other() -> None:
    table = counted([[1, 1, 0, 0, 1], [1, 0, 1, 0, 0]], (0, 1))  # both yes once, both no once, split three times
    assert value(specific_agreement(table, 1)) == pytest.approx(2 / 5)
    assert value(specific_agreement(table, 0)) == pytest.approx(2 / 5)


ALWAYS_YES = np.array([[0.0, 3.0], [0.0, 2.0], [0.0, 2.0]])


@pytest.mark.parametrize(
    ("coefficient", "why"),
    [
        (fleiss_kappa(ALWAYS_YES), "no_variation"),
        (krippendorff_alpha(ALWAYS_YES, nominal(2)), "no_variation"),
        (cohen_kappa([1, 1], [1, 1], 2), "no_variation"),
        (specific_agreement(ALWAYS_YES, 0), "never"),
        (fleiss_kappa(np.array([[1.0, 0.0], [0.0, 1.0]])), "no_pair"),
        (krippendorff_alpha(np.array([[1.0, 0.0], [0.0, 1.0]]), nominal(2)), "no_pair"),
        (raw_agreement(np.array([[1.0, 0.0]])), "no_pair"),
        (cohen_kappa([], [], 2), "no_pair"),
        (mean_of([]), "no_pair"),
    ],
)
def test_what_is_not_defined_has_no_value_and_says_why(coefficient: Coefficient, why: str) -> None:
    reports = [str(number) for number in range(len(coefficient.terms))]
    found = estimate(coefficient, reports)
    assert (found.value, found.interval, found.why) == (None, None, why)
    assert found.to_json()["why"] == why


def test_kappa_of_one_who_always_says_yes_is_0_and_not_undefined() -> None:
    assert value(cohen_kappa([1, 1, 1, 1], [1, 0, 1, 0], 2)) == 0


def judged(reports: int, seed: int) -> tuple[list[int], list[int], list[str]]:
    """Make answers of two people who differ more in some reports than in others."""
    chance = random.Random(seed)
    first, second, ids = [], [], []
    for report in range(reports):
        error = chance.choice((0.02, 0.4))
        for _ in range(10):
            said = int(chance.random() < 0.5)
            first.append(said)
            second.append(1 - said if chance.random() < error else said)
            ids.append(f"岚川县-{report}")
    return first, second, ids


def test_about_95_of_100_intervals_hold_the_kappa_of_a_large_sample() -> None:
    first, second, _ = judged(4000, seed=1)
    truth = value(cohen_kappa(first, second, 2))
    assert truth is not None
    intervals = []
    for seed in range(100):
        first, second, reports = judged(40, seed=seed + 2)
        intervals.append(estimate(cohen_kappa(first, second, 2), reports).interval)
    held = sum(interval is not None and interval[0] <= truth <= interval[1] for interval in intervals)
    assert 87 <= held <= 100  # 95 expected less a little, as percentile intervals of 40 reports are known to have it


def test_an_interval_repeats_with_its_seed_and_draws_whole_reports() -> None:
    first, second, reports = judged(8, seed=5)
    kappa = cohen_kappa(first, second, 2)
    by_report = estimate(kappa, reports, seed=3)
    assert by_report == estimate(kappa, reports, seed=3)
    by_paragraph = estimate(kappa, [str(number) for number in range(len(reports))], seed=3)
    assert by_report.interval is not None and by_paragraph.interval is not None
    assert np.ptp(by_report.interval) > np.ptp(by_paragraph.interval)


@pytest.mark.parametrize(
    ("coefficient", "reports"),
    [
        (cohen_kappa([0, 1, 1], [0, 1, 0], 2), ["a", "a", "a"]),  # one report
        (cohen_kappa([0, 1, 1], [0, 1, 1], 2), ["a", "b", "c"]),  # nobody ever differed
        (cohen_kappa([0, 1], [0, 0], 2), ["a", "b"]),  # a quarter of the resamples hold one answer only
    ],
)
def test_data_that_cannot_tell_how_much_varies_have_no_interval(coefficient: Coefficient, reports: list[str]) -> None:
    found = estimate(coefficient, reports)
    assert found.value is not None
    assert found == Estimate(found.value, None, len(reports))


def test_reports_that_do_not_fit_and_no_resample_are_refused() -> None:
    with pytest.raises(BadData, match=r"1 report ids arrived for 2 paragraphs\. Expected one for each"):
        estimate(cohen_kappa([0, 1], [0, 1], 2), ["a"])
    with pytest.raises(BadSettings, match=r"0 resamples were asked for\. Expected at least 1"):
        estimate(cohen_kappa([0, 1], [0, 1], 2), ["a", "b"], resamples=0)
