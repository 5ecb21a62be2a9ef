"""Doubtful labels: spoilt ones are found, and rare categories are safe."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from labels.counting import indicators
from labels.labelled import LabelledParagraph
from labels.next.doubtful import FEWEST, doubtful, out_of_fold, review_order, unjudged
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from tests.invented import invented_rows
from tests.labels.corruption import corrupt

pytest.importorskip("cleanlab", reason="cleanlab is not installed; make test installs it")
ROWS = invented_rows(28)


def test_spoilt_labels_come_first(taxonomy: Taxonomy) -> None:
    spoilt = corrupt(ROWS, taxonomy, among=168, count=6, seed=1)
    found = doubtful(spoilt.rows, out_of_fold(spoilt.rows, taxonomy), taxonomy)
    assert {one.paragraph: one.category for one in found[:6]} == spoilt.wrong
    true = {row.id: row.labels for row in ROWS}
    assert all(one.suggested == true[one.paragraph] for one in found[:6])
    assert [one.rank for one in found] == list(range(1, 169))
    assert found == doubtful(spoilt.rows, out_of_fold(spoilt.rows, taxonomy), taxonomy)


def test_the_score_is_what_the_model_gives_to_what_was_said(taxonomy: Taxonomy) -> None:
    probabilities = out_of_fold(ROWS, taxonomy)
    for one in doubtful(ROWS, probabilities, taxonomy):
        assert one.score == pytest.approx(one.probability if one.given else 1 - one.probability, abs=1e-6)
        assert one.given == (one.category in one.labels)


def test_a_category_too_rare_to_learn_is_not_judged(taxonomy: Taxonomy) -> None:
    kept = iter(range(FEWEST - 1))
    rare = [
        row
        if "security" not in row.labels or next(kept, None) is not None
        else replace(row, labels=tuple(key for key in row.labels if key != "security"))
        for row in ROWS
    ]
    assert unjudged(rare, taxonomy) == ["security"]
    probabilities = indicators([row.labels for row in rare], taxonomy.ids) * 0.8 + 0.1
    probabilities[:, 3] = 0.0  # a model that knows nothing of it would call every one an error
    assert "security" not in {one.category for one in doubtful(rare, probabilities, taxonomy)}
    assert unjudged(ROWS, taxonomy) == []


def test_no_more_than_a_third_of_a_category_comes_first(taxonomy: Taxonomy) -> None:
    truth = indicators([row.labels for row in ROWS], taxonomy.ids)
    probabilities = truth * 0.6 + 0.2
    probabilities[truth[:, 3], 3] = 0.01  # the model does not believe in any
    count = int(truth[:, 3].sum())
    found = doubtful(ROWS, probabilities, taxonomy)
    believed = [one.category == "security" and one.given for one in found]
    assert sum(believed) == count
    assert all(believed[: count // 3])
    assert not any(believed[count // 3 : count])


def test_nothing_to_judge_gives_an_empty_list(taxonomy: Taxonomy) -> None:
    bare = [replace(row, labels=()) for row in ROWS]
    assert doubtful(bare, np.zeros((len(ROWS), 4)), taxonomy) == []


def test_an_exclusive_taxonomy_gets_one_other_category(exclusive: Taxonomy) -> None:
    rows = [replace(row, labels=row.labels[:1] or ("industry",)) for row in ROWS]
    found = doubtful(rows, indicators([row.labels for row in rows], exclusive.ids) * 0.6 + 0.2, exclusive)
    assert all(len(one.suggested) == 1 and one.suggested != one.labels for one in found)


def test_a_doubt_is_written_with_its_reason(taxonomy: Taxonomy) -> None:
    first, *_ = found = doubtful(ROWS, out_of_fold(ROWS, taxonomy), taxonomy)
    value = first.to_json()
    assert (value["id"], value["rank"], value["category"]) == (first.paragraph, 1, first.category)
    assert value["suggested"] == list(first.suggested)
    assert review_order(found)[0] == (first.paragraph, 1, first.reason)
    assert ("was not given" in first.reason) != first.given


@pytest.mark.parametrize("wrong", [np.zeros((3, 4)), np.full((168, 4), 1.5), np.full((168, 4), np.nan)])
def test_probabilities_that_are_none_are_refused(wrong: np.ndarray, taxonomy: Taxonomy) -> None:
    with pytest.raises(BadData, match=r"Expected (one for each of both|calibrated scores)"):
        doubtful(ROWS, wrong, taxonomy)


def test_without_cleanlab_it_says_what_to_install(taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("cleanlab")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cleanlab", None)  # what an import finds where a package is missing
    with pytest.raises(BadSettings, match="make install-label"):
        doubtful(ROWS, np.full((168, 4), 0.5), taxonomy)


def test_a_corruption_flips_one_category_and_nothing_else(taxonomy: Taxonomy) -> None:
    before: dict[str, LabelledParagraph] = {row.id: row for row in ROWS}
    spoilt = corrupt(ROWS, taxonomy, among=100, count=20, seed=3)
    assert len(spoilt.rows) == 100
    assert len(spoilt.wrong) == 20
    for row in spoilt.rows:
        changed = set(row.labels) ^ set(before[row.id].labels)
        assert changed == ({spoilt.wrong[row.id]} if row.id in spoilt.wrong else set())
    assert spoilt == corrupt(ROWS, taxonomy, among=100, count=20, seed=3)
    assert spoilt != corrupt(ROWS, taxonomy, among=100, count=20, seed=4)
