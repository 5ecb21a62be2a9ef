"""Pushing to a real server: only what is new, once, whatever goes wrong."""

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from labels.keywords import keyword_prediction
from labels.prediction import Prediction
from labels.studio.marks import regions_in
from labels.studio.page import PARAGRAPH, SENTENCE, UNJUDGED
from labels.studio.project import ensure_project, open_project
from labels.studio.pull import pull
from labels.studio.push import BATCH, push
from labels.studio.remote_tasks import tasks_there
from labels.studio.server import patience
from labels.studio.server.access import FILE, read_access
from labels.studio.server.connection import Interrupted, connect_to
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings
from storage.jsonl import write_objects
from tests.labels.studio.conftest import Server, paragraphs
from tests.labels.studio.faulty import faulty

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[3]


def test_a_second_push_sends_only_what_is_new(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy)
    first = push(label_studio.connection, project, paragraphs(20), taxonomy)
    second = push(label_studio.connection, project, paragraphs(25), taxonomy)
    assert (first.sent, first.there, second.sent, second.there, second.removed) == (20, 0, 5, 20, 0)
    assert Counter(one.paragraph for one in tasks_there(label_studio.connection, project)) == Counter(
        p.id for p in paragraphs(25)
    )


def test_of_whole_reports_only_what_is_chosen_is_sent(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy)
    rows = paragraphs(6)
    pushed = push(label_studio.connection, project, rows, taxonomy, only=[rows[2].id, rows[4].id])
    assert (pushed.sent, pushed.there) == (2, 0)
    with label_studio.connection.asking("reading") as sdk:
        data = {task.data["paragraph_id"]: task.data for task in sdk.tasks.list(project=project.id, fields="all")}
    assert set(data) == {rows[2].id, rows[4].id}
    assert data[rows[2].id]["previous"] == rows[1].text
    with pytest.raises(BadData, match="'nowhere:1' is chosen, but is not among the 6 paragraphs"):
        push(label_studio.connection, project, rows, taxonomy, only=["nowhere:1"])
    assert push(label_studio.connection, project, rows, taxonomy).sent == 4


def test_a_changed_text_is_named_and_nothing_is_sent(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy)
    push(label_studio.connection, project, paragraphs(3), taxonomy)
    changed = [*paragraphs(2), replace(paragraphs(3)[2], text="另一段话。"), *paragraphs(5)[3:]]
    with pytest.raises(BadData, match=r"1 paragraphs have another text .*'榆木市-2031:0002'"):
        push(label_studio.connection, project, changed, taxonomy)
    assert len(tasks_there(label_studio.connection, project)) == 3


def test_predictions_go_along_and_the_blind_see_none(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy)
    rows = paragraphs(60)
    predictions = {one.id: keyword_prediction(one.text, taxonomy) for one in rows}
    push(label_studio.connection, project, rows, taxonomy, predictions, blind_share=0.3)
    there = tasks_there(label_studio.connection, project)
    blind = {one.id for one in there if one.blind}
    assert 5 <= len(blind) <= 35
    with label_studio.connection.asking("reading") as sdk:
        shown = {one.task: one.result for one in sdk.predictions.list(project=project.id)}
        assert sdk.projects.get(project.id).model_version == "keywords"
    assert {task for task, result in shown.items() if not result} == blind
    again = push(label_studio.connection, project, rows, taxonomy, predictions)
    assert (again.sent, again.predictions) == (0, 0)
    other = {key: replace(value, model="second") for key, value in predictions.items()}
    assert push(label_studio.connection, project, rows, taxonomy, other).predictions == 60
    with label_studio.connection.asking("reading") as sdk:
        second = [one for one in sdk.predictions.list(project=project.id) if one.model_version == "second"]
        assert sdk.projects.get(project.id).model_version == "second"
    assert {one.task for one in second if not one.result} == blind


def test_a_project_about_paragraphs_becomes_one_about_sentences_and_keeps_its_answers(
    label_studio: Server, taxonomy: Taxonomy
) -> None:
    old = label_studio.project(taxonomy)
    rows = paragraphs(4)
    predictions = {one.id: keyword_prediction(one.text, taxonomy) for one in rows}
    push(label_studio.connection, old, rows, taxonomy, predictions)
    numbers = {task.paragraph: task.id for task in tasks_there(label_studio.connection, old)}
    label_studio.answer(label_studio.connection, numbers[rows[0].id], ("ecology",))

    new = ensure_project(label_studio.connection, old.title, taxonomy, unit=SENTENCE)
    assert (old.unit, new.unit, new.made) == (PARAGRAPH, SENTENCE, False)
    assert open_project(label_studio.connection, old.title).unit == SENTENCE
    assert ensure_project(label_studio.connection, old.title, taxonomy).unit == SENTENCE
    again = push(label_studio.connection, new, rows, taxonomy, predictions)
    assert (again.sent, again.predictions) == (0, 4)
    with label_studio.connection.asking("reading") as sdk:
        found = sdk.predictions.list(project=old.id)
    assert len(found) == 4 and all(regions_in(one.result or []) for one in found)
    whole = {"ecology": ((0, len(rows[1].text)),)}
    label_studio.mark(label_studio.connection, numbers[rows[1].id], rows[1].text, whole)
    first, second = pull(label_studio.connection, new, taxonomy)
    assert (first.labels, first.evidence) == (("ecology",), {})
    assert (second.labels, second.evidence) == (("ecology",), whole)
    with pytest.raises(BadSettings, match="asks about sentences, and paragraphs were asked for"):
        ensure_project(label_studio.connection, old.title, taxonomy, unit=PARAGRAPH)


