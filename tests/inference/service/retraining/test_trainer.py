"""Start training: a better model takes over, and whatever goes wrong the old one goes on serving."""

import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from inference.service.application import make_application
from inference.service.model import ServedModel
from inference.service.retraining.status import TrainingStatus, read_status, write_status
from inference.service.retraining.trainer import Trainer, TrainingPlan
from labels.labelled import read_labelled, write_labelled
from labels.taxonomy import Taxonomy
from models.bundle import read_bundle
from storage.errors import BadData
from tests.inference.service.conftest import HERE, SECRET
from tests.invented import invented_rows
from tests.waiting import wait_until

TAXONOMY = Taxonomy.load()
START = {"action": "START_TRAINING", "project": {"id": 7, "token": "0123456789"}}
Make = Callable[..., Trainer]


@pytest.fixture
def make(state: Path, model: ServedModel, tiny_encoder: Path, tmp_path: Path) -> Make:
    """Return what makes a trainer of the tiny encoder on invented labels."""
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    (tmp_path / "quick.toml").write_text("epochs = 1\nfolds = 0\nmax_tokens = 32\nvalidation_share = 0.2\n")
    options = ("--encoder", str(tiny_encoder), "--config", str(tmp_path / "quick.toml"), "--threads", "1")

    def trainer(**changes: Any) -> Trainer:
        given = {"labelled": tmp_path / "rows.jsonl", "options": options, "margin": -1.0, **changes}
        return Trainer(state, model, TrainingPlan(TAXONOMY, **given))

    return trainer


def finished(trainer: Trainer) -> TrainingStatus:
    trainer.wait(200)
    status = trainer.status()
    assert status is not None and not status.running
    return status


@pytest.mark.slow
def test_a_better_model_is_trained_compared_and_served(make: Make, model: ServedModel, state: Path) -> None:
    old = model.tagger().manifest.id
    trainer = make()
    with TestClient(
        make_application(model, SECRET, trainer), HERE, headers={"Authorization": f"Bearer {SECRET}"}
    ) as client:
        client.post("/webhook", json={"action": "ANNOTATION_CREATED"})
        answer = client.post("/webhook", json=START).json()
        assert answer["status"] == "started"
        assert client.post("/webhook", json=START).json() == {"status": "already running", "job": answer["job"]}
        assert client.post("/job_status", json={"job": answer["job"]}).json() == {"job_status": "started"}
        assert client.get("/training").json()["annotations_since"] == {}
        status = finished(trainer)
        assert client.post("/job_status", json={"job": answer["job"]}).json() == {"job_status": "finished"}
        assert client.get("/training").json()["last"] == json.loads(json.dumps(status.to_json()))
        new = client.get("/versions").json()["versions"][0]
    assert status.stage == "replaced", status.line
    assert new == status.comparison["new"] == read_bundle(state / "current").manifest.id != old
    assert status.comparison["old"] == old == read_bundle(state / "previous").manifest.id
    assert status.line.startswith(f"{new} is served now: macro-F1 ")
    # What was judged was never trained on.
    folder = state / "jobs" / answer["job"]
    held = {row.report for row in read_labelled(folder / "held-out.jsonl", TAXONOMY)}
    assert held and not held & set(read_bundle(state / "current").manifest.data["reports"])
    assert status.comparison["new_scores"]["paragraphs"] == len(read_labelled(folder / "held-out.jsonl", TAXONOMY))
    # The next training holds the same reports out, and a model that is not better enough is not served.
    again = make(margin=1.0)
    assert again.start(7)[1]
    status = finished(again)
    assert (status.stage, model.tagger().manifest.id) == ("kept", new)
    assert f"{new} stays: macro-F1" in status.line and "more than +1.000 is needed" in status.line
    assert {row.report for row in read_labelled(state / "jobs" / status.job / "held-out.jsonl", TAXONOMY)} == held


