"""The quick model: what a plain logistic regression gives, and never what it has seen."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labels.labelled import LabelledParagraph
from labels.quick.characters import (
    calibrated,
    character_vectors,
    grouped_folds,
    log_odds,
    probabilities_of,
    similarities,
    truth_of,
    unseen_log_odds,
)
from labels.splits import region_of
from reports.report import About
from storage.errors import BadData, BadSettings
from tests.invented import invented_rows

IDS = ("industry", "ecology", "livelihood", "security")


@pytest.fixture(scope="module")
def rows() -> list[LabelledParagraph]:
    return invented_rows()


def test_the_fit_is_that_of_plain_logistic_regression(rows: list[LabelledParagraph]) -> None:
    vectors = character_vectors([row.text for row in rows])
    known = list(range(0, len(rows), 2))
    truth = truth_of(rows, IDS)
    found = log_odds(similarities(vectors, known), known, truth[known])
    for column in range(len(IDS)):
        plain = LogisticRegression(C=10, class_weight="balanced", max_iter=5000, tol=1e-8).fit(
            vectors[known], truth[known, column]
        )
        assert found[:, column] == pytest.approx(plain.decision_function(vectors), abs=0.02)


def test_a_category_that_none_or_all_carry_stays_so(rows: list[LabelledParagraph]) -> None:
    vectors = character_vectors([row.text for row in rows])
    known = list(range(10))
    truth = np.tile([True, False], (10, 1))
    found = log_odds(similarities(vectors, known), known, truth)
    assert (found[:, 0] > 5).all()
    assert (found[:, 1] < -5).all()


def test_texts_that_are_the_same_do_not_break_the_fit() -> None:
    vectors = character_vectors(
        ["岚川县修复湿地三公顷", "岚川县修复湿地三公顷", "砚浦市新增就业三百人", "砚浦市新增就业三百人"]
    )
    truth = np.array([[True], [True], [False], [False]])
    found = log_odds(similarities(vectors, range(4)), range(4), truth)
    assert found[0] == pytest.approx(found[1])
    assert found[0] > 0 > found[2]


def test_unseen_scores_do_not_follow_their_own_label(rows: list[LabelledParagraph]) -> None:
    similar = similarities(character_vectors([row.text for row in rows]), range(len(rows)))
    truth, folds = truth_of(rows, IDS), grouped_folds(rows, 3)
    turned = truth.copy()
    turned[0] = ~turned[0]
    once, again = unseen_log_odds(similar, truth, folds), unseen_log_odds(similar, turned, folds)
    assert again[0] == pytest.approx(once[0])
    assert not np.allclose(once, again)


def test_folds_keep_regions_together_and_take_reports_where_regions_are_too_few(rows: list[LabelledParagraph]) -> None:
    # The formulas of invented reports would join them: paragraphs shorter than 60 letters are not compared.
    for learnt, scored in grouped_folds(rows, 5):
        assert not {region_of(rows[i]) for i in learnt} & {region_of(rows[i]) for i in scored}
    about = About(region="岚川县", year=2031)
    one_region = [replace(row, paragraph=replace(row.paragraph, about=about)) for row in rows]
    assert len(grouped_folds(one_region, 5)) == 5
    two_reports = [row for row in rows if row.report in ("岚川县-2031", "砚浦市-2031")]
    assert len(grouped_folds(two_reports, 5)) == 2


def test_one_report_cannot_be_cut(rows: list[LabelledParagraph]) -> None:
    with pytest.raises(BadSettings, match=r"1 report\(s\)"):
        grouped_folds([row for row in rows if row.report == "岚川县-2031"], 5)


def test_texts_that_share_nothing_are_refused() -> None:
    with pytest.raises(BadData, match=r"No run of characters .* 2 texts"):
        character_vectors(["甲乙", "丙丁"])


def test_calibration_makes_scores_as_true_as_they_are_high() -> None:
    draw = np.random.default_rng(0)
    odds = draw.normal(0, 3, (4000, 1))
    truth = draw.random((4000, 1)) < probabilities_of(odds / 3)  # three times too sure
    found = calibrated(odds, truth)
    high = found[:, 0] > 0.7
    assert found[high].mean() == pytest.approx(truth[high].mean(), abs=0.03)
    assert abs(probabilities_of(odds)[high].mean() - truth[high].mean()) > 0.05


def test_a_category_too_rare_to_calibrate_is_left_as_it_is() -> None:
    odds = np.linspace(-2, 2, 40)[:, None]
    truth = np.zeros((40, 1), np.bool_)
    truth[-9:] = True
    assert calibrated(odds, truth) == pytest.approx(probabilities_of(odds))
