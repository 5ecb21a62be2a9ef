"""Shares of what people bring: odd columns, broken lines, empty groups, many groups."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from evaluation.findings import blocks
from evaluation.findings.corpus import Labels, Tagger
from evaluation.findings.findings import Asked, Findings, find
from evaluation.pages.shares_page import write_findings
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from storage.jsonl import write_objects
from tests.evaluation.findings.tagged_corpus import IDS, MODEL, corpus, gold

TAGGED = corpus()
GOLD = gold(TAGGED)
SOME = [row for row in GOLD if row.report[0] in "砚岚霁鹿"]
Line = dict[str, Any]


def found(
    folder: Path, change: Callable[[int, Line], Line], asked: Asked, rows: list[LabelledParagraph] = SOME
) -> Findings:
    """Return the findings of the corpus with changed lines."""
    folder.mkdir()
    write_objects(folder / "tagged.jsonl", (change(n, one.to_json()) for n, one in enumerate(TAGGED)))
    return find(folder, Labels(rows, True, {}), Tagger(MODEL, Taxonomy.load(), ()), asked)


@pytest.mark.parametrize(
    ("change", "asked", "says"),
    [
        (lambda n, line: {**line, "id": "岚川县-2031:000"}, Asked(), "line 2: the id '岚川县-2031:000' stands twice"),
        (lambda n, line: {**line, "tags": [["x"]]}, Asked(), r"line 1: tags is \[\['x'\]\]"),
        (lambda n, line: {**line, "tags": "ecology"}, Asked(), "line 1: tags is 'ecology'"),
        (lambda n, line: {**line, "evidence": {"ecology": [[0, 10**9, 1]]}}, Asked("characters"), "line 1: evidence"),
        (lambda n, line: {**line, "evidence": {"ecology": [["a", 2, 1]]}}, Asked("sentences"), "line 1: evidence"),
        (lambda n, line: {**line, "evidence": {"ecology": [[0, 9, 1], [5, 12, 1]]}}, Asked("sentences"), "evidence"),
        (lambda n, line: {**line, "evidence": {"ecology": 3}}, Asked("sentences"), "line 1: evidence"),
        (lambda n, line: {**line, "text": ""}, Asked(), "line 1: the key 'text' is missing"),
    ],
)
def test_lines_that_tag_py_does_not_write_are_refused(
    tmp_path: Path, change: Callable[[int, Line], Line], asked: Asked, says: str
) -> None:
    with pytest.raises(BadData, match=says) as refusal:
        found(tmp_path / "tagged", change, asked)
    assert "Expected" in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_year_is_one_year_as_text_as_number_and_as_a_table_keeps_it(tmp_path: Path) -> None:
    def mixed(n: int, line: Line) -> Line:
        return {**line, "year": [line["year"], str(line["year"]), float(line["year"]), f" {line['year']}\n"][n % 4]}

    changed = found(tmp_path / "mixed", mixed, Asked(by=("year",)))
    assert changed.to_json() == found(tmp_path / "plain", lambda n, line: line, Asked(by=("year",))).to_json()


def test_reports_without_a_year_do_not_hide_the_trend_of_the_others(tmp_path: Path) -> None:
    def some_without(n: int, line: Line) -> Line:
        return {**line, "year": None} if line["report"].startswith("砚") else line

    kinds = {
        (one.kind, one.first, one.last) for one in found(tmp_path / "t", some_without, Asked(by=("year",))).differences
    }
    assert kinds == {("difference", ("2031",), ("2033",)), ("trend", ("2031",), ("2033",))}


def test_a_column_that_differs_inside_reports_is_compared_inside_them(tmp_path: Path) -> None:
    """As looking back and ahead are: what moves both sides of a report alike cancels in the difference."""
    own = found(tmp_path / "own", lambda n, line: {**line, "side": line["part"]}, Asked(by=("side",)))
    part = found(tmp_path / "part", lambda n, line: line, Asked(by=("part",)))
    assert [(one.value, one.error) for one in own.differences] == [(one.value, one.error) for one in part.differences]
    assert own.differences


def test_a_column_that_only_some_lines_have_may_be_grouped_by(tmp_path: Path) -> None:
    def some(n: int, line: Line) -> Line:
        return {**line, "colour": "red"} if line["report"].startswith(("岚", "鹿")) else line

    groups = {one.group for one in found(tmp_path / "t", some, Asked(by=("colour",))).shares}
    assert groups == {(), ("red",), ("–",)}


def test_values_with_commas_lines_formulas_and_control_characters_stay_what_they_are(tmp_path: Path) -> None:
    def odd(n: int, line: Line) -> Line:
        return {**line, "group": '东部, "一"\n区' if line["report"][0] in "砚岚" else "=cmd|x\x01<script>mean"}

    findings = found(tmp_path / "t", odd, Asked(by=("group",)))
    page = write_findings(tmp_path / "out", findings)
    assert {one.group for one in findings.shares} == {(), ('东部, "一" 区',), ("=cmd|x\x01<script>mean",)}
    assert "<script>mean" not in page.read_text("utf-8")
    cells = [row[0] for row in load_workbook(page.parent / "shares.xlsx")["占比 shares"].iter_rows(values_only=True)]
    assert set(cells) == {"group", "*", '东部, "一" 区', "'=cmd|x<script>mean"}
    csv = (page.parent / "shares.csv").read_text("utf-8-sig")
    assert '"东部, ""一"" 区"' in csv and "\n=" not in csv


def test_numbers_of_any_length_are_put_in_order(tmp_path: Path) -> None:
    def long(n: int, line: Line) -> Line:
        return {**line, "number": "9" * 5000 if line["report"].startswith("砚") else str(line["year"] % 2)}

    findings = found(tmp_path / "t", long, Asked(by=("number",)))
    assert json.dumps(findings.to_json(), allow_nan=False)


def test_where_nothing_carries_anything_the_page_is_still_drawn(tmp_path: Path) -> None:
    nothing = [LabelledParagraph(row.paragraph, ()) for row in GOLD]
    findings = found(tmp_path / "t", lambda n, line: {**line, "tags": [], "evidence": {}}, Asked(), nothing)
    assert write_findings(tmp_path / "out", findings).is_file()
    assert {(one.share, one.low, one.high) for one in findings.shares} == {(0.0, 0.0, 0.0)}


def test_a_share_corrected_below_nothing_is_nothing(tmp_path: Path) -> None:
    """The tagger finds a category in the labelled reports alone, where people find none."""
    names = {row.report for row in SOME}

    def wrong(n: int, line: Line) -> Line:
        return {**line, "tags": [IDS[0]] if line["report"] in names else [], "evidence": {}}

    findings = found(tmp_path / "t", wrong, Asked(), [LabelledParagraph(row.paragraph, ()) for row in SOME])
    for one in findings.shares:
        assert one.share is not None and one.low is not None and one.high is not None
        assert 0 <= one.low <= one.share <= one.high <= 1
    assert findings.shares[0].share == 0


def test_as_many_groups_as_reports_are_told_apart(tmp_path: Path) -> None:
    shares = found(tmp_path / "t", lambda n, line: line, Asked(by=("report",))).shares
    assert len(shares) == (1 + 24) * len(IDS)
    assert {one.share is None for one in shares if one.reports_labelled} == {False}
    assert {one.note for one in shares if not one.reports_labelled} == {
        "0 of its 1 reports labelled: label 1 more to correct it"
    }


def test_more_groups_than_memory_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MOST_CELLS", 1000)
    with pytest.raises(BadSettings, match=f"makes {len(TAGGED)} groups inside 24 reports. Expected at most 10"):
        found(tmp_path / "t", lambda n, line: line, Asked(by=("id",)))


def test_groups_to_compare_need_a_name_they_are_told_apart_by(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="--compare without --by"):
        found(tmp_path / "t", lambda n, line: line, Asked(pairs=((("2031",), ("2033",)),)))
