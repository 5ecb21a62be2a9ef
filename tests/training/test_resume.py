"""An interrupted run goes on, and two runs never mix."""

from pathlib import Path

import pytest

from storage.errors import BadSettings
from training.resume import claim, whole_checkpoint


def test_the_same_run_may_come_again(tmp_path: Path) -> None:
    for _ in range(2):
        claim(tmp_path, {"epochs": 3, "data": "岚川", "folds": [(1, 2)]})


def test_another_run_is_refused(tmp_path: Path) -> None:
    claim(tmp_path, {"epochs": 3})
    with pytest.raises(BadSettings, match="holds an unfinished run with other settings or data"):
        claim(tmp_path, {"epochs": 4})


def test_a_checkpoint_that_a_kill_cut_short_is_removed(tmp_path: Path) -> None:
    (tmp_path / "checkpoint-10").mkdir()
    (tmp_path / "checkpoint-10" / "model.safetensors").write_bytes(b"half")
    assert not whole_checkpoint(tmp_path)
    assert not (tmp_path / "checkpoint-10").exists()


def test_a_whole_checkpoint_is_resumed_beside_a_broken_one(tmp_path: Path) -> None:
    for name in ("checkpoint-10", "checkpoint-20"):
        (tmp_path / name).mkdir()
    (tmp_path / "checkpoint-10" / "trainer_state.json").write_text("{}")
    assert whole_checkpoint(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-10"]
