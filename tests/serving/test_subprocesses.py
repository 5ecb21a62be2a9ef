"""Scripts run beside the server: quietly, without its secrets, and never longer than it."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving import subprocesses
from serving.subprocesses import Scripts, Stopped
from storage.errors import BadData


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder scripts/ to put programs in, in place of the project's."""
    (tmp_path / "scripts").mkdir()
    monkeypatch.setattr(subprocesses, "ROOT", tmp_path)
    yield tmp_path / "scripts"


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[int]:
    descriptor = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    yield descriptor
    os.close(descriptor)


def test_a_script_has_low_priority_and_no_secrets(
    scripts: Path, lock: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = {"LABEL_STUDIO_API_KEY": "key-1", "LABEL_STUDIO_PASSWORD": "word-1", "ZHENGBIAO_SECRET": "gate-1"}
    for name, value in private.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ORDINARY", "stays")
    (scripts / "show.py").write_text("import os, sys, time\ntime.sleep(.3)\nprint(os.nice(0), sys.argv[1:], dict(os.environ))\n")
    Scripts().run("show", ["one", "two"], tmp_path / "log", lock)
    said = (tmp_path / "log").read_text()
    assert said.startswith(f"{max(os.nice(0), 10)} ['one', 'two']")
    assert "'ORDINARY': 'stays'" in said
    assert not any(value in said for value in private.values())


def test_the_last_line_of_a_script_that_fails_is_told(scripts: Path, lock: int, tmp_path: Path) -> None:
    (scripts / "fail.py").write_text("import sys\nprint('far')\nsys.exit('out of luck')\n")
    with pytest.raises(BadData, match=r"^fail\.py ended with 1 and said: out of luck$"):
        Scripts().run("fail", [], tmp_path / "log", lock)
    (scripts / "mute.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    with pytest.raises(BadData, match=r"mute\.py ended with -9 and said: nothing"):
        Scripts().run("mute", [], tmp_path / "other-log", lock)


@pytest.mark.parametrize("deaf", [False, True])
def test_what_runs_is_ended_with_its_children_and_nothing_more_is_begun(
    deaf: bool, scripts: Path, lock: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocesses, "_SECONDS_TO_END", 1)
    ears = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" if deaf else ""
    (scripts / "long.py").write_text(
        ears + "import subprocess, time\nprint(subprocess.Popen(['sleep', '99']).pid, flush=True)\ntime.sleep(99)\n"
    )
    running, ended = Scripts(), threading.Event()

    def run() -> None:
        with pytest.raises(Stopped):
            running.run("long", [], tmp_path / "log", lock)
        ended.set()

    threading.Thread(target=run).start()
    while not (tmp_path / "log").exists() or not (tmp_path / "log").read_text().strip():
        time.sleep(0.05)
    running.stop()
    assert ended.wait(10)
    child = int((tmp_path / "log").read_text())
    stat = Path(f"/proc/{child}/stat")
    time.sleep(0.2)
    assert not stat.exists() or stat.read_text().split()[2] == "Z"
    with pytest.raises(Stopped):
        running.run("long", [], tmp_path / "log", lock)
