import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evaluation.findings import MEASURES
from evaluation.findings.corpus import Labels, Tagger
from evaluation.findings.findings import Asked, Findings, find
from evaluation.findings.overview import groupings
from inference.tagged import TaggedParagraph
from labels.labelled import LabelledParagraph
from labels.sampling.design import SAMPLING
from labels.sampling.draw import draw
from labels.sampling.groups import OVERVIEWS
from labels.taxonomy import Taxonomy
from tests.evaluation.findings.tagged_corpus import IDS, MODEL, corpus, gold, write_tagged

TAXONOMY = Taxonomy.load()
PROVINCES = ("岚州省", "霁州省")


def placed() -> list[TaggedParagraph]:
    """Return an invented corpus in which half of the places are in one province, half in another."""
    tagged = corpus()
    regions = sorted({one.paragraph.about.region for one in tagged})
    return [
        replace(one, paragraph=replace(one.paragraph, about=replace(about, province=province)))
        for one in tagged
        for about in [one.paragraph.about]
        for province in [PROVINCES[regions.index(about.region) % 2]]
    ]


TAGGED = placed()
GOLD = gold(TAGGED)


def sample(by: tuple[str, ...] = ("year",), budget: int = 80, seed: int = 3) -> list[LabelledParagraph]:
    drawn = draw([one.paragraph for one in TAGGED], by, budget, within=None, seed=seed)
    how = {one.id: own.to_json() for one, own in drawn.paragraphs}
    return [
        replace(row, paragraph=replace(row.paragraph, extra={SAMPLING: how[row.id]})) for row in GOLD if row.id in how
    ]


def found(folder: Path, rows: list[LabelledParagraph], asked: Asked) -> Findings:
    return find(folder, Labels(rows, False, {}), Tagger(MODEL, TAXONOMY, ()), asked)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tagged(tmp_path / "tagged", TAGGED)


def grouping(findings: Findings, by: str) -> dict[str, Any]:
    [one] = [one for one in findings.to_json()["groupings"] if one["by"] == by]
    return dict(json.loads(json.dumps(one, allow_nan=False)))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("by", OVERVIEWS)
def test_a_grouping_holds_the_figures_of_a_run_by_that_name(folder: Path, by: str, measure: Any) -> None:
    one = grouping(found(folder, sample(), Asked(measure, ("level",))), by)
    groups = [own["group"] for own in one["groups"]]
    pairs = tuple(((first,), (second,)) for n, first in enumerate(groups) for second in groups[n + 1 :])
    able = {own["group"] for own in one["groups"] if own["shares"][IDS[0]]["share"] is not None}
    alone = found(folder, sample(), Asked(measure, (by,), tuple(p for p in pairs if {p[0][0], p[1][0]} <= able)))
    shares = {(share.group[0], share.category): share for share in alone.shares if share.group}
    assert len(shares) == len(groups) * len(IDS)
    for own in one["groups"]:
        for key, figures in own["shares"].items():
            share = shares[own["group"], key]
            assert figures == {name: getattr(share, name) for name in ("raw", "share", "low", "high", "note")}
            for name in ("reports", "paragraphs", "reports_labelled"):
                assert own[name] == getattr(share, name)
    differences = {(d.first[0], d.last[0], d.category): d for d in alone.differences if d.kind == "difference"}
    assert [(pair["first"], pair["second"]) for pair in one["differences"]] == [(a[0], b[0]) for a, b in pairs]
    for pair in one["differences"]:
        for key, figures in pair["categories"].items():
            if {pair["first"], pair["second"]} <= able:
                d = differences[pair["first"], pair["second"], key]
                assert figures == {"raw": d.raw, "difference": d.value, "low": d.low, "high": d.high}
            else:
                raw = [shares[pair[side], key].raw for side in ("first", "second")]
                assert figures == {"raw": raw[1] - raw[0], "difference": None, "low": None, "high": None}


def test_a_group_with_one_labelled_report_has_no_interval_and_says_why(folder: Path) -> None:
    one = grouping(found(folder, sample(budget=50), Asked()), "region")
    few = [own for own in one["groups"] if own["reports_labelled"] < 2]
    assert few and len(few) < len(one["groups"])
    for own in few:
        for figures in own["shares"].values():
            assert (figures["share"], figures["low"], figures["high"]) == (None, None, None)
            assert "label" in figures["note"]


def test_a_name_with_one_value_is_no_grouping(folder: Path, tmp_path: Path) -> None:
    one_year = [one for one in TAGGED if one.paragraph.about.year == 2031]
    rows = [row for row in GOLD if row.paragraph.about.year == 2031]
    findings = found(write_tagged(tmp_path / "one", one_year), rows, Asked())
    assert {one["by"] for one in findings.to_json()["groupings"]} == set(OVERVIEWS) - {"year"}


def test_what_is_not_stated_is_a_group_that_is_compared_with_none(tmp_path: Path) -> None:
    silent = [
        replace(one, paragraph=replace(one.paragraph, about=replace(one.paragraph.about, year=None)))
        if one.paragraph.report == TAGGED[0].paragraph.report
        else one
        for one in TAGGED
    ]
    one = grouping(found(write_tagged(tmp_path / "silent", silent), GOLD, Asked()), "year")
    assert "–" in [own["group"] for own in one["groups"]]
    assert "–" not in {pair[side] for pair in one["differences"] for side in ("first", "second")}


def test_of_too_many_groups_neighbours_are_compared_and_it_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groupings, "MOST_GROUPS", 2)
    findings = found(folder, sample(), Asked())
    years = grouping(findings, "year")
    assert years["pairs"] == "neighbours"
    assert [(one["first"], one["second"]) for one in years["differences"]] == [("2031", "2032"), ("2032", "2033")]
    assert grouping(findings, "part")["pairs"] == "all"


def test_reports_of_strata_too_thin_are_pooled_until_two_are_labelled(folder: Path) -> None:
    """Of a place with a report a year, each year a stratum, two labelled of three reports give an interval."""
    one = grouping(found(folder, sample(budget=100), Asked()), "region")
    partly = [own for own in one["groups"] if 2 <= own["reports_labelled"] < own["reports"]]
    assert partly
    for own in partly:
        for figures in own["shares"].values():
            assert figures["low"] < figures["high"]


def test_intervals_of_all_pairs_hold_the_truth_as_often_as_they_say(folder: Path) -> None:
    """Samples drawn again and again of one corpus; years are drawn apart, parts stand in the same reports."""
    truth = found(folder, GOLD, Asked()).to_json()["groupings"]
    held: dict[str, list[bool]] = {"year": [], "part": []}
    for seed in range(60):
        drawn = found(folder, sample(budget=100, seed=seed), Asked()).to_json()["groupings"]
        for one, own in zip(truth, drawn, strict=True):
            for true, pair in zip(one["differences"], own["differences"], strict=True):
                for key, figures in pair["categories"].items():
                    if one["by"] in held and figures["low"] is not None:
                        value = true["categories"][key]["difference"]
                        held[one["by"]].append(figures["low"] <= value <= figures["high"])
    assert {by: len(one) for by, one in held.items()} == {"year": 60 * 3 * len(IDS), "part": 60 * len(IDS)}
    for by, one in held.items():
        assert 0.93 <= np.mean(one) <= 0.97, by