def test_sentences_that_no_model_judged_are_shown_and_predicted_later(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy, unit=SENTENCE)
    rows = paragraphs(3)
    push(label_studio.connection, project, rows, taxonomy)
    with label_studio.connection.asking("reading") as sdk:
        assert sdk.projects.get(project.id).model_version == UNJUDGED
    predictions = {one.id: keyword_prediction(one.text, taxonomy) for one in rows}
    assert push(label_studio.connection, project, rows, taxonomy, predictions).predictions == 3
    with label_studio.connection.asking("reading") as sdk:
        assert sdk.projects.get(project.id).model_version == "keywords"


def test_predictions_the_server_would_take_are_refused(label_studio: Server, taxonomy: Taxonomy) -> None:
    project = label_studio.project(taxonomy)
    (one,) = paragraphs(1)
    with pytest.raises(BadData, match=r"'livelyhood' is not in the taxonomy\. Did you mean 'livelihood'"):
        push(label_studio.connection, project, [one], taxonomy, {one.id: Prediction(("livelyhood",), 0.5, "m")})
    with pytest.raises(BadData, match=r"has the score 1\.5"):
        push(label_studio.connection, project, [one], taxonomy, {one.id: Prediction((), 1.5, "m")})
    two = {"a": Prediction((), 0.5, "m1"), "b": Prediction((), 0.5, "m2")}
    with pytest.raises(BadData, match="several models"):
        push(label_studio.connection, project, [one], taxonomy, two)
    assert tasks_there(label_studio.connection, project) == []


@pytest.mark.parametrize("fault", ["refuse", "forget"])
def test_a_503_makes_no_task_twice_and_loses_none(label_studio: Server, taxonomy: Taxonomy, fault: str) -> None:
    project = label_studio.project(taxonomy)
    imports: list[str] = []

    def wrong(method: str, path: str) -> str | None:
        if method == "POST" and "/import" in path:
            imports.append(path)
            return fault if len(imports) == 2 else None
        return None

    token = read_access(label_studio.data / FILE).token()
    with faulty(label_studio.connection.url, wrong) as url:
        pushed = push(connect_to(url, token), project, paragraphs(BATCH * 3), taxonomy)
    assert pushed.sent == BATCH * 3
    assert len(imports) == (3 if fault == "forget" else 4)
    found = Counter(one.paragraph for one in tasks_there(label_studio.connection, project))
    assert found == Counter(p.id for p in paragraphs(BATCH * 3))


def test_a_server_that_stays_away_says_what_to_do(
    label_studio: Server, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SECONDS", 4.0)
    project = label_studio.project(taxonomy)
    token = read_access(label_studio.data / FILE).token()
    with (
        faulty(label_studio.connection.url, lambda method, path: "refuse" if "/import" in path else None) as url,
        pytest.raises(Interrupted) as caught,
    ):
        push(connect_to(url, token), project, paragraphs(2), taxonomy)
    assert "the server answered 503 (busy)" in str(caught.value)
    assert "run the same command again" in str(caught.value)
    assert "cookie" not in str(caught.value)


def test_a_push_of_2000_that_is_killed_and_repeated_makes_exactly_2000_tasks(
    label_studio: Server, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    file = tmp_path / "paragraphs.jsonl"
    write_objects(file, (one.to_json() for one in paragraphs(2_000)))
    project = label_studio.project(taxonomy)
    command = [sys.executable, "scripts/label_studio.py", "push", str(file), "--project", project.title]
    token_file = label_studio.data / "token"
    write_private(token_file, read_access(label_studio.data / FILE).token())
    imports: list[str] = []
    processes: list[subprocess.Popen[bytes]] = []

    def kill_at_the_third(method: str, path: str) -> None:
        """Kill the client while the server is at work: what was asked of it is still done."""
        if method == "POST" and "/import" in path:
            imports.append(path)
            if len(imports) == 3:
                os.kill(processes[0].pid, signal.SIGKILL)

    with faulty(label_studio.connection.url, kill_at_the_third) as url:
        elsewhere = [*command, "--url", url, "--token-file", str(token_file)]
        processes.append(subprocess.Popen(elsewhere, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        assert processes[0].wait(timeout=600) == -signal.SIGKILL
    here = [*command, "--data", str(label_studio.data)]
    finished = subprocess.run(here, cwd=ROOT, capture_output=True, text=True, check=True)
    token_file.unlink()
    assert "tasks sent" in finished.stdout
    found = Counter(one.paragraph for one in tasks_there(label_studio.connection, project))
    assert found == Counter(p.id for p in paragraphs(2_000))


def write_private(path: Path, content: str) -> None:
    """Write a file as a person keeps a token."""
    path.touch(mode=0o600)
    path.write_text(content, encoding="utf-8")
