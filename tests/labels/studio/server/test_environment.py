"""The server's environment: installed whole or anew, in a folder of this program's own, of what the lock names and
nothing else."""

import shutil
import signal
import socket
import subprocess
import sys
import venv
from pathlib import Path

import psutil
import pytest

from labels.studio.server import environment
from labels.studio.server.environment import VERSION, ensure_environment
from storage.errors import LabelStudioFailed
from tests.wheels import lock_of, pip_settings, tiny_wheel

ROOT = Path(__file__).resolve().parents[4]
# A bound that only tells what ends from what hangs.
_SECONDS = 120
_PROGRAM = """
import shutil, signal, sys, venv
from pathlib import Path
from labels.studio.server import environment
venv.EnvBuilder.create = lambda self, folder: shutil.copytree(sys.argv[3], folder, symlinks=True, dirs_exist_ok=True)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
environment.REQUIREMENTS = environment.BUILDERS = Path(sys.argv[2])
environment.ensure_environment(print, Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def empty_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment as venv makes it, with pip: made once, for that takes seconds."""
    folder = tmp_path_factory.mktemp("venv") / "environment"
    venv.EnvBuilder(with_pip=True).create(folder)
    return folder


@pytest.fixture
def copied(empty_environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every environment of the test be a copy of the empty one."""

    def copy(builder: venv.EnvBuilder, folder: Path) -> None:
        shutil.copytree(empty_environment, folder, symlinks=True, dirs_exist_ok=True)

    monkeypatch.setattr(venv.EnvBuilder, "create", copy)


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lock of a server of almost nothing, which is installed in place of the real one."""
    folder = tmp_path / "index"
    folder.mkdir()
    path = lock_of(tiny_wheel(folder))
    install_by(path, monkeypatch)
    for name, value in pip_settings(folder).items():
        monkeypatch.setenv(name, value)
    return path


def install_by(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "REQUIREMENTS", lock)
    monkeypatch.setattr(environment, "BUILDERS", lock)


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_environment_is_made_once_and_anew_where_a_try_was_cut_off(lock: Path, tmp_path: Path) -> None:
    folder, said = tmp_path / "environment", list[str]()
    executable = ensure_environment(said.append, folder)
    assert subprocess.run([executable], capture_output=True, text=True, check=True).stdout == "hello\n"
    assert said[0].startswith(f"installing Label Studio {VERSION} into {folder}")

    said.clear()
    assert ensure_environment(said.append, folder) == executable
    assert said == []

    (folder / f".installed-{VERSION}").rename(folder / ".installed-1.22.0")  # of an earlier release of this program
    (folder / ".made-by-zhengbiao").unlink()
    (folder / "lib" / "left over").touch()
    (folder / "notes.txt").write_text("somebody's", encoding="utf-8")
    assert ensure_environment(said.append, folder) == executable
    assert subprocess.run([executable], capture_output=True, text=True, check=True).stdout == "hello\n"
    assert not (folder / "lib" / "left over").exists()
    assert not (folder / ".installed-1.22.0").exists()
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "somebody's"


@pytest.mark.parametrize(
    "kept", [["notes.txt"], ["pyvenv.cfg", "bin/python", "lib/mine.py"], [".made-by-zhengbiao", "lib/mine.py"]]
)
def test_a_folder_that_this_program_did_not_make_is_refused_as_it_is(
    kept: list[str], lock: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "environment"
    for name in kept:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    before = files_in(folder)
    with pytest.raises(LabelStudioFailed, match=r"did not make\. Expected nothing.*move it away"):
        ensure_environment(lambda line: None, folder)
    assert files_in(folder) == before


@pytest.mark.parametrize("kind", ["file", "link to nothing"])
def test_what_is_no_folder_is_refused(kind: str, lock: Path, tmp_path: Path) -> None:
    place = tmp_path / "environment"
    if kind == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(LabelStudioFailed, match="did not make"):
        ensure_environment(lambda line: None, place)
    assert place.is_symlink() or place.read_text(encoding="utf-8") == "mine"


def test_a_place_where_no_environment_can_be_made_is_named_in_a_line(lock: Path, tmp_path: Path) -> None:
    place = tmp_path / "a:b" / "environment"  # venv takes no colon
    with pytest.raises(LabelStudioFailed, match=r"environment: .*PATH separator.* Expected a folder") as failed:
        ensure_environment(lambda line: None, place)
    assert "\n" not in str(failed.value)


def test_a_package_that_is_not_the_locked_one_is_not_installed(
    lock: Path, copied: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "environment"
    [wheel] = lock.parent.glob("*.whl")
    install_by(lock_of(wheel, altered=True), monkeypatch)
    with pytest.raises(LabelStudioFailed, match="DO NOT MATCH THE HASHES") as failed:
        ensure_environment(lambda line: None, folder)
    assert "\n" not in str(failed.value)
    assert not (folder / f".installed-{VERSION}").exists()
    install_by(lock, monkeypatch)
    assert ensure_environment(lambda line: None, folder).exists()


def test_an_index_that_never_answers_ends_in_a_line(
    lock: Path, copied: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "_PATIENCE", ("--timeout", "1", "--retries", "1"))
    said: list[str] = []
    with socket.socket() as silent:
        listen(silent, monkeypatch)
        with pytest.raises(LabelStudioFailed, match=r"No matching distribution.*check the connection"):
            ensure_environment(said.append, tmp_path / "environment")
    assert "the package index does not answer; pip tries again" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_pip_ends_with_the_program_that_is_interrupted(
    number: signal.Signals, lock: Path, empty_environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as silent:
        listen(silent, monkeypatch)
        silent.settimeout(_SECONDS)
        command = [sys.executable, "-c", _PROGRAM, str(tmp_path / "environment"), str(lock), str(empty_environment)]
        running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        silent.accept()  # pip asks now
        children = psutil.Process(running.pid).children(recursive=True)
        assert any("pip" in child.cmdline() for child in children)
        running.send_signal(number)
        assert running.wait(_SECONDS) != 0
        assert psutil.wait_procs(children, timeout=0)[1] == []


def listen(index: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip ask an index that takes what it is sent and never answers."""
    index.bind(("127.0.0.1", 0))
    index.listen()
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{index.getsockname()[1]}/simple")
