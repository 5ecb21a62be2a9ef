"""What a language model said is shown to people under its name, and how far that draws them is measured."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labels.labelled import LabelledParagraph, read_labelled, write_labelled
from labels.studio.page import SENTENCE, Question
from labels.studio.tasks import is_blind, to_prediction
from labels.taxonomy import Taxonomy
from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.labels.asking.misbehaving import Request, Sent, rightly, says, serving, values
from tests.scripts.running import run_script

NAME = "llm:large@0a1b2c3d"
ROWS = invented_rows()


def run(folder: Path, *command: str) -> str:
    finished = run_script("label_studio", *command, cwd=folder)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout + finished.stderr


def refused(folder: Path, *command: str) -> str:
    finished = run_script("label_studio", *command, cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    [line] = finished.stderr.splitlines()
    return line


def ask(folder: Path, url: str, file: str, output: str, *more: str) -> None:
    run(folder, "ask", file, "--endpoint", url, "--model", "large", *more, "--output", output)


def now_and_then_wrong(request: Request) -> Sent:
    """Leave some paragraphs open, err on every third, and be of two minds about every fifth."""
    number = sum(map(ord, request.paragraph))
    if number % 29 == 0:
        return says("？")
    wrong = number % 3 == 0 or (number % 5 == 0 and request.time == 1)
    return says(values("security", [1])) if wrong else rightly(request)


def answered(task: dict[str, Any], taxonomy: Taxonomy) -> dict[str, Any]:
    """Let a person send what is shown as it is, and mark what is right where nothing is."""
    [shown] = task["predictions"]
    blind = "predicted" in task["meta"]
    right = next(row for row in ROWS if row.id == task["data"]["paragraph_id"])
    own = keyword_like(right, taxonomy)
    annotation = {"id": 1, "completed_by": "li@example.com", "updated_at": "2026-03-01T08:00:00Z"}
    annotation |= {"result": own if blind else shown["result"], "prediction": shown}
    return {**task, "annotations": [annotation]}


def keyword_like(row: LabelledParagraph, taxonomy: Taxonomy) -> list[dict[str, Any]]:
    from labels.keywords import keyword_prediction

    said = replace(keyword_prediction(row.text, taxonomy), labels=row.labels)
    question = Question(SENTENCE, taxonomy.exclusive)
    result: list[dict[str, Any]] = to_prediction(said, row.id, text=row.text, question=question)["result"]
    return result


def test_its_answers_are_ticked_under_its_name_and_drawn_people_are_found(tmp_path: Path, taxonomy: Taxonomy) -> None:
    write_objects(tmp_path / "paragraphs.jsonl", (row.paragraph.to_json() for row in ROWS))
    with serving(now_and_then_wrong) as server:
        ask(tmp_path, server.url, "paragraphs.jsonl", "asked.jsonl", "--times", "3", "--temperature", "1")
    asked = {row.id: row for row in read_labelled(tmp_path / "asked.jsonl", taxonomy)}
    [(name, _)] = next(iter(asked.values())).asked.items()

    told = run(tmp_path, "push", "paragraphs.jsonl", "--asked", "asked.jsonl", "--blind-share", "0.4", "--output", "t")
    assert 0 < len(asked) < len(ROWS)
    assert f"{name} answered {len(asked)} of {len(ROWS)} paragraphs; only these are pushed" in told
    tasks = json.loads((tmp_path / "t").read_text("utf-8"))
    assert [task["data"]["paragraph_id"] for task in tasks] == list(asked)
    for task in tasks:
        row, [shown] = asked[task["data"]["paragraph_id"]], task["predictions"]
        sure = min(max(share, 1 - share) for share in row.asked[name].shares.values())
        assert (shown["model_version"], shown["score"]) == (name, sure)
        assert ("predicted" in task["meta"]) == is_blind(row.id, 0.4)
        assert "asked" not in json.dumps(task["meta"]["paragraph"])
        marked = {one for entry in shown["result"] for one in entry["value"].get("labels", ())}
        assert marked == (set() if is_blind(row.id, 0.4) else set(row.labels))

    export = [answered(task, taxonomy) for task in tasks]
    (tmp_path / "export.json").write_text(json.dumps(export), "utf-8")
    run(tmp_path, "pull", "export.json", "--output", "labelled.jsonl")
    for pulled in read_labelled(tmp_path / "labelled.jsonl", taxonomy):
        answer = pulled.answers["li@example.com"]
        if is_blind(pulled.id, 0.4):
            assert (answer.shown, pulled.predicted and pulled.predicted.model) == (None, name)
        else:
            assert (answer.shown, answer.model, pulled.predicted) == (asked[pulled.id].labels, name, None)

    # Asked about what people labelled, the model stands beside them, and is none of those whom its ticks may draw.
    with serving() as server:
        ask(tmp_path, server.url, "labelled.jsonl", "beside.jsonl")
    run(tmp_path, "agreement", "beside.jsonl", "--output", "agreement")
    [found] = json.loads((tmp_path / "agreement" / "agreement.json").read_text("utf-8"))["anchoring"]
    assert found["model"] == name
    assert found["agreement_shown"]["value"] == 1
    assert found["agreement_shown"]["paragraphs"] + found["agreement_blind"]["paragraphs"] == len(asked)
    assert found["effect"]["value"] > 0


def two_models() -> list[LabelledParagraph]:
    said = {NAME: ("industry",), "llm:small@ffffffff": ("ecology",)}
    return [replace(row, labels=(), annotators={**said, "li": ("security",)}) for row in ROWS[:3]]


def test_one_of_several_models_is_named_and_no_person_is_taken_for_one(tmp_path: Path) -> None:
    write_labelled(tmp_path / "rows.jsonl", two_models())
    push = ("push", "rows.jsonl", "--asked", "rows.jsonl", "--output", "tasks.json")
    assert f"2 language models answered ({NAME}, llm:small@ffffffff)" in refused(tmp_path, *push)
    assert f"li answered none of the 3 paragraphs. Expected {NAME} or " in refused(tmp_path, *push, "--of", "li")
    run(tmp_path, *push, "--of", "llm:small@ffffffff")
    tasks = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    assert {task["predictions"][0]["model_version"] for task in tasks} == {"llm:small@ffffffff"}
    assert {task["predictions"][0]["score"] for task in tasks} == {0.5}  # asked once: how sure it is is not known


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--corrections", "asked.jsonl"), "3 of the 3 corrections were given by a language model alone"),
        (("--of", NAME), "--of came without --asked"),
        (("--asked", "people.jsonl"), "A language model answered none of the 3 paragraphs"),
        (("--asked", "elsewhere.jsonl"), "was answered and has another text there"),
    ],
)
def test_what_would_stand_under_a_false_name_is_refused(tmp_path: Path, options: tuple[str, ...], message: str) -> None:
    asked = [replace(row, annotators={NAME: row.labels}) for row in ROWS[:3]]
    write_labelled(tmp_path / "asked.jsonl", asked)
    write_labelled(tmp_path / "people.jsonl", [replace(row, annotators={"li": row.labels}) for row in asked])
    other = [replace(row, paragraph=replace(row.paragraph, text="云溪市新建水厂两座。")) for row in asked]
    write_labelled(tmp_path / "elsewhere.jsonl", other)
    assert message in refused(tmp_path, "push", "asked.jsonl", *options, "--output", "tasks.json")
    assert not (tmp_path / "tasks.json").exists()
