"""Work that ends its process is done once more with all of the machine to itself, and processes say nothing."""

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from storage.errors import BadSettings
from storage.processes.team import Team
from storage.processes.worker import Undone


def starting(folder: Path) -> Callable[[str], str]:
    """Return work that leaves a mark while it goes on, and fails as it is called."""
    if folder.name == "unstartable":
        os._exit(5)

    def work(name: str) -> str:
        if name == "deadly":
            _once(folder)
            return ",".join(sorted(one.name for one in folder.glob("busy-*")))
        if name == "loud":
            os.write(1, b"from a library\n")
            sys.stderr.write("a warning\n")
            sys.stderr.flush()
        (folder / f"busy-{name}").touch()
        time.sleep(0.3)
        (folder / f"busy-{name}").unlink()
        return name

    return work


def _once(folder: Path) -> None:
    if not (folder / "tried").exists():
        (folder / "tried").touch()
        os._exit(9)


def test_what_ended_its_process_is_tried_again_while_nothing_else_is_done(tmp_path: Path) -> None:
    team = Team(partial(starting, tmp_path), 60, workers=3)
    names = ["1", "2", "deadly", *map(str, range(3, 12))]
    found = [team.give(name) for name in names]
    assert [one.result() for one in found] == ["" if name == "deadly" else name for name in names]
    team.end()


def test_a_process_that_does_not_start_is_an_error_and_no_fault_of_the_work(tmp_path: Path) -> None:
    folder = tmp_path / "unstartable"
    folder.mkdir()
    team = Team(partial(starting, folder), 60, workers=1)
    with pytest.raises(BadSettings, match="ended while it started \\(exit code 5\\)"):
        team.give("1").result()
    team.end()


def test_a_process_that_the_system_refuses_is_one_clear_error_and_starts_later(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="only POSIX limits what a process may open")
    team = Team(partial(starting, tmp_path), 60, workers=1)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, limits[1]))
    try:
        refused = team.give("1")
        with pytest.raises(BadSettings, match=r"cannot be started \(Too many open files\)\. Expected room for it;"):
            refused.result()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert team.give("2").result() == "2"
    team.end()


def test_nothing_that_a_process_prints_is_seen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    team = Team(partial(starting, tmp_path), 60, workers=1)
    assert team.give("loud").result() == "loud"
    team.end()
    assert capfd.readouterr() == ("", "")


def test_what_is_still_to_be_done_when_all_ends_has_no_result(tmp_path: Path) -> None:
    team = Team(partial(starting, tmp_path), 60, workers=1)
    found = [team.give(str(number)) for number in range(50)]
    found[0].result()
    team.end()
    assert found[-1].exception() is not None
    assert not isinstance(found[-1].exception(), Undone)
