import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evaluation.findings import MEASURES
from evaluation.findings.corpus import Labels, Tagger
from evaluation.findings.findings import Asked, Findings, find
from evaluation.findings.method import method
from evaluation.pages.shares_page import findings_page, write_findings
from inference.tagged import TaggedParagraph
from labels.answered import Answer
from labels.labelled import LabelledParagraph
from labels.sampling.design import SAMPLING
from labels.sampling.draw import draw
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from tests.evaluation.findings.tagged_corpus import IDS, MODEL, corpus, gold, write_tagged

TAGGED = corpus()
GOLD = gold(TAGGED)
TAXONOMY = Taxonomy.load()
PLAIN = Asked()
Rows = Sequence[LabelledParagraph]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tagged(tmp_path / "tagged", TAGGED)


def found(folder: Path, rows: Rows, asked: Asked = PLAIN, **given: Any) -> Findings:
    labels = Labels(rows, given.get("vouched", False), given.get("unseen", {}))
    return find(folder, labels, Tagger(given.get("bundle", MODEL), TAXONOMY, given.get("taught", ())), asked)


def sampled(by: Sequence[str] = ("year",), budget: int = 80, within: int | None = None) -> list[LabelledParagraph]:
    """Return the labels of a sample of the corpus."""
    paragraphs = [one.paragraph for one in TAGGED]
    drawn = draw(paragraphs, by, budget, within=within, seed=3)
    how = {one.id: own.to_json() for one, own in drawn.paragraphs}
    return [
        replace(row, paragraph=replace(row.paragraph, extra={SAMPLING: how[row.id]})) for row in GOLD if row.id in how
    ]


@pytest.mark.parametrize("measure", MEASURES)
def test_where_all_is_labelled_shares_are_counted_in_any_measure(folder: Path, measure: Any) -> None:
    spans = 2  # sentences of each paragraph
    for one in found(folder, GOLD, Asked(measure)).shares:
        carrying = [row for row in GOLD if one.category in row.labels]
        amount = {
            "paragraphs": len(carrying) / len(GOLD),
            "sentences": len(carrying) / (spans * len(GOLD)),
            "characters": sum(end - start for row in carrying for start, end in row.evidence[one.category])
            / sum(len(row.text) for row in GOLD),
        }[measure]
        assert one.share == pytest.approx(amount, abs=1e-12)
        assert (one.low, one.high, one.error) == (one.share, one.share, 0)


def test_groups_add_up_to_the_whole(folder: Path) -> None:
    shares = found(folder, GOLD, Asked(by=("year", "part"))).shares
    for key in IDS:
        whole, *groups = [one for one in shares if one.category == key]
        assert sum(one.paragraphs for one in groups) == whole.paragraphs == len(GOLD)
        assert sum(one.raw * one.paragraphs for one in groups) == pytest.approx(whole.raw * whole.paragraphs)


@pytest.mark.parametrize("by", ["分组", "column.year"])
def test_a_column_of_the_users_own_table_makes_groups(by: str, tmp_path: Path) -> None:
    def carrying(one: TaggedParagraph) -> TaggedParagraph:
        group = "甲" if one.paragraph.about.region < "榆" else "乙"
        row = {"sheet": "", "row": 2, "columns": {by.removeprefix("column."): group}}
        return replace(one, paragraph=replace(one.paragraph, extra={"row": row}))

    tagged = [carrying(one) for one in TAGGED]
    sample = draw([one.paragraph for one in tagged], [by], 60, within=None, seed=0)
    assert set(sample.strata) == {"甲", "乙"}
    shares = found(write_tagged(tmp_path / "tagged", tagged), GOLD, Asked(by=(by,))).shares
    paragraphs = {one.group: one.paragraphs for one in shares}
    assert set(paragraphs) == {(), ("甲",), ("乙",)}
    assert paragraphs["甲",] + paragraphs["乙",] == paragraphs[()] == len(GOLD)


