"""One run at a time in a folder, and a lock that ends with its process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import CannotWrite
from storage.locks import LOCK, holding, is_held

ROOT = str(Path(__file__).resolve().parents[2])


def test_a_lock_leaves_nothing(tmp_path: Path) -> None:
    with holding(tmp_path):
        assert os.listdir(tmp_path) == [LOCK]
    assert os.listdir(tmp_path) == []


def test_a_folder_that_another_process_holds_is_refused_and_the_holder_named(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\nfrom storage.locks import holding\n"
        "with holding(Path('.')):\n    print(1, flush=True)\n    input()"
    )
    environment = {**os.environ, "PYTHONPATH": ROOT}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes) as holder:  # type: ignore[call-overload]
        assert holder.stdout.readline()
        with (
            pytest.raises(CannotWrite, match=rf"another run writes there \(process {holder.pid} on "),
            holding(tmp_path),
        ):
            pass
        holder.kill()
        holder.wait()
        with holding(tmp_path):  # what a killed process left does not lock
            pass
    assert os.listdir(tmp_path) == []


def test_whether_a_lock_is_held_can_be_asked_without_taking_it(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "part.lock")
    with holding(tmp_path, "part.lock"):
        assert is_held(tmp_path / "part.lock")
        assert not is_held(tmp_path / LOCK)
        with holding(tmp_path):  # another name is another lock
            pass
    (tmp_path / "part.lock").write_text("left by a killed process")
    assert not is_held(tmp_path / "part.lock")


@pytest.mark.parametrize("content", ["mine", "process 1 on a\nmine"])
def test_a_file_of_somebody_else_is_no_lock(tmp_path: Path, content: str) -> None:
    (tmp_path / LOCK).write_text(content)
    with pytest.raises(CannotWrite, match="did not make"), holding(tmp_path):
        pass
    assert (tmp_path / LOCK).read_text() == content


def test_a_folder_where_nothing_can_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir()
    with pytest.raises(CannotWrite, match="Cannot write to"), holding(tmp_path):
        pass


def test_a_pipe_or_another_name_of_a_file_is_no_lock_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / LOCK)
    with pytest.raises(CannotWrite, match="is no file of its own"), holding(tmp_path):
        pass
    (tmp_path / LOCK).unlink()
    (tmp_path / "mine.txt").write_text("")
    os.link(tmp_path / "mine.txt", tmp_path / LOCK)
    with pytest.raises(CannotWrite, match="is no file of its own"), holding(tmp_path):
        pass
    assert sorted(os.listdir(tmp_path)) == [LOCK, "mine.txt"]
