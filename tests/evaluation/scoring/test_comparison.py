"""Two models side by side: scored as scikit-learn scores, paragraph by paragraph."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from evaluation.scoring.comparison import compare
from evaluation.scoring.said import Said
from inference.tagger import Tagger
from models.bundle import Bundle
from storage.errors import BadData
from tests.invented import invented_rows

ROWS = invented_rows()


def having(bundle: Bundle, **changes: Any) -> Tagger:
    return Tagger(Bundle(bundle.folder, replace(bundle.manifest, **changes)), "cpu")


def said(tagger: Tagger) -> Said:
    return Said(tagger.manifest.id, [one.tags for one in tagger.tag(row.paragraph for row in ROWS)])


@pytest.fixture
def other(tiny_bundle: Bundle) -> Tagger:
    """The tiny tagger under another name, with thresholds that move its decisions."""
    thresholds: Mapping[str, float] = {key: one + 0.15 for key, one in tiny_bundle.manifest.thresholds.items()}
    return having(tiny_bundle, id="other", thresholds=thresholds)


def test_the_gain_is_the_difference_of_scikit_learns_macro_f1(tiny_tagger: Tagger, other: Tagger) -> None:
    found = compare(ROWS, said(other), said(tiny_tagger), tiny_tagger.manifest.taxonomy.ids)
    marks = MultiLabelBinarizer(classes=list(tiny_tagger.manifest.taxonomy.ids))
    truth = marks.fit_transform([row.labels for row in ROWS])
    tags = [said(one).tags for one in (other, tiny_tagger)]
    new, old = (f1_score(truth, marks.transform(one), average="macro", zero_division=0) for one in tags)
    assert found.gain == pytest.approx(new - old)
    assert found.gain != 0
    assert found.interval is not None and found.interval[0] <= found.gain <= found.interval[1]
    right = [(set(a) == set(row.labels), set(b) == set(row.labels)) for a, b, row in zip(*tags, ROWS, strict=True)]
    assert (found.only_new, found.only_old) == (right.count((True, False)), right.count((False, True)))


def test_changing_sides_changes_the_sign(tiny_tagger: Tagger, other: Tagger) -> None:
    one, two, ids = said(other), said(tiny_tagger), tiny_tagger.manifest.taxonomy.ids
    there, back = compare(ROWS, one, two, ids), compare(ROWS, two, one, ids)
    assert there.gain == pytest.approx(-back.gain)
    assert (there.new, there.only_new, there.only_old) == (back.old, back.only_old, back.only_new)


def test_a_comparison_says_how_many_paragraphs_were_left_out(tiny_tagger: Tagger) -> None:
    found = compare(ROWS, said(tiny_tagger), said(tiny_tagger), tiny_tagger.manifest.taxonomy.ids, left_out=7)
    assert (found.left_out, found.to_json()["left_out"]) == (7, 7)
    assert found.new_scores.paragraphs == len(ROWS)


def test_a_missing_prediction_is_refused(tiny_tagger: Tagger) -> None:
    short = Said("short", said(tiny_tagger).tags[1:])
    with pytest.raises(BadData, match="predictions arrived"):
        compare(ROWS, short, said(tiny_tagger), tiny_tagger.manifest.taxonomy.ids)
