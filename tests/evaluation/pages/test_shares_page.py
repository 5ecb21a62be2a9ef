"""shares.html explains what stands in its table and in the files beside it, in either language."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.findings.findings import Asked
from evaluation.pages.shares_columns import COLUMNS
from evaluation.pages.shares_page import findings_page
from tests import pages
from tests.evaluation.findings.test_hostile import found
from tests.evaluation.pages.made import MARKUP, shares


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shares(tmp_path_factory.mktemp("plain") / "out", "")


def test_every_column_and_mark_of_the_table_is_explained(page: Path) -> None:
    with page.with_name("shares.csv").open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    explained = {name for names in COLUMNS for name in names.split(", ")}
    assert set(header) - {"year"} <= explained
    assert {"*", "–"} <= explained
    for language, said in (("zh", "95 % 置信区间的两端"), ("en", "ends of the 95 % confidence interval")):
        assert said in pages.words(page.read_text("utf-8"), language)


def test_what_is_missing_is_said_in_both_languages(tmp_path: Path) -> None:
    written = shares(tmp_path / "out", "湖")
    held = json.loads(written.with_name("shares.json").read_text("utf-8"))
    missing = next(one for one in held["shares"] if one["share"] is None)
    text = written.read_text("utf-8")
    assert missing["note"] in pages.words(text, "en")
    assert missing["note_chinese"] in pages.words(text, "zh")
    assert held["left_out"][0] in pages.words(text, "en")
    assert "份报告没有标完，未计入" in pages.words(text, "zh")


def test_the_scale_ends_at_a_round_share_that_holds_every_interval(page: Path) -> None:
    held = json.loads(page.with_name("shares.json").read_text("utf-8"))
    scale = pages.shown(page.read_text("utf-8")).find_class("scale")[0].text_content()
    end = int(scale.removeprefix("0").removesuffix(" %"))
    assert end % 5 == 0
    highest = max(one["high"] if one["high"] is not None else one["raw"] for one in held["shares"])
    assert 100 * highest <= end < 100 * highest + 5


def test_an_interval_with_signs_is_told_in_words(page: Path) -> None:
    one = json.loads(page.with_name("shares.json").read_text("utf-8"))["differences"][0]
    ends = f"{100 * one['low']:+.1f}", f"{100 * one['high']:+.1f}"
    text = page.read_text("utf-8")
    assert " to ".join(ends) in pages.words(text, "en")
    assert " 至 ".join(ends) in pages.words(text, "zh")


def test_a_page_asks_for_nothing_and_names_are_text(tmp_path: Path) -> None:
    text = shares(tmp_path / "out", MARKUP).read_text("utf-8")
    assert pages.from_outside(text) == []
    assert "<script>document" not in text


@pytest.mark.parametrize(
    "by, english, chinese",
    [(("part", "year"), "points a year", "每年"), (("size",), "points for each 1 of size", "size 每增 1")],
)
def test_a_trend_says_by_what_step_a_share_grows(
    tmp_path: Path, by: tuple[str, ...], english: str, chinese: str
) -> None:
    findings = found(tmp_path / "t", lambda n, line: {**line, "size": line["year"] - 2000}, Asked(by=by))
    sure = replace(findings, differences=tuple(replace(one, holds=True) for one in findings.differences))
    assert any(one.kind == "trend" for one in sure.differences)
    text = findings_page(sure)
    assert english in pages.words(text, "en") and "for each 1 of part" not in text
    assert chinese in pages.words(text, "zh")
