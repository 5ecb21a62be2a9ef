"""Tasks: what Label Studio is given to show, and what proves later that it was this."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from labels.further_keys import PREDICTED
from labels.prediction import Prediction
from labels.sampling.design import SAMPLING, Drawn
from labels.studio.tasks import ORIGIN, to_task, to_tasks, write_tasks
from storage.errors import BadData, CannotWrite
from tests.labels.conftest import paragraph


def written(path: Path) -> list[dict[str, dict[str, str]]]:
    value: list[dict[str, dict[str, str]]] = json.loads(path.read_text(encoding="utf-8"))
    return value


def test_a_task_shows_the_paragraph_where_it_stands() -> None:
    before, this, after = (paragraph(index=index) for index in range(3))
    data = to_task(this, before, after)["data"]
    assert data == {
        "text": this.text,
        "paragraph_id": "榆木市-2023:001",
        "report": "榆木市-2023",
        "title": "榆木市-2023",  # no title is stated, so the report's id stands in
        "section": "一、过去一年工作 › （一）城乡面貌",
        "previous": before.text,
        "following": after.text,
        "year": 2023,
        "region": "",
    }


def test_a_task_carries_the_sha256_of_its_text() -> None:
    this = paragraph()
    assert to_task(this, None, None)["meta"]["text_sha256"] == hashlib.sha256(this.text.encode("utf-8")).hexdigest()


def test_what_people_said_before_and_who_they_are_stays_out_of_a_task() -> None:
    said = {
        "labels": ["industry"],
        "annotators": {"lin@example.com": ["industry"]},
        "answers": {"lin@example.com": {"seconds": 3.0}},
        "settled": {"by": {"zhou@example.com": ["industry"]}, "was": []},
        "migrated_from": {"annotators": {"lin@example.com": []}},
    }
    kept = {"asked_again": {"because": ["added digital"]}, "sector": "x"}
    task = to_task(replace(paragraph(), extra=said | kept), None, None)
    assert "example.com" not in json.dumps(task)
    assert {key: task["meta"]["paragraph"].get(key) for key in said | kept} == dict.fromkeys(said) | kept


def test_neighbours_are_of_the_same_report(tmp_path: Path) -> None:
    paragraphs = [paragraph("甲县-2020", 0), paragraph("甲县-2020", 1), paragraph("乙县-2020", 0)]
    assert write_tasks(tmp_path / "tasks.json", paragraphs) == 3
    first, second, other = (task["data"] for task in written(tmp_path / "tasks.json"))
    assert first["following"] == paragraphs[1].text
    assert second["previous"] == paragraphs[0].text
    assert "报告开头" in first["previous"] and "报告开头" in other["previous"]
    assert "报告结尾" in second["following"] and "报告结尾" in other["following"]


def test_chosen_paragraphs_keep_their_true_neighbours(tmp_path: Path) -> None:
    paragraphs = [paragraph(index=index) for index in range(4)]
    assert write_tasks(tmp_path / "tasks.json", paragraphs, only={paragraphs[2].id}) == 1
    [task] = written(tmp_path / "tasks.json")
    assert (task["data"]["previous"], task["data"]["following"]) == (paragraphs[1].text, paragraphs[3].text)


@pytest.mark.parametrize(
    ("labels", "box"), [(("industry", "ecology"), ("category", ["industry", "ecology"])), ((), ("none", ["none"]))]
)
def test_a_prediction_ticks_the_boxes_of_the_page(labels: tuple[str, ...], box: tuple[str, list[str]]) -> None:
    [prediction] = to_task(paragraph(), None, None, Prediction(labels, 0.0, "tagger-1"))["predictions"]
    assert (prediction["score"], prediction["model_version"]) == (0.0, "tagger-1")
    [result] = prediction["result"]
    assert (result["from_name"], result["value"]["choices"]) == box


def test_a_paragraph_without_prediction_is_shown_blank() -> None:
    assert "predictions" not in to_task(paragraph(), None, None)


@pytest.mark.parametrize("score", [-0.1, 1.5, float("nan")])
def test_a_score_that_is_no_probability_is_refused(score: float) -> None:
    with pytest.raises(BadData, match="Expected a number from 0 to 1"):
        to_task(paragraph(), None, None, Prediction(("industry",), score, "tagger-1"))


def test_a_chosen_or_predicted_paragraph_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tasks.json"
    with pytest.raises(BadData, match="'丁县-2020:007' is chosen, but is not among the 1 paragraphs"):
        write_tasks(path, [paragraph()], only={"丁县-2020:007"})
    with pytest.raises(BadData, match="'丁县-2020:007' is predicted, but is not among the 1 paragraphs"):
        write_tasks(path, [paragraph()], {"丁县-2020:007": Prediction((), 0.5, "tagger-1")})
    assert not path.exists()


def test_a_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="is a folder"):
        write_tasks(tmp_path, [paragraph()])


def test_people_are_shown_no_answer_on_a_sample_that_others_are_judged_by() -> None:
    how = Drawn("2031", 10, 2, 8, 8, 30, "year", 0).to_json()
    plain, drawn = paragraph(index=0), replace(paragraph(index=1), extra={SAMPLING: how})
    said = Prediction(("ecology",), 0.9, "tagger-00000000")
    tasks = list(to_tasks([plain, drawn], {plain.id: said, drawn.id: said}))
    assert [bool(task["predictions"][0]["result"]) for task in tasks] == [True, False]
    assert PREDICTED in tasks[1]["meta"] and PREDICTED not in tasks[0]["meta"]
    assert tasks[1]["meta"][ORIGIN][SAMPLING] == how  # it comes back with the answers
