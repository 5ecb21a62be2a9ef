"""What is said of a training is true: nothing is said to run that does not."""

import fcntl
import json
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from inference.service.application import make_application
from inference.service.model import ServedModel
from inference.service.retraining import telling
from inference.service.retraining import trainer as training
from inference.service.retraining.comparison_file import Found
from inference.service.retraining.label_source import pull_by_command
from inference.service.retraining.status import TrainingStatus, read_status, write_status
from inference.service.retraining.trainer import Trainer, TrainingPlan
from inference.service.subprocesses import Scripts
from labels.labelled import write_labelled
from labels.taxonomy import Taxonomy
from storage.errors import BadData, CannotWrite
from tests.inference.service.conftest import HERE, SECRET
from tests.invented import invented_rows
from tests.waiting import PATIENCE, has_ended, wait_until

START = {"action": "START_TRAINING", "project": 7}
Make = Callable[..., Trainer]


@pytest.fixture
def make(state: Path, model: ServedModel, tmp_path: Path) -> Make:
    """Return what makes a trainer; without more it fails at once, for want of labels."""

    def trainer(scripts: Scripts | None = None, **changes: Any) -> Trainer:
        plan = {"labelled": tmp_path / "rows.jsonl", **changes}
        return Trainer(state, model, TrainingPlan(Taxonomy.load(), **plan), scripts)

    return trainer


def asking(model: ServedModel, trainer: Trainer) -> TestClient:
    return TestClient(make_application(model, SECRET, trainer), HERE, headers={"Authorization": f"Bearer {SECRET}"})


def stage(trainer: Trainer) -> str:
    status = trainer.status()
    assert status is not None
    return status.stage


def full_disk(*arguments: Any) -> None:
    raise CannotWrite("Cannot write to training.json: No space left on device. Make room.")


