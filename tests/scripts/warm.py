"""Scripts run by a process that has imported torch and transformers already: each such import costs four seconds, and
a hundred tests run scripts that need it."""

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 300
HEAVY = ("aim", "tag", "train", "pretrain", "evaluate", "serve", "bench/titles")
# Before that many the start of the process would cost more than it gives, as where a single test is run.
_COLD = 2


class Warm:
    """The process, started when it pays."""

    def __init__(self) -> None:
        self._heavy = 0
        self._process: subprocess.Popen[str] | None = None
        self._environment: Mapping[str, str] = {}
        self._lock = threading.Lock()

    def is_for(self, name: str) -> bool:
        """Say whether a script had better be run here: not where a test has changed the environment, which libraries
        read when they are imported."""
        if name not in HEAVY or sys.platform != "linux":
            return False  # what needs no torch starts sooner by itself than in a fork that holds it
        self._heavy += 1
        if self._process is None and self._heavy <= _COLD:
            return False
        return self._process is None or _environment() == self._environment

    def run(self, command: Sequence[str], cwd: Path) -> "subprocess.CompletedProcess[str]":
        """Run a script, the first word of a command, and return its exit code and what it wrote."""
        with self._lock, TemporaryDirectory() as folder:
            process = self._started()
            request = {"command": command, "cwd": str(cwd), "stdout": f"{folder}/out", "stderr": f"{folder}/err"}
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            if not select.select([process.stdout], [], [], SECONDS)[0]:
                os.killpg(process.pid, signal.SIGKILL)  # and the script with it
                raise subprocess.TimeoutExpired(list(command), SECONDS)
            code = int(process.stdout.readline())
            wrote = [Path(folder, name).read_text("utf-8") for name in ("out", "err")]
        return subprocess.CompletedProcess(list(command), code, *wrote)

    def _started(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            program = Path(__file__).with_name("warm_process.py")
            self._environment = _environment()
            self._process = subprocess.Popen(
                [sys.executable, str(program)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        return self._process


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


WARM = Warm()