@pytest.mark.parametrize("by", [("year",), ("year", "level"), ("part",), ()])
@pytest.mark.parametrize("within", [None, 3])
def test_a_sample_corrects_what_was_counted(folder: Path, by: tuple[str, ...], within: int | None) -> None:
    rows = sampled(within=within, budget=60 if within else 80)
    findings = found(folder, rows, Asked(by=by))
    assert findings.left_out == ()
    assert findings.paragraphs_labelled == len(rows)
    truth = {one.category: one.share for one in found(folder, GOLD).shares}
    for one in findings.shares[: len(IDS)]:
        assert one.share is not None and one.low is not None and one.high is not None
        assert one.low < one.share < one.high
        assert abs(one.share - float(truth[one.category] or 0)) < 4 * float(one.error or 0)
    assert json.loads(json.dumps(findings.to_json(), allow_nan=False))["measure"] == "paragraphs"


def test_tags_given_before_the_model_knew_them_replace_those_after(folder: Path) -> None:
    rows = sampled()
    taught = {row.report for row in rows}
    unseen = {row.id: {"id": row.id, "tags": list(row.labels)} for row in rows}
    one = found(folder, rows, taught=taught, unseen=unseen)
    assert one.out_of_fold == len(rows)
    raw = {share.category: share for share in one.shares}
    tags = {tagged.paragraph.id: tagged.tags for tagged in TAGGED} | {row.id: row.labels for row in rows}
    for key in IDS:
        assert raw[key].raw == pytest.approx(sum(key in own for own in tags.values()) / len(TAGGED))


def test_differences_and_trends_are_asked_of_every_name(folder: Path) -> None:
    differences = found(folder, GOLD, Asked(by=("year", "part"))).differences
    asked = {(one.kind, one.first, one.last) for one in differences}
    for part in ("done", "planned"):
        assert ("trend", ("2031", part), ("2033", part)) in asked
        assert ("difference", ("2031", part), ("2033", part)) in asked
    assert ("difference", ("2032", "done"), ("2032", "planned")) in asked
    assert len(differences) == len(asked) * len(IDS)
    shares = {
        (one.group, one.category): one.share or 0 for one in found(folder, GOLD, Asked(by=("year", "part"))).shares
    }
    for one in differences:
        if one.kind == "difference":
            assert one.value == pytest.approx(shares[one.last, one.category] - shares[one.first, one.category])


def chosen(rows: Rows) -> Rows:
    return [replace(row, paragraph=replace(row.paragraph, extra={"why": {}, "rank": 1})) for row in rows]


def other_text(rows: Rows) -> Rows:
    return [replace(row, paragraph=replace(row.paragraph, text=row.text + "。")) for row in rows]


def elsewhere(rows: Rows) -> Rows:
    return [replace(row, paragraph=replace(row.paragraph, id=f"x{row.id}")) for row in rows]


def of_another_frame(rows: Rows) -> Rows:
    return [
        replace(
            row,
            paragraph=replace(row.paragraph, extra={SAMPLING: {**row.paragraph.extra[SAMPLING], "frame": 900}}),
        )
        for row in rows
    ]


def of_shorter_reports(rows: Rows) -> Rows:
    """The reports had fewer paragraphs when they were drawn."""
    return [
        replace(
            row, paragraph=replace(row.paragraph, extra={SAMPLING: {**how, "paragraphs": 1, "paragraphs_drawn": 1}})
        )
        for row in rows
        for how in [row.paragraph.extra[SAMPLING]]
    ]


def first_of_each(rows: Rows) -> Rows:
    return [row for row in rows if row.paragraph.index == 0]


def unmarked(rows: Rows) -> Rows:
    return [replace(row, evidence={}) for row in rows]


def corrected(rows: Rows) -> Rows:
    return [replace(row, corrected={"model": MODEL, "tags": [], "evidence": {}}) for row in rows]


def by_a_model(rows: Rows) -> Rows:
    return [replace(row, annotators={"llm:large@0a1b2c3d": row.labels}) for row in rows]


