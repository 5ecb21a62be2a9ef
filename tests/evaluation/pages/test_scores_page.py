"""scores.json and report.html say the same, whole, and escaped."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evaluation.pages.scores_page import SHOWN_ERRORS, write_evaluation
from evaluation.scoring.evaluation import COMPARED_WITH, Evaluation, evaluate
from evaluation.scoring.scores import score
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from storage.errors import BadData, CannotWrite
from tests.pages import shown

Maker = Callable[..., LabelledParagraph]


def _evaluate(
    rows: Sequence[LabelledParagraph], predicted: Sequence[tuple[str, ...]], taxonomy: Taxonomy
) -> Evaluation:
    scores = [{key: 0.9 if key in said else 0.2 for key in taxonomy.ids} for said in predicted]
    nothing: list[tuple[str, ...]] = [()] * len(rows)
    references = {"tfidf-pair": nothing, "keywords": nothing, "majority": nothing}
    return evaluate(
        rows, predicted, scores, taxonomy, model="岚川-tagger", data="held-out.jsonl", references=references
    )


@pytest.fixture
def rows(make_row: Maker) -> list[LabelledParagraph]:
    return [make_row(n, "industry", report=f"岚川县-{2020 + n % 3}") for n in range(60)]


def test_the_json_file_holds_the_scores_at_full_precision(
    tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    predicted = [("industry",)] * 40 + [("ecology",)] * 20
    write_evaluation(tmp_path, _evaluate(rows, predicted, taxonomy))
    value = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    expected = score([row.labels for row in rows], predicted, taxonomy.ids, [row.report for row in rows])
    interval = value["scores"]["model"].pop("macro_f1_interval")
    assert value["scores"]["model"] == expected.to_json()
    assert interval[0] <= expected.macro_f1 <= interval[1]
    assert value["difference"]["macro_f1"] == expected.macro_f1  # TF-IDF said nothing and scores 0
    assert [error["id"] for error in value["errors"]] == [row.id for row in rows[40:]]


def test_the_page_shows_all_contestants_in_the_rows_of_one_table(
    tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    page = shown(write_evaluation(tmp_path, _evaluate(rows, [("industry",)] * 60, taxonomy)).read_text("utf-8"))
    table = page.find(".//table")
    assert [head.text_content() for head in table.findall(".//th[@colspan]")] == [
        "Model", "TF-IDF pair", "Keywords", "Majority"
    ]  # fmt: skip
    body = [[cell.text_content().strip() for cell in row.findall("td")] for row in table.findall("tbody/tr")]
    assert len(body) == len(taxonomy.ids) + 4
    assert body[0] == ["1.000"] * 4 + ["0.000"] * 9 + ["60"]
    assert [row[0] for row in body[4:]] == ["1.000", "1.000 – 1.000", "1.000", "1.000"]


def test_at_most_fifty_errors_are_shown_and_all_are_counted(
    tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    path = write_evaluation(tmp_path, _evaluate(rows, [()] * 60, taxonomy))
    page = shown(path.read_text("utf-8"))
    assert len(page.findall(".//article")) == SHOWN_ERRORS == 50
    assert "60 of 60 differ" in page.text_content()


def test_a_model_without_errors_is_told_so(tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    page = shown(write_evaluation(tmp_path, _evaluate(rows, [("industry",)] * 60, taxonomy)).read_text("utf-8"))
    assert "None: all 60 paragraphs agree" in page.text_content()


def test_an_error_shows_its_text_both_verdicts_and_the_score(
    tmp_path: Path, make_row: Maker, taxonomy: Taxonomy
) -> None:
    row = make_row(7, "industry")
    page = shown(write_evaluation(tmp_path, _evaluate([row], [("ecology",)], taxonomy)).read_text("utf-8"), "zh")
    [article] = page.findall(".//article")
    assert article.findtext("p") == row.text
    verdicts = [" ".join(one.text_content().split()) for one in article.findall(".//dd")]
    assert verdicts == ["产业", "生态", "产业 0.20", "生态 0.90"]


def test_text_of_a_report_never_becomes_markup(tmp_path: Path, make_row: Maker, taxonomy: Taxonomy) -> None:
    row = make_row(1, "industry")
    hostile = replace(row, paragraph=replace(row.paragraph, text="<script>alert(1)</script>&amp;岚川"))
    path = write_evaluation(
        tmp_path, replace(_evaluate([hostile], [()], taxonomy), model="<img src=x>", data="<b>.jsonl")
    )
    page = shown(path.read_text("utf-8"))
    assert page.findtext(".//article/p") == "<script>alert(1)</script>&amp;岚川"
    assert "<script>alert" not in path.read_text("utf-8") and not page.findall(".//img")


def test_the_page_fetches_nothing(tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy) -> None:
    fetched: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            fetched.extend(f"{tag} {name}" for name, _ in attrs if name in ("src", "href"))

    text = write_evaluation(tmp_path, _evaluate(rows, [()] * 60, taxonomy)).read_text("utf-8")
    Links().feed(text)
    assert fetched == [] and "url(" not in text and "@import" not in text


def test_one_report_is_said_to_give_no_interval(tmp_path: Path, make_row: Maker, taxonomy: Taxonomy) -> None:
    evaluation = _evaluate([make_row(1, "industry"), make_row(2)], [(), ()], taxonomy)
    assert set(evaluation.intervals.values()) == {None}
    assert "No intervals" in write_evaluation(tmp_path, evaluation).read_text("utf-8")


def test_the_lead_is_that_over_the_strongest_reference(
    tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    right: list[tuple[str, ...]] = [("industry",)] * 60
    references = {"tfidf-pair": right[:30] + [()] * 30, "tfidf": [()] * 60}
    evaluation = evaluate(rows, right, [{}] * 60, taxonomy, model="m", data="d", references=references)
    assert evaluation.to_json()["difference"]["against"] == COMPARED_WITH == "tfidf-pair"
    assert evaluation.difference is not None
    assert evaluation.difference[0] == pytest.approx(1 - 2 / 3)
    page = shown(write_evaluation(tmp_path, evaluation).read_text("utf-8"))
    assert "Macro-F1 of the model less that of TF-IDF pair: +0.333" in page.text_content()


def test_without_tfidf_there_is_no_difference_to_report(
    tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    evaluation = evaluate(rows, [()] * 60, [{}] * 60, taxonomy, model="m", data="d")
    assert evaluation.difference is None
    write_evaluation(tmp_path, evaluation)
    assert json.loads((tmp_path / "scores.json").read_text("utf-8"))["difference"] is None


def test_a_missing_prediction_and_a_file_in_the_way_are_refused(
    tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    with pytest.raises(BadData, match="59 predictions arrived for 60"):
        _evaluate(rows, [()] * 59, taxonomy)
    (tmp_path / "taken").write_text("岚川")
    with pytest.raises(CannotWrite):
        write_evaluation(tmp_path / "taken", _evaluate(rows, [()] * 60, taxonomy))


def test_without_evidence_the_file_holds_what_it_held_and_average_precision(
    tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    write_evaluation(tmp_path, _evaluate(rows, [("industry",)] * 60, taxonomy))
    value = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    before = ["model", "data", "categories", "scores", "difference", "errors"]
    assert list(value) == [*before, "average_precision", "calibration", "review"]
    assert list(value["scores"]["model"]) == [
        "categories", "macro_f1", "micro_f1", "exact_match", "paragraphs", "reports", "macro_f1_interval"
    ]  # fmt: skip
    assert value["average_precision"]["categories"]["industry"] == 1


def test_the_page_shows_what_review_finds_and_how_true_scores_are(
    tmp_path: Path, rows: list[LabelledParagraph], taxonomy: Taxonomy
) -> None:
    evaluation = _evaluate(rows, [("industry",)] * 40 + [("ecology",)] * 20, taxonomy)
    page = shown(write_evaluation(tmp_path, evaluation).read_text("utf-8"))
    value = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert evaluation.review is not None
    [review] = page.findall(".//section[@id='review']")
    rows_shown = [[cell.text_content() for cell in row.findall("td")] for row in review.findall(".//tbody/tr")]
    assert [row[1] for row in rows_shown] == [f"{100 * one['found']:.0f} %" for one in value["review"]["curve"]]
    [calibration] = page.findall(".//section[@id='calibration']")
    assert len(calibration.findall(".//figure")) == len(taxonomy.ids)
    errors = [row.find("td").text_content() for row in calibration.find(".//table").findall("tbody/tr")]
    assert errors == [f"{one['error']:.3f}" for one in value["calibration"]["categories"].values()] + [
        f"{value['calibration']['mean']:.3f}"
    ]
    assert all(one.get("aria-label") for one in page.iter("svg"))