def test_a_start_that_cannot_be_noted_starts_nothing_and_says_so(
    make: Make, model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = make()
    monkeypatch.setattr(telling, "write_status", full_disk)
    with asking(model, trainer) as client:
        answer = client.post("/webhook", json=START)
        assert (answer.status_code, "No space left" in answer.json()["error"]) == (400, True)
        assert client.get("/training").json()["last"] is None
        assert not trainer.running
        monkeypatch.undo()
        assert client.post("/webhook", json=START).json()["status"] == "started"
        trainer.wait(PATIENCE)
        assert client.get("/training").json()["last"]["stage"] == "failed"


def test_an_end_that_cannot_be_noted_is_said_all_the_same(
    make: Make, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def pull(project: int | None, output: Path) -> None:
        assert begun.wait(PATIENCE)
        raise ZeroDivisionError

    trainer = make(labelled=None, pull=pull)
    trainer.start()
    monkeypatch.setattr(telling, "write_status", full_disk)
    begun.set()
    trainer.wait(PATIENCE)
    assert stage(trainer) == "failed" and not trainer.running
    assert json.loads((state / "training.json").read_text())["stage"] == "pulling"
    monkeypatch.undo()
    assert stage(make()) == "interrupted"  # what the next server says


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_ends_without_a_word_is_not_said_to_run(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = make()

    def vanish(*arguments: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(trainer, "_train", vanish)
    trainer.start()
    trainer.wait(PATIENCE)
    wait_until(lambda: not trainer.running)
    assert stage(trainer) == "failed"
    monkeypatch.undo()
    assert trainer.start()[1]


def test_a_start_without_a_thread_is_said_to_have_failed(
    make: Make, model: ServedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = make()

    class NoThread(threading.Thread):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    with asking(model, trainer) as client:
        monkeypatch.setattr(training.threading, "Thread", NoThread)
        answer = client.post("/webhook", json=START)
        monkeypatch.undo()
        assert (answer.status_code, "No thread" in answer.json()["error"]) == (400, True)
        assert client.get("/training").json()["last"]["stage"] == "failed"
        assert client.post("/webhook", json=START).json()["status"] == "started"


def test_a_lock_that_somebody_else_holds_is_no_training_of_ours(make: Make, model: ServedModel, state: Path) -> None:
    trainer = make()
    with (state / "training.lock").open("w") as held, asking(model, trainer) as client:
        fcntl.flock(held, fcntl.LOCK_EX)
        answer = client.post("/webhook", json=START)
        assert (answer.status_code, "Nothing was started" in answer.json()["error"]) == (409, True)
        assert client.get("/training").json()["last"] is None


@pytest.mark.parametrize("place", ["training.lock", "jobs"])
def test_something_in_the_way_is_named(place: str, make: Make, model: ServedModel, state: Path) -> None:
    (state / place).mkdir() if place == "training.lock" else (state / place).write_text("")
    trainer = make()
    with asking(model, trainer) as client:
        answer = client.post("/webhook", json=START)
        assert (answer.status_code, place in answer.json()["error"]) == (400, True)
        assert client.get("/training").json()["last"] is None


def test_an_error_whose_words_are_no_text_is_said(make: Make, state: Path) -> None:
    trainer = make(labelled=state / "rows-\udcff.jsonl")
    trainer.start()
    trainer.wait(PATIENCE)
    assert stage(trainer) == "failed"
    assert read_status(state) == trainer.status()


def test_a_model_that_took_over_before_its_server_was_killed_is_said_to_be_served(make: Make, state: Path) -> None:
    job = "20310301-080000"
    shutil.copytree((state / "current").resolve(), state / "models" / f"tagger-{job}")
    write_status(state, TrainingStatus(job, "comparing", "on 9 held-out paragraphs"))
    assert stage(make()) == "interrupted"
    write_status(state, TrainingStatus(job, "comparing", "on 9 held-out paragraphs"))
    (state / "current").unlink()
    (state / "current").symlink_to(f"models/tagger-{job}")
    assert stage(make()) == "replaced"


def test_a_stop_is_noted_before_the_training_has_ended(make: Make, state: Path) -> None:
    held = threading.Event()
    trainer = make(labelled=None, pull=lambda project, output: held.wait(PATIENCE))
    trainer.start()
    stopping = threading.Thread(target=trainer.stop)
    stopping.start()
    wait_until(lambda: (read_status(state) or TrainingStatus("", "pulling", "")).stage == "interrupted")
    held.set()
    stopping.join(PATIENCE)
    trainer.wait(PATIENCE)
    status = read_status(state)
    assert status is not None and status.stage == "interrupted" and status == trainer.status()
    with pytest.raises(training.Stopped):
        trainer.start()


def test_a_decision_is_not_cut_in_half_by_a_stop(make: Make, state: Path, model: ServedModel) -> None:
    trainer = make(margin=-1.0)
    new = state / "models" / "tagger-20310301-080000"
    shutil.copytree((state / "current").resolve(), new)
    found = Found("tiny", "tiny-2", 0.1, "macro-F1", {})
    trainer._working = "20310301-080000"
    trainer._telling.say("20310301-080000", "comparing", "on 9")
    trainer._decide("20310301-080000", new, found)
    trainer.stop()
    assert stage(trainer) == "replaced"
    again = make(margin=-1.0)
    again._working = "20310301-080001"
    again._telling.say("20310301-080001", "comparing", "on 9")
    again.stop()
    with pytest.raises(training.Stopped):
        again._decide("20310301-080001", state / "models" / "tagger-20310301-080001", found)
    assert (state / "current").resolve() == new.resolve()


def test_a_better_model_that_cannot_be_served_leaves_everything_as_it_was(
    make: Make, state: Path, model: ServedModel
) -> None:
    trainer = make(margin=-1.0)
    served = model.tagger().manifest.id
    new = state / "models" / "tagger-20310301-080000"
    shutil.copytree((state / "current").resolve(), new)
    (new / "model.safetensors").write_bytes(b"broken")
    before = (state / "current").resolve()
    for previous in (None, before.parent):
        if previous is not None:
            (state / "previous").symlink_to(previous)
        with pytest.raises(BadData, match="cannot be served"):
            trainer._decide("20310301-080000", new, Found("tiny", "tiny-2", 0.1, "macro-F1", {}))
        assert (state / "current").resolve() == before
        assert (state / "previous").is_symlink() == (previous is not None)
        assert model.tagger().manifest.id == served and len(model.tag(["新建水厂。"])) == 1
    assert (state / "previous").resolve() == before.parent


def test_a_pull_that_hangs_is_ended_with_what_it_started_when_its_time_is_over(
    make: Make, state: Path, tmp_path: Path
) -> None:
    program = tmp_path / "hang.py"
    program.write_text(
        f"import subprocess, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(subprocess.Popen(['sleep', "
        "'999']).pid))\ntime.sleep(999)\n"
    )
    pull = pull_by_command(f"{sys.executable} {program} {{output}}", tmp_path, minutes=1 / 30)
    trainer = make(pull=pull)
    write_labelled(tmp_path / "rows.jsonl", invented_rows(2))
    began = time.monotonic()
    trainer.start()
    trainer.wait(PATIENCE)
    assert time.monotonic() - began < 300  # not the time of the program
    status = trainer.status()
    assert status is not None and "--pull had not ended after" in status.line
    assert has_ended(int((tmp_path / "pid").read_text()))


def test_a_pull_that_hangs_ends_with_the_server(make: Make, tmp_path: Path) -> None:
    scripts = Scripts()
    program = tmp_path / "hang.py"
    program.write_text(
        f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(99)\n"
    )
    trainer = make(scripts, pull=pull_by_command(f"{sys.executable} {program} {{output}}", tmp_path, scripts))
    write_labelled(tmp_path / "rows.jsonl", invented_rows(2))
    trainer.start()
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    trainer.stop()
    assert stage(trainer) == "interrupted" and not trainer.running
    assert has_ended(int((tmp_path / "pid").read_text()))
