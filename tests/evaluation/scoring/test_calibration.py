"""The calibration error beside what chance gives: against a loop, and against worlds whose truth is known."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from evaluation.scoring.calibration import calibration_report, category_calibration, chance_errors
from labels.labelled import LabelledParagraph
from labels.quick.calibration import expected_calibration_error

Maker = Callable[..., LabelledParagraph]


def drawn(seed: int, count: int, too_sure: float = 1.0) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return scores, truth and reports; the truth's log-odds are those of the scores, divided by `too_sure`."""
    generator = np.random.default_rng(seed)
    scores = generator.beta(0.5, 0.8, count)
    truth = generator.random(count) < expit(logit(np.clip(scores, 1e-9, 1 - 1e-9)) / too_sure)
    return scores, truth, [f"岚川县-{number // 25}" for number in range(count)]


def true_error(too_sure: float) -> float:
    """Return the error that infinitely many paragraphs would show."""
    scores, _, _ = drawn(99, 400_000)
    return expected_calibration_error(scores, expit(logit(np.clip(scores, 1e-9, 1 - 1e-9)) / too_sure))


@pytest.mark.parametrize("count", [100, 400, 1_600])
def test_the_noise_floor_is_the_mean_error_of_perfect_scores_and_shrinks_with_their_number(count: int) -> None:
    errors = [expected_calibration_error(*drawn(seed, count)[:2]) for seed in range(300)]
    floors = [chance_errors(drawn(seed, count)[0], seed).mean() for seed in range(5)]
    assert np.mean(floors) == pytest.approx(np.mean(errors), rel=0.1)
    assert np.mean(errors) == pytest.approx(0.8 / np.sqrt(count), rel=0.35)


def test_perfect_scores_are_called_off_in_one_of_twenty_cases() -> None:
    off = [category_calibration(*drawn(seed, 400), seed=seed).off for seed in range(300)]
    assert 0.02 < np.mean(off) < 0.09


def test_scores_that_are_too_sure_are_called_off() -> None:
    assert all(category_calibration(*drawn(seed, 600, 2.0)).off for seed in range(20))


@pytest.mark.parametrize("too_sure", [1.0, 1.3, 1.6, 2.5])
def test_the_interval_holds_the_true_error(too_sure: float) -> None:
    truth = 0.0 if too_sure == 1 else true_error(too_sure)
    intervals = [category_calibration(*drawn(seed, 1_000, too_sure), seed=seed).interval for seed in range(150)]
    held = [one is not None and one[0] <= truth <= one[1] for one in intervals]
    assert np.mean(held) > 0.91


def test_the_bins_add_up_to_the_error() -> None:
    scores, truth, reports = drawn(3, 500, 2.0)
    found = category_calibration(scores, truth, reports)
    total = sum(one.paragraphs * abs(one.mean_score - one.share) for one in found.bins)
    assert found.error == pytest.approx(total / 500)
    assert sum(one.paragraphs for one in found.bins) == 500


def test_one_report_gives_an_error_and_no_interval() -> None:
    scores, truth, _ = drawn(4, 300)
    assert category_calibration(scores, truth, ["岚川县-2021"] * 300).interval is None


def test_levels_are_judged_apart_where_they_hold_enough(make_row: Maker) -> None:
    levels = ["county"] * 150 + ["province"] * 150 + ["national"] * 20
    rows = []
    for number, level in enumerate(levels):
        row = make_row(number, report=f"岚川县-{number // 10}")
        about = replace(row.paragraph.about, level=level)
        rows.append(replace(row, paragraph=replace(row.paragraph, about=about)))
    scores, truth, _ = drawn(5, 320)
    truth[:150] = False  # in counties nothing carries it, whatever the scores say
    report = calibration_report(rows, scores[:, None], truth[:, None], ["industry"])
    assert [(one.value, one.paragraphs) for one in report.slices["level"]] == [("province", 150), ("county", 150)]
    province, county = (one.categories["industry"] for one in report.slices["level"])
    assert county.error == pytest.approx(scores[:150].mean())
    assert county.off
    assert province.error < county.error
    assert "calibration error" in report.line()
