"""Sentences and slices on the page of scores: beside the paragraphs, and wrong ones where they stand."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evaluation.pages.scores_page import write_evaluation
from evaluation.scoring.evaluation import MODEL, Evaluation, evaluate
from evaluation.scoring.sentences import SaidOfSentences
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from reports.report import About, Level
from tests.invented import with_evidence
from tests.pages import shown

Maker = Callable[..., LabelledParagraph]


@pytest.fixture
def marked(make_row: Maker, taxonomy: Taxonomy) -> list[LabelledParagraph]:
    """Paragraphs of two sentences, each of which carries one label: the evidence of the second is not always given."""
    rows = [with_evidence(make_row(n, "industry", "ecology", report=f"岚川县-{2020 + n % 3}")) for n in range(6)]
    return [*rows[:5], replace(rows[5], evidence={"industry": rows[5].evidence["industry"]})]


def _with_sentences(
    rows: Sequence[LabelledParagraph], named: Sequence[list[list[int]]], taxonomy: Taxonomy
) -> Evaluation:
    """Evaluate a model that says of two sentences whether they carry industry, and ecology."""
    tables = [np.array([[*one, 0, 0] for one in of], np.bool_) for of in named]
    sentences = {MODEL: SaidOfSentences(tables, [0.2 + 0.6 * table for table in tables])}
    predicted = [tuple(np.array(taxonomy.ids)[table.any(axis=0)]) for table in tables]
    scores = [{key: 0.9 if key in said else 0.2 for key in taxonomy.ids} for said in predicted]
    return evaluate(rows, predicted, scores, taxonomy, model="m", data="d", sentences=sentences)


RIGHT, TURNED, FIRST_ONLY = [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 0], [0, 0]]


def test_sentences_stand_beside_paragraphs_in_the_file_and_on_the_page(
    tmp_path: Path, marked: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    evaluation = _with_sentences(marked, [RIGHT] * 3 + [TURNED] + [RIGHT] * 2, taxonomy)
    page = shown(write_evaluation(tmp_path, evaluation).read_text("utf-8"))
    value = json.loads((tmp_path / "scores.json").read_text("utf-8"))["sentences"]
    assert (value["sentences"], value["unknown"]) == (12, {"industry": 0, "ecology": 2, "livelihood": 0, "security": 0})
    assert evaluation.sentences is not None
    assert evaluation.sentences.line().endswith("ecology: marked in part, so that precision and F1 are too low")
    industry = value["scores"]["model"]["categories"]["industry"]
    assert (industry["support"], industry["precision"], industry["recall"]) == (6, 5 / 6, 5 / 6)
    grounds = value["grounds"]["all"]
    assert (grounds["tags"], grounds["on_marked"], grounds["named"], grounds["named_marked"]) == (11, 9, 11, 9)
    [table] = page.findall(".//section[@id='sentences']//table")
    body = [[cell.text_content().strip() for cell in row.findall("td")] for row in table.findall("tbody/tr")]
    assert body[0] == [
        "0.833",
        "0.833",
        "0.833",
        f"{value['scores']['model']['average_precision']['categories']['industry']:.3f}",
        "6",
        "0",
        "83.3 %",
        "83.3 %",
    ]
    assert body[1][5] == "2"
    assert body[5][-2:] == ["9 / 11", "9 / 11"]


def test_a_category_that_nobody_marked_has_no_figures(
    tmp_path: Path, marked: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    rows = [replace(row, evidence={"industry": row.evidence["industry"]}) for row in marked]
    evaluation = _with_sentences(rows, [TURNED] * 6, taxonomy)
    assert evaluation.sentences is not None
    assert "; ecology: marked nowhere" in evaluation.sentences.line()
    page = shown(write_evaluation(tmp_path, evaluation).read_text("utf-8"))
    [table] = page.findall(".//section[@id='sentences']//table")
    ecology = [cell.text_content().strip() for cell in table.findall("tbody/tr")[1].findall("td")]
    assert ecology == ["—", "—", "—", "—", "0", "12", "—", "—"]


def test_wrong_sentences_are_shown_in_their_paragraph_with_signs_that_need_no_colour(
    tmp_path: Path, marked: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    evaluation = _with_sentences(marked, [RIGHT, TURNED, FIRST_ONLY, RIGHT, RIGHT, RIGHT], taxonomy)
    page = shown(write_evaluation(tmp_path, evaluation).read_text("utf-8"), "zh")
    turned, missed = marked[1], marked[2]
    [right_tags] = page.findall(".//section[@id='wrong-sentences']//article")
    [wrong_tags] = [one for one in page.findall(".//article") if one is not right_tags]
    for article, row, signs in (
        (right_tags, turned, ["人 产业", "机 生态", "机 产业", "人 生态"]),
        (wrong_tags, missed, ["✓ 产业", "人 生态"]),
    ):
        [text] = article.findall("p")
        assert [one.text_content() for one in text.find_class("verdict")] == signs
        assert "".join(one.text_content() for one in text.find_class("sentence")) == row.text
    legend = page.find(".//ul[@class='signs']")
    assert legend is not None and [one.text_content()[0] for one in legend.findall("li")] == ["人", "机", "✓"]
    errors = json.loads((tmp_path / "scores.json").read_text("utf-8"))["sentences"]["errors"]
    assert [one["id"] for one in errors] == [turned.id, missed.id]


def test_right_sentences_are_told_to_be_right(
    tmp_path: Path, marked: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    page = shown(write_evaluation(tmp_path, _with_sentences(marked, [RIGHT] * 6, taxonomy)).read_text("utf-8"))
    assert "None." in page.findall(".//section[@id='wrong-sentences']")[0].text_content()


def test_slices_have_a_table_each_and_small_ones_are_said_to_be_small(
    tmp_path: Path, make_row: Maker, taxonomy: Taxonomy
) -> None:
    levels: list[Level] = ["county", "province"]
    abouts = [About(level=levels[n % 2], year=2020 + n % 3) for n in range(119)]
    rows = [make_row(n, "industry") for n in range(119)]
    rows = [replace(row, paragraph=replace(row.paragraph, about=one)) for row, one in zip(rows, abouts, strict=True)]
    scores = [dict.fromkeys(taxonomy.ids, 0.9)] * 119
    evaluation = evaluate(rows, [taxonomy.ids] * 119, scores, taxonomy, model="m", data="d")
    page = shown(write_evaluation(tmp_path, evaluation).read_text("utf-8"), "zh")
    tables = page.findall(".//section[@id='slices']//table")
    names = [[row.find("th").text_content() for row in table.findall("tbody/tr")] for table in tables]  # type: ignore[union-attr]
    assert names == [["省级 少", "县级 少"], [f"{year} 少" for year in (2020, 2021, 2022)]]
    value = json.loads((tmp_path / "scores.json").read_text("utf-8"))["slices"]
    assert [(one["value"], one["paragraphs"], one["small"]) for one in value["level"]] == [
        ("province", 59, True),
        ("county", 60, True),
    ]
    assert sum(one["paragraphs"] for one in value["year"]) == 119
