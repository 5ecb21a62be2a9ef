"""The status of a training outlives the server."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from inference.service.retraining.status import Stage, TrainingStatus, read_status, write_status
from storage.errors import BadData


@pytest.mark.parametrize("stage", get_args(Stage))
def test_a_status_comes_back_as_it_was_written(stage: Stage, tmp_path: Path) -> None:
    status = TrainingStatus("20310301-080000", stage, "云溪市", {"gain": 0.1})
    write_status(tmp_path, status)
    assert read_status(tmp_path) == status
    assert not (status.running and status.failed)


def test_before_the_first_training_there_is_none(tmp_path: Path) -> None:
    assert read_status(tmp_path) is None


@pytest.mark.parametrize("content", ["", "[]", '{"job": "1"}', '{"job": "1", "stage": "resting", "line": ""}'])
def test_a_damaged_status_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "training.json").write_text(content)
    with pytest.raises(BadData, match=r"training\.json: .* remove the file"):
        read_status(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        '{"job": "1", "stage": "kept", "line": "", "comparison": {"gain": NaN}}',
        '{"job": "1", "stage": "kept", "line": "", "comparison": {"gain": 1e999}}',
        '{"job": "1", "stage": "kept", "line": "", "comparison": [1]}',
        '{"job": 1, "stage": "kept", "line": ""}',
        '{"job": "1", "stage": ["kept"], "line": ""}',
        '{"job": "1", "stage": "kept", "line": null}',
        '{"job": "1", "stage": "kept", "line": "\\ud83d"}',
        '{"job": "1", "stage": "kept", "line": "", "comparison": {"a": ' + "9" * 5_000 + "}}",
        '{"job": "1", "stage": "kept", "line": "", "comparison": {"a": ' + "[" * 500 + "]" * 500 + "}}",
        '{"job": "1", "stage": "kept", "line": "", "comparison": {"a": ' + "[" * 100_000 + "]" * 100_000 + "}}",
        '{"job": "1", "stage": "kept", "line": "' + "a" * 2_000_000 + '"}',
    ],
    ids=range(11),
)
def test_a_status_that_could_not_be_served_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "training.json").write_text(content)
    with pytest.raises(BadData, match=r"training\.json: .* remove the file"):
        read_status(tmp_path)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path)])
def test_what_is_no_file_is_not_waited_for(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path / "training.json")
    with pytest.raises(BadData, match="not a regular file"):
        read_status(tmp_path)
