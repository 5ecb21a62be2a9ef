"""A folder in which commands find what they find in a clone, and write where nobody minds."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.documents.known import ASKS, CHECKED, MODEL, SERVES, STAND_INS
from tests.documents.reading import PYTHON, ROOT, Command, commands
from tests.ports import free_port
from tests.waiting import PATIENCE, wait_until

_LINKED = ("tests", "docs", "requirements", "models/encoder", "models/tagger")
_PORTS = ("127.0.0.1:9090", "127.0.0.1:8000")
# Stops a script as soon as it has read its arguments.
_READS_ARGUMENTS = """
import argparse, pathlib, runpy, sys
really = argparse.ArgumentParser.parse_args
def read(self, *given, **named):
    really(self, *given, **named)
    print("read")
    sys.exit(0)
argparse.ArgumentParser.parse_args = read
sys.argv = sys.argv[1:]
sys.path.insert(0, str(pathlib.Path(sys.argv[0]).parent))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Clone:
    """A copy of the rooms for the commands of one document; the weights and tests are links."""

    def __init__(self, folder: Path, document: str, bundle: Path) -> None:
        """Make the folder; `bundle` stands for the model that a reader trained."""
        self.folder = folder
        self._earlier = commands(document)
        self._bundle = bundle
        self._running = ExitStack()
        self._address = ""
        self._done: dict[Command, subprocess.CompletedProcess[str]] = {}
        rooms = [path.parent for path in sorted(ROOT.glob("*/__init__.py")) if path.parent.name != "tests"]
        leave = shutil.ignore_patterns("__pycache__", "encoder", "tagger")
        for room in rooms:
            shutil.copytree(room, folder / room.name, ignore=leave if room.name == "models" else _no_caches)
        for name in _LINKED:
            (folder / name).symlink_to(ROOT / name)
        for path in (*ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"):
            shutil.copy(path, folder)
        python = folder / PYTHON
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
        python.chmod(python.stat().st_mode | stat.S_IXUSR)
        (folder / "runs").mkdir()

    def run(self, command: Command) -> "subprocess.CompletedProcess[str]":
        """Run a command once, after what it needs."""
        if command not in self._done:
            self.prepare(command)
            self._done[command] = self._shell(command.text)
        return self._done[command]

    def check(self, command: Command) -> "subprocess.CompletedProcess[str]":
        """Let a script read the arguments of a command, and no more."""
        self.prepare(command)
        return self._run([sys.executable, "-c", _READS_ARGUMENTS, *command.words[1:]])

    def ask(self, command: Command) -> "subprocess.CompletedProcess[str]":
        """Run once a command that asks a server, beside the one that the document starts, which goes on until `end`."""
        if command in self._done:
            return self._done[command]
        self.prepare(command)
        if not self._address:
            serving = next((one for one in self._earlier if SERVES.fits(one)), None)
            assert serving is not None, f"{command}: no command of {command.document} starts a server"
            self._address = self._running.enter_context(self.serving(serving))
        text = command.text
        for port in _PORTS:
            text = text.replace(port, self._address)
        self._done[command] = self._shell(text)
        return self._done[command]

    def end(self) -> None:
        """End the server that was asked, if there was one."""
        self._address = ""
        self._running.close()

    @contextmanager
    def serving(self, command: Command) -> Iterator[str]:
        """Start a server, give its address when it says that it serves, and end it as Ctrl-C does."""
        self.end()  # two servers do not share a folder
        self.prepare(command)
        port, log = free_port(), self.folder / "serve.log"
        words = [*command.words, "--port", str(port)]
        with log.open("wb") as output:
            process = subprocess.Popen(words, cwd=self.folder, stdout=output, stderr=output, env=self._environment())
        try:
            wait_until(lambda: b"startup complete" in log.read_bytes() or process.poll() is not None)
            assert process.poll() is None, log.read_text("utf-8")
            yield f"127.0.0.1:{port}"
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 128 + signal.SIGINT, log.read_text("utf-8")
        finally:
            process.kill()
            process.wait(PATIENCE)

    def prepare(self, command: Command) -> None:
        """See to it that what a command reads is there: made by earlier commands, or by a stand-in."""
        before = self._earlier[: self._earlier.index(command)]
        for name in command.read:
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            for maker in before:
                if _makes(maker, name) and not any(rule.fits(maker) for rule in _NOT_RUN):
                    (self.ask if ASKS.fits(maker) else self.run)(maker)
            if place.exists():
                continue
            if name in STAND_INS:
                STAND_INS[name](self.folder, name)
            elif name == MODEL:
                shutil.copytree(self._bundle, place)
            else:
                raise AssertionError(
                    f"{command}: {name} is not in the clone, no earlier command of {command.document} that is run "
                    "makes it, and tests/documents/known.py has no stand-in for it"
                )
        for name in command.written:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)

    def _shell(self, text: str) -> "subprocess.CompletedProcess[str]":
        return self._run(["sh", "-euc", text])

    def _run(self, words: list[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.folder)}


_NOT_RUN = (*CHECKED, SERVES)
_no_caches = shutil.ignore_patterns("__pycache__")


def _makes(command: Command, name: str) -> bool:
    return any(Path(made) == Path(name) or Path(made) in Path(name).parents for made in command.written)
