"""The status of a training outlives the server."""

from pathlib import Path
from typing import get_args

import pytest

from serving.status import Stage, TrainingStatus, read_status, write_status
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
