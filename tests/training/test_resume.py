"""An interrupted run goes on, and two runs never mix."""

import re
from pathlib import Path

import pytest

from storage.errors import BadSettings
from training.resume import claim, remove_work, whole_checkpoint


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


def test_finished_work_is_removed_but_for_what_somebody_else_put_there(tmp_path: Path) -> None:
    claim(tmp_path, {"epochs": 3})
    for name in ("fold-1.npy", "fold-2/checkpoint-3/model.safetensors", "final/soft/checkpoint-1/optimizer.pt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("ours")
    mine = ["fold-notes.txt", "fold-compare/table.xlsx", "fold-3/why.txt", "notes.md"]
    for name in mine:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    (tmp_path / "fold-4").symlink_to("fold-compare")
    assert remove_work(tmp_path, re.compile(r"fold-\d+(\.npy)?|final")) == [
        "fold-3",
        "fold-4",
        "fold-compare",
        "fold-notes.txt",
        "notes.md",
    ]
    assert all((tmp_path / name).read_text() == "mine" for name in mine)


def test_a_folder_of_work_that_is_of_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(BadSettings, match=r"holds what is of no unfinished run: notes\.txt"):
        claim(tmp_path, {"epochs": 3})
