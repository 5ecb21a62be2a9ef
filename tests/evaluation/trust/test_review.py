"""Reviewing in the order of a model's own doubts: the curve is that of a plain count, and says so of each category."""

import numpy as np
import pytest

from evaluation.trust.review import SHARES, review_of

IDS = ("industry", "ecology")


def world(seed: int, count: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return calibrated scores, tags at 0.5, truth that follows the scores, and reports of 20 paragraphs."""
    generator = np.random.default_rng(seed)
    scores = generator.beta(0.4, 0.6, (count, 2))
    return scores, scores >= 0.5, generator.random((count, 2)) < scores, [f"岚川县-{n // 20}" for n in range(count)]


def test_the_curve_is_that_of_a_plain_count() -> None:
    scores, tagged, truth, reports = world(0)
    review = review_of(scores, tagged, truth, reports, ids=IDS, exclusive=False)
    sure = [np.prod([s if t else 1 - s for s, t in zip(*row, strict=True)]) for row in zip(scores, tagged, strict=True)]
    order = sorted(range(400), key=lambda number: sure[number])
    wrong = {number for number in range(400) if (tagged[number] != truth[number]).any()}
    assert review.wrong == len(wrong)
    for share, one in zip(SHARES, review.curve, strict=True):
        read = order[: round(share * 400)]
        assert one.found == pytest.approx(len(wrong.intersection(read)) / len(wrong))
        assert one.hit == pytest.approx(len(wrong.intersection(read)) / len(read))
        for column, key in enumerate(IDS):
            own = {number for number in wrong if tagged[number, column] != truth[number, column]}
            assert one.categories[key] == pytest.approx(len(own.intersection(read)) / len(own))


def test_more_review_finds_more_and_clearly_more_than_chance() -> None:
    review = review_of(*world(1, 2_000), ids=IDS, exclusive=False)
    found = [one.found or 0.0 for one in review.curve]
    assert found == sorted(found)
    assert all(one.interval and one.interval[0] > 1.3 * one.share for one in review.curve[:4])


def test_what_the_bundle_marks_is_judged_beside_the_curve() -> None:
    scores, tagged, truth, reports = world(2)
    marked = [number % 4 == 0 for number in range(400)]
    review = review_of(scores, tagged, truth, reports, ids=IDS, exclusive=False, marked=marked)
    assert review.marked is not None
    wrong = (tagged != truth).any(axis=1)
    assert review.marked.share == 0.25
    assert review.marked.found == pytest.approx(wrong[::4].sum() / wrong.sum())
    assert review.hours_a_thousand == pytest.approx(250 * 50.5 / 3600)
    assert review.line().startswith("reviewing 25% of the paragraphs finds")


def test_a_model_without_errors_has_nothing_to_find() -> None:
    scores, tagged, _, reports = world(3)
    review = review_of(scores, tagged, tagged, reports, ids=IDS, exclusive=False)
    assert review.wrong == 0
    assert {one.found for one in review.curve} == {None}
    assert review.line() == ""


def test_reports_without_an_error_say_nothing_of_how_many_are_found() -> None:
    scores = np.array([[0.6, 0.1]] * 4 + [[0.99, 0.01]] * 36)
    tagged = scores >= 0.5
    truth = tagged.copy()
    truth[:4, 0] = False
    reports = ["岚川县-2021"] * 10 + [f"岚川县-{2022 + n // 10}" for n in range(30)]
    found = review_of(scores, tagged, truth, reports, ids=IDS, exclusive=False).curve[1]
    assert (found.share, found.found, found.interval) == (0.1, 1.0, (1.0, 1.0))


def test_one_report_gives_no_interval() -> None:
    scores, tagged, truth, _ = world(4)
    review = review_of(scores, tagged, truth, ["岚川县-2021"] * 400, ids=IDS, exclusive=False)
    assert {one.interval for one in review.curve} == {None}


def test_an_exclusive_model_is_reviewed_where_another_category_is_likely() -> None:
    generator = np.random.default_rng(5)
    scores = np.array([[0.9, 0.05], [0.6, 0.55], [0.5, 0.05]] + [[0.99, 0.01]] * 37)
    tagged = np.array([[True, False]] * 40)
    truth = tagged.copy()
    truth[1] = ~truth[1]
    shuffled = generator.permutation(40)
    of = [one[shuffled] for one in (scores, tagged, truth)]
    review = review_of(of[0], of[1], of[2], ["岚川县-2021"] * 40, ids=IDS, exclusive=True)
    assert review.curve[0].found == 1.0  # of two read, the one whose second category is nearly as likely comes first
