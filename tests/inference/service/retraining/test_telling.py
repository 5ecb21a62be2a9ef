"""What is told of a training is told once, in order, and to the next server too."""

from pathlib import Path

import pytest

from inference.service.retraining.status import TrainingStatus, read_status, write_status
from inference.service.retraining.telling import Telling
from inference.service.subprocesses import Stopped

JOB = "20310301-080000"


def test_every_stage_is_written_down_on_one_line(tmp_path: Path) -> None:
    telling = Telling(tmp_path)
    assert telling.status is None
    telling.say(JOB, "pulling", "labels\nare being \udcff collected")
    assert (
        telling.status == read_status(tmp_path) == TrainingStatus(JOB, "pulling", r"labels are being \udcff collected")
    )


def test_how_a_job_ended_first_stands(tmp_path: Path) -> None:
    telling = Telling(tmp_path)
    telling.say(JOB, "training", "on 9 paragraphs")
    telling.end(JOB, "failed", "no labels")
    telling.interrupt(JOB)
    assert telling.status == TrainingStatus(JOB, "failed", "no labels")


def test_after_it_is_closed_nothing_goes_on(tmp_path: Path) -> None:
    telling = Telling(tmp_path)
    telling.say(JOB, "training", "on 9 paragraphs")
    telling.close()
    assert telling.status is not None and telling.status.stage == "interrupted"
    with pytest.raises(Stopped):
        telling.say(JOB, "comparing", "on 9 held-out paragraphs")
    with pytest.raises(Stopped), telling.undisturbed():
        pytest.fail("it was entered")


def test_a_job_that_an_ended_server_left_is_told_of(tmp_path: Path) -> None:
    write_status(tmp_path, TrainingStatus(JOB, "training", "on 9 paragraphs"))
    status = Telling(tmp_path).status
    assert status is not None and status.stage == "interrupted"
    assert read_status(tmp_path) == status