@pytest.mark.slow
def test_labels_of_their_own_may_judge(make: Make, model: ServedModel, state: Path, tmp_path: Path) -> None:
    rows = [row for row in invented_rows() if row.paragraph.about.region == "榆木市"]
    write_labelled(tmp_path / "held.jsonl", rows)
    trainer = make(held_out=tmp_path / "held.jsonl")
    trainer.start()
    status = finished(trainer)
    assert status.stage == "replaced", status.line
    assert status.comparison["new_scores"]["paragraphs"] == len(rows)
    assert (
        "榆木市-2031" not in read_bundle(state / "current").manifest.data["reports"]
    )  # though it stands among the labels


@pytest.mark.slow
def test_a_training_that_fails_leaves_the_model_and_says_why_in_one_line(
    make: Make, model: ServedModel, tmp_path: Path
) -> None:
    old = model.tagger().manifest.id
    (tmp_path / "wrong.toml").write_text("epoch = 1\n")
    trainer = make(options=("--config", str(tmp_path / "wrong.toml")))
    job, _ = trainer.start()
    status = finished(trainer)
    assert (status.stage, model.tagger().manifest.id) == ("failed", old)
    assert "train.py ended with 1 and said: " in status.line and "the key 'epoch' is not known" in status.line
    assert f"the model that is served has not changed; more in jobs/{job}" in status.line
    assert "\n" not in status.line


@pytest.mark.slow
def test_a_stopped_server_ends_its_training_and_keeps_the_model(make: Make, model: ServedModel, state: Path) -> None:
    old = model.tagger().manifest.id
    trainer = make()
    with TestClient(
        make_application(model, SECRET, trainer), HERE, headers={"Authorization": f"Bearer {SECRET}"}
    ) as client:
        job = client.post("/webhook", json=START).json()["job"]
        wait_until(lambda: trainer.status().stage != "pulling")  # type: ignore[union-attr]
    status = finished(trainer)
    assert (status.job, status.stage) == (job, "interrupted")
    assert "the server was stopped during this training" in status.line
    assert model.tagger().manifest.id == read_bundle(state / "current").manifest.id == old


def test_labels_that_cannot_be_read_end_the_job_at_once(make: Make, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id": "a"}\n')
    trainer = make()
    trainer.start()
    status = finished(trainer)
    assert status.stage == "failed"
    assert "rows.jsonl, line 1: the key 'report' is missing" in status.line


def test_labels_that_are_all_held_out_are_refused(make: Make, tmp_path: Path) -> None:
    trainer = make(held_out=tmp_path / "rows.jsonl")
    trainer.start()
    assert "Every labelled report is held out" in finished(trainer).line


def test_a_fault_of_the_program_ends_the_job_and_stands_in_the_log(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(project: int | None, output: Path) -> None:
        raise ZeroDivisionError

    trainer = make(pull=broken)
    trainer.start()
    assert "ZeroDivisionError, which is a fault of this program" in finished(trainer).line
    assert any(record.exc_info for record in caplog.records)


def test_a_pull_is_told_which_project_asked(make: Make) -> None:
    asked: list[int | None] = []

    def pull(project: int | None, output: Path) -> None:
        asked.append(project)
        raise BadData("the server sleeps")

    for project in (12, None):
        trainer = make(pull=pull)
        trainer.start(project)
        assert "the server sleeps" in finished(trainer).line
    assert asked == [12, None]


def test_a_training_that_a_killed_server_left_is_called_interrupted(make: Make, state: Path) -> None:
    write_status(state, TrainingStatus("20310301-080000", "training", "on 9 paragraphs"))
    status = make().status()
    assert status is not None
    assert (status.job, status.stage) == ("20310301-080000", "interrupted")
    assert read_status(state) == status


def test_while_a_left_training_still_runs_no_other_begins(make: Make, state: Path) -> None:
    write_status(state, TrainingStatus("20310301-080000", "training", "on 9 paragraphs"))
    with (state / "training.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        child = os.dup(held.fileno())  # what a subprocess inherits
    assert make().start() == ("20310301-080000", False)
    os.close(child)
    trainer = make(pull=None, labelled=state / "nothing.jsonl")
    assert trainer.start()[1]
    assert finished(trainer).stage == "failed"
