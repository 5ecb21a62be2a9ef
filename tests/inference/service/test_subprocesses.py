"""Scripts run beside the server: quietly, without its secrets, and never longer than it."""

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inference.service import limits, subprocesses
from inference.service.subprocesses import Scripts, Stopped
from storage.errors import BadData
from tests.waiting import PATIENCE, has_ended, wait_until


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
    (scripts / "show.py").write_text(
        "import os, sys, time\ntime.sleep(.3)\nprint(os.nice(0), sys.argv[1:], dict(os.environ))\n"
    )
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
    wait_until(lambda: (tmp_path / "log").exists() and (tmp_path / "log").read_text().strip())
    running.stop()
    assert ended.wait(PATIENCE)
    assert has_ended(int((tmp_path / "log").read_text()))
    with pytest.raises(Stopped):
        running.run("long", [], tmp_path / "log", lock)


def test_what_a_script_leaves_behind_ends_with_it(scripts: Path, lock: int, tmp_path: Path) -> None:
    (scripts / "parent.py").write_text("import subprocess\nprint(subprocess.Popen(['sleep', '99']).pid, flush=True)\n")
    Scripts().run("parent", [], tmp_path / "log", lock)
    assert has_ended(int((tmp_path / "log").read_text()))


def test_a_killed_server_leaves_nothing_running(scripts: Path, tmp_path: Path, root: Path) -> None:
    (scripts / "long.py").write_text(
        "import os, signal, subprocess, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(os.getpid(), subprocess.Popen(['sleep', '99']).pid, flush=True)\ntime.sleep(99)\n"
    )
    program = (
        "import sys, pathlib; from inference.service import subprocesses\n"
        f"subprocesses.ROOT = pathlib.Path({str(tmp_path)!r}); subprocesses._SECONDS_TO_END = 1\n"
        f"subprocesses.Scripts().run('long', [], pathlib.Path({str(tmp_path / 'log')!r}), 0)"
    )
    server = subprocess.Popen([sys.executable, "-c", program], cwd=root)
    wait_until(lambda: (tmp_path / "log").exists() and len((tmp_path / "log").read_text().split()) == 2)
    server.kill()
    server.wait()
    assert all(has_ended(int(process)) for process in (tmp_path / "log").read_text().split())


def test_a_log_has_an_end_though_a_script_has_none(
    scripts: Path, lock: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LOG_BYTES", 100_000)
    (scripts / "talk.py").write_text(
        "import sys\nfor _ in range(100):\n    print('a' * 10_000)\nsys.exit('the last word')\n"
    )
    with pytest.raises(BadData, match="said: the last word"):
        Scripts().run("talk", [], tmp_path / "log", lock)
    assert (tmp_path / "log").stat().st_size == 100_000


def test_a_script_that_closes_its_output_is_waited_for(scripts: Path, lock: int, tmp_path: Path) -> None:
    done = tmp_path / "done"
    (scripts / "quiet.py").write_text(
        f"import os, time\nos.close(1); os.close(2)\ntime.sleep(1)\nopen({str(done)!r}, 'w')\n"
    )
    Scripts().run("quiet", [], tmp_path / "log", lock)
    assert done.exists()


def test_a_daemon_that_holds_the_output_is_not_waited_for(scripts: Path, lock: int, tmp_path: Path) -> None:
    (scripts / "daemon.py").write_text(
        "import subprocess\nsubprocess.Popen(['sh', '-c', 'sleep 3; exec yes'], "
        "start_new_session=True)\nprint('left')\n"
    )
    Scripts().run("daemon", [], tmp_path / "log", lock)
    assert (tmp_path / "log").read_text() == "left\n"


def test_a_descriptor_of_any_number_will_do(scripts: Path, lock: int, tmp_path: Path) -> None:
    (scripts / "say.py").write_text("print('said')\n")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2_000:
        pytest.skip("this system gives a process too few descriptors; raise `ulimit -Hn` to try this")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2_000, hard))
    many = [os.dup(lock) for _ in range(1_200)]
    try:
        Scripts().run("say", [], tmp_path / "log", lock)
    finally:
        for one in many:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (tmp_path / "log").read_text() == "said\n"
