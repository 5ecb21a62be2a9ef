"""Trainings have names of their own, and only one runs at a time."""

import os
from pathlib import Path

import pytest

from inference.service.retraining.jobs import bundle_name, is_served, lock_training, new_job
from storage.errors import CannotWrite


def test_jobs_of_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    jobs = [new_job(tmp_path) for _ in range(3)]
    assert len(set(jobs)) == 3
    assert sorted(jobs) == sorted(folder.name for folder in (tmp_path / "jobs").iterdir())


def test_the_lock_is_held_until_its_descriptor_is_closed(tmp_path: Path) -> None:
    lock = lock_training(tmp_path)
    assert lock is not None
    assert lock_training(tmp_path) is None
    os.close(lock)
    again = lock_training(tmp_path)
    assert again is not None
    os.close(again)


def test_a_lock_that_is_no_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "training.lock").mkdir()
    with pytest.raises(CannotWrite, match=r"training\.lock: cannot be opened"):
        lock_training(tmp_path)


def test_the_bundle_of_a_job_is_served_where_current_leads_to_it(tmp_path: Path) -> None:
    (tmp_path / "models" / bundle_name("1")).mkdir(parents=True)
    (tmp_path / "current").symlink_to(f"models/{bundle_name('1')}")
    assert is_served(tmp_path, "1")
    assert not is_served(tmp_path, "2")
