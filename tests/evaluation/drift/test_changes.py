"""Two tagged folders are compared whole: what changed is shown and what did not is not, and misuse gets one line."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import html

from evaluation.drift.changes import Changes, find_changes
from evaluation.drift.stream import Stream, Watch, watch_stream
from evaluation.findings.corpus import Tagger
from evaluation.pages.trust.drift_page import write_drift
from inference.tagged import TaggedParagraph
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from tests.evaluation.findings.tagged_corpus import IDS, MODEL, corpus, gold, write_tagged

TAXONOMY = Taxonomy.load()
TAGGER = Tagger(MODEL, TAXONOMY, ())
BEFORE = corpus(10, (2031, 2032, 2033))
AFTER = corpus(10, (2034, 2035), seed=5)


def changed(text: str) -> list[TaggedParagraph]:
    """Return the later reports with a word in every paragraph that earlier ones do not know."""
    return [replace(one, paragraph=replace(one.paragraph, text=one.paragraph.text + text)) for one in AFTER]


@pytest.fixture
def before(tmp_path: Path) -> Path:
    return write_tagged(tmp_path / "before", BEFORE)


def compare(before: Path, after: list[TaggedParagraph], model: str = MODEL) -> Changes:
    return find_changes(before, write_tagged(before.parent / "after", after), model, IDS)


def test_reports_of_the_same_kind_show_no_change(before: Path) -> None:
    found = compare(before, AFTER)
    assert found.shown == ()
    assert found.reports == (30, 20)
    assert found.paragraphs == (len(BEFORE), len(AFTER))


def test_what_no_later_paragraph_states_is_no_question_and_not_unchanged(before: Path) -> None:
    without = [replace(one, paragraph=replace(one.paragraph, part="")) for one in AFTER]
    found = compare(before, without)
    assert "planned" not in {one.kind for one in found.changes}
    assert len(found.changes) == len(compare(before, AFTER).changes) - 1


def test_new_words_show_as_new_pairs_and_longer_paragraphs(before: Path) -> None:
    found = compare(before, changed("发展低空经济。"))
    assert {one.kind for one in found.shown} == {"pairs", "characters", "length"}
    assert "低空" in {one.text for one in found.new_pairs}
    (length,) = (one for one in found.shown if one.kind == "length")
    assert length.after - length.before == pytest.approx(7, abs=0.5)


def test_scores_that_moved_and_tags_that_became_more_show_for_their_category_alone(before: Path) -> None:
    moved = [replace(one, scores={**one.scores, "ecology": 0.8}, tags=("ecology",)) for one in AFTER]
    found = compare(before, moved)
    scores = {one.name: one for one in found.changes if one.kind == "scores"}
    assert scores["ecology"].shown
    assert scores["ecology"].value == pytest.approx(0.3, abs=0.005)
    assert not any(scores[key].shown for key in IDS if key != "ecology")
    tags = {one.name: one for one in found.changes if one.kind == "tags"}
    assert tags["ecology"].after == 1
    assert tags["ecology"].shown


def test_p_values_are_corrected_for_all_questions(before: Path) -> None:
    found = compare(before, AFTER)
    lowest = min(found.changes, key=lambda one: one.p)
    assert lowest.p_holm == pytest.approx(min(1, lowest.p * len(found.changes)))


def test_reports_of_both_folders_are_left_out_and_counted(before: Path) -> None:
    found = compare(before, [*BEFORE[:40], *AFTER])
    assert found.left_out == len({one.paragraph.report for one in BEFORE[:40]})
    assert found.reports == (30, 20)


def test_the_same_reports_twice_are_refused(before: Path) -> None:
    with pytest.raises(BadData, match="30 reports are in --before too"):
        compare(before, BEFORE)


def test_one_report_is_too_few(before: Path) -> None:
    with pytest.raises(BadData, match=r"holds 1 report\. Expected at least 2"):
        compare(before, [one for one in AFTER if one.paragraph.report == AFTER[0].paragraph.report])


def test_tags_of_another_bundle_are_refused(before: Path) -> None:
    with pytest.raises(BadData, match="the bundle given is tagger-other"):
        compare(before, AFTER, "tagger-other")


# The stream


def worse(rows: list[LabelledParagraph], key: str, share: float) -> list[LabelledParagraph]:
    """Let people give a category to more paragraphs than the model did."""
    chance = np.random.default_rng(2)
    return [
        replace(row, labels=tuple(one for one in IDS if one in row.labels or (one == key and chance.random() < share)))
        for row in rows
    ]


def watched(before: Path, rows: list[LabelledParagraph], watch: Watch, tagger: Tagger = TAGGER) -> Stream:
    return watch_stream(before, write_tagged(before.parent / "after", AFTER), rows, tagger, watch)


def test_a_fall_is_an_alarm_for_its_category_alone(before: Path) -> None:
    found = watched(before, gold(BEFORE) + worse(gold(AFTER), "ecology", 0.8), Watch())
    assert {(one.category, one.measure) for one in found.alarmed} == {("ecology", "recall")}
    assert found.baseline == 30
    assert len(found.reports) == 20


def test_no_fall_is_no_alarm(before: Path) -> None:
    assert watched(before, gold(BEFORE) + gold(AFTER), Watch()).alarmed == ()


def test_floors_that_are_stated_need_no_labels_of_before(before: Path) -> None:
    found = watched(before, gold(AFTER), Watch(0.5, 0.5))
    assert (found.baseline, {one.floor for one in found.watched}) == (0, {0.5})


def test_without_floors_and_labels_of_before_there_is_one_line(before: Path) -> None:
    with pytest.raises(BadData, match="tell no floor of recall"):
        watched(before, gold(AFTER), Watch())


def test_counts_are_those_of_the_labels(before: Path) -> None:
    rows = gold(AFTER)
    one = watched(before, rows, Watch(0.5, 0.5)).watched[0]
    tags = {one.paragraph.id: one.tags for one in AFTER}
    carrying = [row for row in rows if "industry" in row.labels]
    assert (one.category, one.measure, one.asked) == ("industry", "recall", len(carrying))
    assert one.found == sum("industry" in tags[row.id] for row in carrying)


def test_labels_come_in_the_order_of_the_file_or_of_dates(before: Path) -> None:
    rows = gold(AFTER)[::-1]
    found = watched(before, rows, Watch(0.5, 0.5))
    assert found.reports == tuple(dict.fromkeys(row.report for row in rows))
    with pytest.raises(BadSettings, match="states no date"):
        watched(before, rows, Watch(0.5, 0.5, order="date"))
    abouts = (replace(one.paragraph.about, date=f"{one.paragraph.about.year}-01-09") for one in AFTER)
    paragraphs = (replace(one.paragraph, about=about) for one, about in zip(AFTER, abouts, strict=True))
    dated = [replace(one, paragraph=own) for one, own in zip(AFTER, paragraphs, strict=True)]
    after = write_tagged(before.parent / "dated", dated)
    found = watch_stream(before, after, rows, TAGGER, Watch(0.5, 0.5, order="date"))
    assert [name[-4:] for name in found.reports] == sorted(name[-4:] for name in found.reports)


def test_labels_that_next_chose_that_taught_or_are_incomplete_do_not_serve(before: Path) -> None:
    rows = gold(AFTER)
    chosen = [replace(row, paragraph=replace(row.paragraph, extra={"why": "unsure"})) for row in rows]
    with pytest.raises(BadData, match="because they are hard"):
        watched(before, chosen, Watch(0.5, 0.5))
    with pytest.raises(BadData, match="was trained on"):
        watched(before, rows, Watch(0.5, 0.5), Tagger(MODEL, TAXONOMY, {rows[0].report}))
    found = watched(before, rows[1:], Watch(0.5, 0.5))
    assert rows[0].report not in found.reports
    assert "not wholly labelled" in found.left_out[0].english


def test_the_page_says_what_the_file_holds_and_escapes_it(before: Path, tmp_path: Path) -> None:
    changes = compare(before, changed("<script>alert(1)</script>低空。"))
    stream = watched(before, gold(BEFORE) + worse(gold(AFTER), "ecology", 0.8), Watch())
    page = write_drift(tmp_path / "out", changes, stream, TAXONOMY)
    held = json.loads((tmp_path / "out" / "drift.json").read_text("utf-8"))
    text = page.read_text("utf-8")
    assert "<script>alert" not in text
    assert "http://" not in text
    assert "https://" not in text
    tree = html.fromstring(text)
    shown = tree.xpath('//section[@id="changed"]//li')
    assert len(shown) == sum(one["shown"] for one in held["changes"]) > 0
    rows = tree.xpath('//section[@id="figures"]//tbody/tr')
    assert [row.xpath("./td[7]/text()")[0] for row in rows] == [f"{one['p_holm']:.4f}" for one in held["changes"]]
    alarmed = [one for one in held["stream"]["watched"] if one["alarmed"]]
    assert len(tree.xpath('//section[@id="stream"]//li[starts-with(., "▲")]')) == len(alarmed) == 1
