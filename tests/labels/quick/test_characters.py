"""The quick model: what a plain logistic regression gives, and never what it has seen."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labels.counting import indicators
from labels.labelled import LabelledParagraph
from labels.quick.characters import character_vectors, log_odds, similarities, unseen_log_odds
from labels.splits import grouped_folds
from storage.errors import BadData
from tests.invented import invented_rows

IDS = ("industry", "ecology", "livelihood", "security")


@pytest.fixture(scope="module")
def rows() -> list[LabelledParagraph]:
    return invented_rows()


def test_the_fit_is_that_of_plain_logistic_regression(rows: list[LabelledParagraph]) -> None:
    vectors = character_vectors([row.text for row in rows])
    known = list(range(0, len(rows), 2))
    truth = indicators([row.labels for row in rows], IDS)
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
    truth, folds = indicators([row.labels for row in rows], IDS), grouped_folds(rows, 3)
    turned = truth.copy()
    turned[0] = ~turned[0]
    once, again = unseen_log_odds(similar, truth, folds), unseen_log_odds(similar, turned, folds)
    assert again[0] == pytest.approx(once[0])
    assert not np.allclose(once, again)


def test_texts_that_share_nothing_are_refused() -> None:
    with pytest.raises(BadData, match=r"No run of characters .* 2 texts"):
        character_vectors(["甲乙", "丙丁"])
