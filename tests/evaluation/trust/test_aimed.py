"""A manifest with thresholds for an aim: what changes in it, what does not, and what is refused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from evaluation.trust.aimed import aimed, check_categories
from evaluation.trust.aims import Aim, Chosen, choose, read_aim
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_TAGGER
from models.decision import chances_of_a_wrong_tag
from models.manifest import read_manifest
from storage.errors import BadData, BadSettings

MANIFEST = read_manifest(SHIPPED_TAGGER)
IDS = Taxonomy.load().ids
Maker = Callable[..., LabelledParagraph]


@pytest.fixture
def rows(make_row: Maker) -> list[LabelledParagraph]:
    generator = np.random.default_rng(0)
    return [
        make_row(n, *[key for key in IDS if generator.random() < 0.3], report=f"岚川县-{n // 20}") for n in range(600)
    ]


@pytest.fixture
def scores(rows: list[LabelledParagraph]) -> list[dict[str, float]]:
    """Return scores that tell what carries a category from what does not, and err in one of ten."""
    generator = np.random.default_rng(1)
    return [{key: float(generator.beta(*((6, 2) if key in row.labels else (2, 6)))) for key in IDS} for row in rows]


def test_only_the_categories_asked_for_get_other_thresholds(
    rows: list[LabelledParagraph], scores: list[dict[str, float]]
) -> None:
    aim = read_aim("recall=0.9")
    found = aimed(MANIFEST, rows, scores, aim, categories=["security"], data="rows.jsonl")
    thresholds = found.changes["thresholds"]
    assert {key for key in IDS if thresholds[key] != MANIFEST.thresholds[key]} == {"security"}
    alone = choose(
        np.array([one["security"] for one in scores]),
        np.array(["security" in row.labels for row in rows]),
        [row.report for row in rows],
        aim,
    )
    assert isinstance(alone, Chosen)
    assert thresholds["security"] == alone.threshold
    assert found.changes["scores"]["aim"]["categories"] == {"security": alone.to_json()}


def test_a_fifth_of_the_paragraphs_is_marked_at_the_new_thresholds(
    rows: list[LabelledParagraph], scores: list[dict[str, float]]
) -> None:
    found = aimed(MANIFEST, rows, scores, Aim("share"), categories=IDS, data="rows.jsonl")
    changed = replace(MANIFEST, **found.changes)
    table = np.array([[one[key] for key in IDS] for one in scores])
    tagged = table >= np.array(list(changed.thresholds.values()))
    assert changed.review_above is not None
    assert (chances_of_a_wrong_tag(table, tagged, False) > changed.review_above).mean() == pytest.approx(0.2, abs=0.002)
    assert changed.review_band is None


def test_the_reports_it_was_chosen_by_count_as_seen_and_training_stays_what_it_was(
    rows: list[LabelledParagraph], scores: list[dict[str, float]]
) -> None:
    changed = replace(MANIFEST, **aimed(MANIFEST, rows, scores, Aim("f1"), categories=IDS, data="rows.jsonl").changes)
    assert {row.report for row in rows} <= set(changed.reports_seen)
    assert set(MANIFEST.reports_seen) <= set(changed.reports_seen)
    assert changed.data["reports"] == MANIFEST.data["reports"]
    assert changed.scores["macro_f1"] == MANIFEST.scores["macro_f1"]


def test_what_cannot_be_promised_names_every_category_in_one_line(
    rows: list[LabelledParagraph], scores: list[dict[str, float]]
) -> None:
    with pytest.raises(BadData) as refusal:
        aimed(MANIFEST, rows[:60], scores[:60], read_aim("precision=0.99"), categories=IDS, data="rows.jsonl")
    message = str(refusal.value)
    assert "\n" not in message
    assert all(f"{key}: precision of at least 0.99 cannot be promised with these labels" in message for key in IDS)
    assert message.endswith("Label more reports, aim lower, or name other categories with --category.")


def test_categories_come_in_the_order_of_the_taxonomy_and_unknown_ones_are_named() -> None:
    assert check_categories(MANIFEST, ()) == IDS
    assert check_categories(MANIFEST, ("security", "ecology")) == ("ecology", "security")
    with pytest.raises(BadSettings, match="--category names 'safety'"):
        check_categories(MANIFEST, ("safety",))


def test_categories_that_exclude_each_other_have_no_threshold_of_their_own() -> None:
    exclusive = replace(MANIFEST, taxonomy=replace(MANIFEST.taxonomy, exclusive=True))
    with pytest.raises(BadSettings, match="exactly one category"):
        check_categories(exclusive, ())
