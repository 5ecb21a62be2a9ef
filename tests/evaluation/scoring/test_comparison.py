"""Two models side by side: scored as scikit-learn scores, on what neither has seen."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from evaluation.scoring.comparison import compare
from inference.tagger import Tagger
from models.bundle import Bundle
from storage.errors import BadBundle, BadData
from tests.invented import invented_rows

ROWS = invented_rows()


def having(bundle: Bundle, **changes: Any) -> Tagger:
    return Tagger(Bundle(bundle.folder, replace(bundle.manifest, **changes)), "cpu")


@pytest.fixture
def other(tiny_bundle: Bundle) -> Tagger:
    """The tiny tagger under another name, with thresholds that move its decisions."""
    thresholds: Mapping[str, float] = {key: one + 0.15 for key, one in tiny_bundle.manifest.thresholds.items()}
    return having(tiny_bundle, id="other", thresholds=thresholds)


def test_the_gain_is_the_difference_of_scikit_learns_macro_f1(tiny_tagger: Tagger, other: Tagger) -> None:
    found = compare(other, tiny_tagger, ROWS)
    marks = MultiLabelBinarizer(classes=list(tiny_tagger.manifest.taxonomy.ids))
    truth = marks.fit_transform([row.labels for row in ROWS])
    said = {one: [each.tags for each in one.tag(row.paragraph for row in ROWS)] for one in (other, tiny_tagger)}
    new, old = (
        f1_score(truth, marks.transform(said[one]), average="macro", zero_division=0) for one in (other, tiny_tagger)
    )
    assert found.gain == pytest.approx(new - old)
    assert found.gain != 0
    assert found.interval is not None and found.interval[0] <= found.gain <= found.interval[1]
    right = [
        (set(a) == set(row.labels), set(b) == set(row.labels)) for a, b, row in zip(*said.values(), ROWS, strict=True)
    ]
    assert (found.only_new, found.only_old) == (right.count((True, False)), right.count((False, True)))


def test_changing_sides_changes_the_sign(tiny_tagger: Tagger, other: Tagger) -> None:
    there, back = compare(other, tiny_tagger, ROWS), compare(tiny_tagger, other, ROWS)
    assert there.gain == pytest.approx(-back.gain)
    assert (there.new, there.only_new, there.only_old) == (back.old, back.only_old, back.only_new)


@pytest.mark.parametrize("taught", ["new", "old"])
def test_reports_that_either_was_taught_with_do_not_count(
    tiny_bundle: Bundle, tiny_tagger: Tagger, taught: str
) -> None:
    knowing = having(tiny_bundle, data={"reports": ["榆木市-2031", "云溪市-2031"]})
    found = compare(*((knowing, tiny_tagger) if taught == "new" else (tiny_tagger, knowing)), ROWS)
    assert found.left_out == sum(row.report in ("榆木市-2031", "云溪市-2031") for row in ROWS) > 0
    assert found.new_scores.paragraphs == len(ROWS) - found.left_out


def test_where_nothing_fair_is_left_nothing_is_compared(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    knowing = having(tiny_bundle, data={"reports": [row.report for row in ROWS]})
    with pytest.raises(BadData, match="no fair comparison is left"):
        compare(tiny_tagger, knowing, ROWS)


def test_models_of_other_categories_are_not_compared(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    exclusive = having(tiny_bundle, taxonomy=replace(tiny_bundle.manifest.taxonomy, exclusive=True))
    with pytest.raises(BadBundle, match="Expected the same categories"):
        compare(exclusive, tiny_tagger, ROWS)
