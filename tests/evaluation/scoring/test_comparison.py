"""Two models side by side: scored as scikit-learn scores, paragraph by paragraph."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from evaluation.scoring.comparison import compare
from evaluation.scoring.said import Said, said_by
from inference.tagger import Tagger
from models.bundle import Bundle
from storage.errors import BadData
from tests.invented import invented_rows, with_evidence

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


def test_sentences_are_compared_where_the_labels_have_evidence(tiny_tagger: Tagger, other: Tagger) -> None:
    ids, rows = tiny_tagger.manifest.taxonomy.ids, [with_evidence(row) for row in ROWS]
    new, old = said_by(other, rows), said_by(tiny_tagger, rows)
    found = compare(rows, new, old, ids).sentences
    assert found is not None and new.sentences is not None and old.sentences is not None
    # Every sentence of an invented paragraph carries one label, in the order of the labels.
    truth = np.array([[key == label for key in ids] for row in rows for label in row.labels or ("none",)])
    tables = [np.concatenate(one.sentences.named) for one in (new, old) if one.sentences is not None]
    macro, macro_before = (f1_score(truth, one, average="macro", zero_division=0) for one in tables)
    micro, micro_before = (f1_score(truth, one, average="micro", zero_division=0) for one in tables)
    assert (found.macro_gain, found.micro_gain) == pytest.approx((macro - macro_before, micro - micro_before))
    assert found.new_scores.micro_f1 == pytest.approx(micro) != pytest.approx(found.old_scores.micro_f1)
    assert found.micro_interval is not None and found.macro_interval is not None
    assert found.micro_interval[0] <= found.micro_gain <= found.micro_interval[1]
    back = compare(rows, old, new, ids).sentences
    assert back is not None and back.micro_interval is not None
    assert back.micro_interval == pytest.approx((-found.micro_interval[1], -found.micro_interval[0]))


def test_without_evidence_or_without_sentences_the_comparison_is_as_before(tiny_tagger: Tagger) -> None:
    ids, both = tiny_tagger.manifest.taxonomy.ids, said_by(tiny_tagger, ROWS)
    assert "sentences" not in compare(ROWS, both, both, ids).to_json()
    marked = [with_evidence(row) for row in ROWS]
    assert "sentences" not in compare(marked, both, said(tiny_tagger), ids).to_json()


def test_a_missing_prediction_is_refused(tiny_tagger: Tagger) -> None:
    short = Said("short", said(tiny_tagger).tags[1:])
    with pytest.raises(BadData, match="predictions arrived"):
        compare(ROWS, short, said(tiny_tagger), tiny_tagger.manifest.taxonomy.ids)