def on_view(rows: Rows) -> Rows:
    return [replace(row, answers={"顾": Answer(shown=row.labels, model=MODEL)}) for row in rows]


REFUSED: dict[str, tuple[Callable[[], Rows], Asked, dict[str, Any], str]] = {
    "labels that next chose": (lambda: chosen(GOLD[:60]), Asked(), {}, "were chosen by `label_studio.py next`"),
    "labels that next chose, whoever vouches for them": (
        lambda: chosen([row for row in GOLD if row.report in {GOLD[0].report, GOLD[-1].report}]),
        Asked(),
        {"vouched": True},
        "were chosen by `label_studio.py next`",
    ),
    "labels nobody says how they were drawn": (lambda: GOLD[:60], Asked(), {}, "How the [0-9]+ labelled of 24 reports"),
    "corrections": (lambda: corrected(GOLD[:60]), Asked(), {}, "60 of the 60 .* corrected on reading pages"),
    "corrections of everything": (lambda: corrected(GOLD), Asked(), {}, "corrected on reading pages"),
    "corrections, whoever vouches for them": (lambda: corrected(GOLD), Asked(), {"vouched": True}, "chosen by their"),
    "corrections of a whole sample": (lambda: corrected(sampled()), Asked(), {}, "with the model's tags on view"),
    "labels of a language model alone": (
        lambda: by_a_model(GOLD),
        Asked(),
        {},
        "language model alone .*llm:large",
    ),
    "a sample that a language model labelled": (lambda: by_a_model(sampled()), Asked(), {}, "errors do not cancel out"),
    "a sample that people labelled in part": (
        lambda: [*sampled()[:9], *by_a_model(sampled()[9:])],
        Asked(),
        {"vouched": True},
        "by a language model alone",
    ),
    "a sample that was not answered blind": (lambda: on_view(sampled()), Asked(), {}, "tends to agree"),
    "labels that taught the model": (sampled, Asked(), {"taught": [GOLD[0].report, sampled()[0].report]}, "trained on"),
    "labels of other text": (lambda: other_text(sampled()), Asked(), {}, "not the text that was tagged"),
    "labels of other reports": (lambda: elsewhere(sampled()), Asked(), {}, "None of the"),
    "a sample of other reports": (lambda: of_another_frame(sampled()), Asked(), {}, "its sample is of 900 reports"),
    "reports that changed since": (lambda: of_shorter_reports(sampled()), Asked(), {}, "had 1 paragraphs when"),
    "reports never wholly labelled": (lambda: first_of_each(sampled()), Asked(), {}, "No report is wholly labelled"),
    "tags of another bundle": (sampled, Asked(), {"bundle": "tagger-11111111"}, "Expected the one that tagged"),
    "sentences nobody marked": (lambda: unmarked(sampled()), Asked("sentences"), {}, "nobody marked the sentences"),
    "a name no line has": (sampled, Asked(by=("colour",)), {}, "No line of tagged.jsonl has 'colour'"),
    "a name twice": (sampled, Asked(by=("year", "year")), {}, "names year twice"),
    "a group that is not": (sampled, Asked(by=("year",), pairs=((("2031",), ("1999",)),)), {}, "does not exist"),
    "sentences of out-of-fold tags": (sampled, Asked("sentences"), {"unseen": {"x": {}}}, "name no sentences"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_concluded_from_is_refused_in_one_line(folder: Path, case: str) -> None:
    rows, asked, given, says = REFUSED[case]
    with pytest.raises((BadData, BadSettings), match=says) as refusal:
        found(folder, rows(), asked, **given)
    assert "Expected" in str(refusal.value) and "\n" not in str(refusal.value)


def test_corrections_beside_a_sample_are_left_out(folder: Path) -> None:
    sample = sampled()
    drawn = {row.id for row in sample}
    beside = corrected([row for row in GOLD if row.id not in drawn][:5])
    both = found(folder, [*sample, *beside])
    assert both.left_out[0].english == "5 labelled paragraphs are of no sample and left out"
    assert both.shares == found(folder, sample).shares


def test_it_is_said_where_everything_was_labelled_with_tags_on_view(folder: Path) -> None:
    (told,) = found(folder, on_view(GOLD)).left_out
    assert told.english == (
        f"{len(GOLD)} labelled paragraphs were answered with a model's tags on view, which draws answers towards them; "
        "the intervals know nothing of that"
    )


def test_one_labelled_report_corrects_nothing_and_says_what_is_missing(folder: Path) -> None:
    one = found(folder, [row for row in GOLD if row.report == GOLD[0].report], Asked(by=("year",)), vouched=True)
    assert {share.share for share in one.shares} == {None}
    assert one.shares[0].note == "1 of its 24 reports labelled: label 1 more to correct it"
    assert one.differences == ()


def test_reports_labelled_in_part_are_left_out_and_named(folder: Path) -> None:
    rows = sampled()
    findings = found(folder, rows[1:])
    assert findings.left_out[0].english.startswith(
        f"1 reports are not wholly labelled and left out ('{rows[0].report}'"
    )
    assert findings.left_out[1].english.startswith("1 drawn reports")


def test_a_sample_within_reports_is_not_called_reports_labelled_whole(folder: Path) -> None:
    whole, every = found(folder, sampled()), found(folder, sampled(within=3, budget=10_000))
    assert (whole.within, every.within) == (0, 3)
    assert "within" not in whole.to_json()
    assert every.reports == every.reports_labelled
    assert not every.complete
    chinese, english = method(every)
    assert f"（每份抽至多3段，共{every.paragraphs_labelled}段）" in chinese
    assert f"(up to 3 paragraphs of each, {every.paragraphs_labelled} paragraphs) drawn" in english
    assert "up to 3 paragraphs of each" in findings_page(every)
    assert "paragraphs of each" not in findings_page(whole) + "".join(method(whole))


def test_a_sample_within_reports_and_one_of_whole_reports_serve_together(folder: Path) -> None:
    truth = {one.category: one.share for one in found(folder, GOLD).shares}
    held = []
    for seed in range(20):
        how: dict[str, Any] = {}
        for within, budget in ((3, 40), (None, 60)):
            drawn = draw([one.paragraph for one in TAGGED], ("year",), budget, within=within, seed=2 * seed + budget)
            for one, own in drawn.paragraphs:
                how.setdefault(one.id, own.to_json())
        rows = [replace(r, paragraph=replace(r.paragraph, extra={SAMPLING: how[r.id]})) for r in GOLD if r.id in how]
        for share in found(folder, rows).shares:
            assert share.low is not None and share.high is not None
            held.append(share.low <= float(truth[share.category] or 0) <= share.high)
    assert np.mean(held) > 0.9


def test_everything_written_says_the_same_numbers(folder: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    findings = found(folder, sampled(), Asked(by=("year",)))
    page = write_findings(tmp_path / "out", findings)
    figures = json.loads((page.parent / "shares.json").read_text("utf-8"))
    lines = (page.parent / "shares.csv").read_text("utf-8-sig").splitlines()
    sheet = load_workbook(page.parent / "shares.xlsx")["占比 shares"]
    cells = list(sheet.iter_rows(values_only=True))
    assert len(figures["shares"]) == len(lines) - 1 == len(cells) - 1 == 4 * len(IDS)
    column = cells[0].index("share")
    for one, line, row in zip(figures["shares"], lines[1:], cells[1:], strict=True):
        assert repr(one["share"]) in line.split(",")
        assert row[column] == pytest.approx(one["share"], rel=1e-15)  # a workbook keeps 16 digits
        assert f"{100 * one['share']:.1f}" in page.read_text("utf-8")
    assert str(findings.paragraphs_labelled) in (page.parent / "method.txt").read_text("utf-8")
