"""Intervals move with whole reports, repeatably, and a paired one is narrower than two single ones."""

import random

import pytest

from evaluation.scoring.intervals import macro_f1_difference_interval, macro_f1_interval
from evaluation.scoring.scores import score
from storage.errors import BadData, BadSettings

IDS = ("industry", "ecology")
Labels = list[tuple[str, ...]]


def _judged(reports: int, paragraphs: int, seed: int = 1) -> tuple[Labels, Labels, list[str]]:
    """Make truth, predictions of an annotator who errs more in some reports than in others, and report ids."""
    chance = random.Random(seed)
    truth, predicted, ids = [], [], []
    for report in range(reports):
        error = chance.choice((0.05, 0.5))
        for _ in range(paragraphs):
            labels = {one for one in IDS if chance.random() < 0.5}
            said = {one for one in IDS if (one in labels) != (chance.random() < error)}
            truth.append(tuple(labels))
            predicted.append(tuple(said))
            ids.append(f"岚川县-{report}")
    return truth, predicted, ids


def test_the_interval_holds_the_score_and_repeats_with_its_seed() -> None:
    truth, predicted, reports = _judged(reports=12, paragraphs=10)
    interval = macro_f1_interval(truth, predicted, reports, IDS, seed=7)
    assert interval is not None
    assert interval[0] < score(truth, predicted, IDS).macro_f1 < interval[1]
    assert interval == macro_f1_interval(truth, predicted, reports, IDS, seed=7)
    assert interval != macro_f1_interval(truth, predicted, reports, IDS, seed=8)


def test_the_interval_does_not_depend_on_the_order_of_paragraphs() -> None:
    rows = list(zip(*_judged(reports=8, paragraphs=6), strict=True))
    shuffled = random.Random(3).sample(rows, len(rows))
    intervals = []
    for order in (rows, shuffled):
        truth, predicted, reports = (list(column) for column in zip(*order, strict=True))
        intervals.append(macro_f1_interval(truth, predicted, reports, IDS))
    assert intervals[0] == intervals[1]


def test_paragraphs_of_few_reports_tell_less_than_as_many_of_many_reports() -> None:
    truth, predicted, reports = _judged(reports=6, paragraphs=40)
    alone = [str(number) for number in range(len(truth))]
    by_report, by_paragraph = (macro_f1_interval(truth, predicted, ids, IDS) for ids in (reports, alone))
    assert by_report is not None and by_paragraph is not None
    assert by_report[1] - by_report[0] > 1.5 * (by_paragraph[1] - by_paragraph[0])


def test_about_95_of_100_intervals_hold_the_score_of_a_large_sample() -> None:
    truth, predicted, _ = _judged(reports=3000, paragraphs=5, seed=99)
    true_score = score(truth, predicted, IDS).macro_f1
    held = 0
    for seed in range(100):
        interval = macro_f1_interval(*_judged(reports=40, paragraphs=5, seed=seed), IDS, resamples=300)
        assert interval is not None
        held += interval[0] <= true_score <= interval[1]
    assert 86 <= held <= 100  # binomial(100, 0.93): a bootstrap of 40 reports falls a little short of 95


def test_equal_predictions_differ_by_nothing_at_all() -> None:
    truth, predicted, reports = _judged(reports=5, paragraphs=5)
    assert macro_f1_difference_interval(truth, predicted, predicted, reports, IDS) == (0, 0)


def test_the_paired_interval_is_narrower_than_the_two_single_ones_suggest() -> None:
    truth, theirs, reports = _judged(reports=15, paragraphs=10)
    ours = list(theirs)
    for number in range(0, len(ours), 10):  # one paragraph of each report put right
        ours[number] = truth[number]
    single = macro_f1_interval(truth, theirs, reports, IDS)
    paired = macro_f1_difference_interval(truth, ours, theirs, reports, IDS)
    assert single is not None and paired is not None
    assert paired[1] - paired[0] < (single[1] - single[0]) / 2
    swapped = macro_f1_difference_interval(truth, theirs, ours, reports, IDS)
    assert swapped == pytest.approx((-paired[1], -paired[0]))


def test_one_report_gives_no_interval() -> None:
    truth, predicted, reports = _judged(reports=1, paragraphs=9)
    assert macro_f1_interval(truth, predicted, reports, IDS) is None
    assert macro_f1_difference_interval(truth, predicted, predicted, reports, IDS) is None


def test_a_report_id_for_every_paragraph_and_one_resample_are_the_least() -> None:
    truth, predicted, reports = _judged(reports=2, paragraphs=2)
    with pytest.raises(BadData, match="3 report ids arrived for 4 paragraphs"):
        macro_f1_interval(truth, predicted, reports[:3], IDS)
    with pytest.raises(BadSettings, match="0 resamples"):
        macro_f1_interval(truth, predicted, reports, IDS, resamples=0)
