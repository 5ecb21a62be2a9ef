"""Regressions from a tagged folder: what is refused, and what other programs are given."""

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import statsmodels.formula.api as smf

from evaluation.findings.corpus import Corpus, Labels, Tagger, read_corpus
from evaluation.findings.design import Design, fit_each, read_design
from evaluation.pages.regression_files import write_regression
from labels.labelled import LabelledParagraph
from labels.sampling.design import SAMPLING
from labels.sampling.draw import draw
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from storage.jsonl import write_objects
from tests.evaluation.findings.tagged_corpus import IDS, MODEL, corpus, gold

TAGGED = corpus()
GOLD = gold(TAGGED)
Line = dict[str, Any]


def same(n: int, line: Line) -> Line:
    return line


def designed(
    folder: Path,
    on: list[str],
    rows: list[LabelledParagraph],
    *,
    change: Callable[[int, Line], Line] = same,
    factors: tuple[str, ...] = (),
) -> tuple[Design, Corpus]:
    """Return the rows of a regression of the corpus with changed lines."""
    folder.mkdir()
    write_objects(folder / "tagged.jsonl", (change(n, one.to_json()) for n, one in enumerate(TAGGED)))
    sampled = any(SAMPLING in row.paragraph.extra for row in rows)
    labels = Labels(rows, not sampled, {})
    found = read_corpus(folder, labels, Tagger(MODEL, Taxonomy.load(), ()), on, "paragraphs")
    return read_design(folder, on, factors, IDS, found), found


def some(*places: str) -> list[LabelledParagraph]:
    return [row for row in GOLD if row.report.startswith(places)]


def test_every_paragraph_is_a_row_corrected_by_how_likely_it_was_to_be_labelled(tmp_path: Path) -> None:
    paragraphs = [one.paragraph for one in TAGGED]
    how = {one.id: own for one, own in draw(paragraphs, ["year"], 60, within=3, seed=1).paragraphs}
    rows = [
        replace(row, paragraph=replace(row.paragraph, extra={SAMPLING: how[row.id].to_json()}))
        for row in GOLD
        if row.id in how
    ]
    design, _ = designed(tmp_path / "t", ["year"], rows)
    said = {row.id: row.labels for row in rows}
    for n, one in enumerate(TAGGED):
        assert (design.ids[n], design.reports[n]) == (one.paragraph.id, one.paragraph.report)
        for c, key in enumerate(IDS):
            tag = float(key in one.tags)
            wrong = (key in said[one.paragraph.id]) - tag if one.paragraph.id in said else 0.0
            chance = how[one.paragraph.id].probability if wrong else 1.0
            assert design.outcomes[n, c] == pytest.approx(tag + wrong / chance)


def test_rows_csv_gives_statsmodels_the_same_regression(tmp_path: Path) -> None:
    def named(n: int, line: Line) -> Line:
        return {**line, "人均 GDP": line["year"] * 7 % 5 + len(line["report"]) / 10 + (line["report"] < "岚") * n % 3}

    design, found = designed(tmp_path / "t", ["year", "level", "人均 GDP"], GOLD, change=named, factors=("year",))
    fits = fit_each(design, IDS, len(found.basis.reports), "linear")
    folder = write_regression(tmp_path / "out", design, fits, "linear").parent
    with (folder / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    data: dict[str, Any] = {name: [row[name] for row in table] for name in table[0]}
    for name in ("人均_GDP", *(f"y_{key}" for key in IDS)):
        data[name] = np.array(data[name], float)
    groups = np.unique(data["report"], return_inverse=True)[1]
    for key in IDS:
        theirs = smf.ols(f"y_{key} ~ C(year) + C(level) + Q('人均_GDP')", data).fit(
            cov_type="cluster", cov_kwds={"groups": groups}
        )
        assert fits[key].coefficients == pytest.approx(theirs.params, rel=1e-9)
        assert fits[key].errors == pytest.approx(theirs.bse, rel=1e-9)
    do, r = ((folder / name).read_text("utf-8") for name in ("regression.do", "regression.R"))
    assert f"regress y_{IDS[0]} i.year_code i.level_code 人均_GDP, vce(cluster report_code)" in do
    assert f"y_{IDS[0]} ~ factor(year) + factor(level) + 人均_GDP" in r


@pytest.mark.parametrize("on", [["report"], ["labelled"], ["y_x"], ["1a"]])
def test_no_two_columns_of_rows_csv_have_one_name(tmp_path: Path, on: list[str]) -> None:
    design, found = designed(
        tmp_path / "t", on, GOLD, change=lambda n, line: {"labelled": n % 2, "y_x": n % 2, "1a": n % 2, **line}
    )
    fits = fit_each(design, IDS, len(found.basis.reports), "linear")
    folder = write_regression(tmp_path / "out", design, fits, "linear").parent
    header = (folder / "rows.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert len(set(header)) == len(header)
    assert all(re.fullmatch(r"[A-Za-z]\w*", name) for name in header)


@pytest.mark.parametrize(
    ("on", "factors", "change", "says"),
    [
        (["region"], (), same, "region=榆木县: 0 of its 3 reports labelled. Expected 2 at least"),
        (["id"], (), same, f"id has {len(TAGGED)} values, each a column"),
        (["z"], (), lambda n, line: {**line, "z": "nan"}, r"z has one value only \(nan\)"),
        (["year"], ("level",), same, "--on names year, --factors level"),
        ([], (), same, "--on names nothing"),
        (["colour"], (), same, "No line of tagged.jsonl has 'colour'"),
    ],
)
def test_what_cannot_be_regressed_on_is_refused_in_one_line(
    tmp_path: Path, on: list[str], factors: tuple[str, ...], change: Callable[[int, Line], Line], says: str
) -> None:
    with pytest.raises((BadData, BadSettings), match=says) as refusal:
        designed(tmp_path / "t", on, some("砚", "岚", "霁", "鹿"), change=change, factors=factors)
    assert "Expected" in str(refusal.value) and "\n" not in str(refusal.value)


def test_what_one_category_cannot_answer_names_it(tmp_path: Path) -> None:
    never = [LabelledParagraph(row.paragraph, tuple(key for key in row.labels if key != IDS[1])) for row in GOLD]

    def without(n: int, line: Line) -> Line:
        return {**line, "tags": [key for key in line["tags"] if key != IDS[1]]}

    design, _ = designed(tmp_path / "t", ["year"], never, change=without)
    with pytest.raises(BadData, match=f"^{IDS[1]}: The logit has no finite answer"):
        fit_each(design, IDS, 24, "logit")
    fit = fit_each(design, IDS, 24, "linear")[IDS[1]]
    assert fit.coefficients.tolist() == [0, 0] and fit.p.tolist() == [1, 1]


def test_lines_that_do_not_say_what_is_regressed_on_are_counted(tmp_path: Path) -> None:
    def without(n: int, line: Line) -> Line:
        return {**line, "year": None} if line["report"].startswith("砚") else line

    design, _ = designed(tmp_path / "t", ["year"], GOLD, change=without)
    assert design.dropped == len(some("砚")) == len(TAGGED) - len(design.ids)
