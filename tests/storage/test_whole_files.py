"""Files appear whole or not at all."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import CannotWrite
from storage.whole_files import atomic_writer, staged


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_what_was_there_and_nothing_new(tmp_path: Path, failure: type[BaseException]) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(failure), atomic_writer(tmp_path / "a.txt") as file:
        file.write("new")
        raise failure
    assert (tmp_path / "a.txt").read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    ("umask", "private", "mode"), [(0o022, False, 0o644), (0o077, False, 0o600), (0o000, True, 0o600)]
)
def test_a_file_is_as_shareable_as_the_umask_says_unless_it_is_private(
    tmp_path: Path, umask: int, private: bool, mode: int
) -> None:
    before = os.umask(umask)
    try:
        with atomic_writer(tmp_path / "a.txt", private=private) as file:
            file.write("new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == mode


def test_what_a_killed_process_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    program = (
        "import os; from pathlib import Path; from storage.whole_files import atomic_writer\n"
        "with atomic_writer(Path('a.txt')) as file:\n    file.write('half' * 9999); file.flush(); os.kill(os.getpid(), "
        "9)"
    )
    root = str(Path(__file__).resolve().parents[2])
    killed = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env={**os.environ, "PYTHONPATH": root})
    assert killed.returncode == -9
    assert len(os.listdir(tmp_path)) == 1
    with atomic_writer(tmp_path / "a.txt") as file:
        file.write("whole")
    assert os.listdir(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "whole"


def test_two_runs_do_not_write_one_file(tmp_path: Path) -> None:
    with staged(tmp_path / "a.txt", "w") as file:
        file.write("first")
        with pytest.raises(CannotWrite, match="another run writes it now"), staged(tmp_path / "a.txt", "w"):
            pass
    assert (tmp_path / "a.txt").read_text() == "first"


def make_folder(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_link(path: Path) -> None:
    path.symlink_to("elsewhere")


@pytest.mark.parametrize("make", [make_folder, make_pipe, make_link])
def test_nothing_but_a_file_is_replaced(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "there")
    before = os.lstat(tmp_path / "there")
    with pytest.raises(CannotWrite, match="there is a "), atomic_writer(tmp_path / "there") as file:
        file.write("new")
    assert os.path.samestat(before, os.lstat(tmp_path / "there"))


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path) -> None:
    name = "报" * 83 + "a.txt"
    assert len(name.encode()) == 254
    with atomic_writer(tmp_path / name) as file:
        file.write("new")
    assert os.listdir(tmp_path) == [name]


def test_a_full_disk_asks_for_room_and_not_for_rights(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with pytest.raises(CannotWrite, match=r"No space left on device\. Expected room; make some there"):
        _fail(tmp_path / "a", full)
    with pytest.raises(CannotWrite, match=r"denied\. Give a folder you may write to"):
        _fail(tmp_path / "a", PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _fail(path: Path, error: OSError) -> None:
    with atomic_writer(path):
        raise error
