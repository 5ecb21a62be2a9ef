"""Scripts of the project as subprocesses of the server: of low priority, without its secrets, and ended with it."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from storage.errors import BadData

ROOT = Path(__file__).resolve().parent.parent
_NICENESS = 10
_SECONDS_TO_END = 10
# The scripts that train need no account of Label Studio, and a log of theirs cannot hold what they never had.
_WITHHELD = ("LABEL_STUDIO_", "ZHENGBIAO_SECRET")


class Stopped(Exception):
    """The server is going down and has ended its subprocess."""


class Scripts:
    """Runs scripts, one at a time, from one thread; another thread may stop them."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._lock = threading.Lock()

    def run(self, name: str, arguments: list[str], log: Path, keep_open: int) -> None:
        """Run scripts/`name`.py to its end; what it says is added to `log`.

        Args:
            keep_open: a file descriptor that the subprocess holds open as long as it lives.

        Raises:
            BadData: it ended with an error; the message holds its last line.
            Stopped: `stop` was called.
        """
        command = [sys.executable, str(ROOT / "scripts" / f"{name}.py"), *arguments]
        environment = {key: value for key, value in os.environ.items() if not key.startswith(_WITHHELD)}
        with log.open("ab") as output:
            with self._lock:
                if self._stopping:
                    raise Stopped
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=environment,
                    pass_fds=(keep_open,),
                    start_new_session=True,  # so that an interrupt at the terminal reaches the server alone, which then ends it
                )
                self._running = process
            niceness = max(_NICENESS, os.getpriority(os.PRIO_PROCESS, process.pid))  # nobody but root may lower it
            os.setpriority(os.PRIO_PROCESS, process.pid, niceness)
            code = process.wait()
        with self._lock:
            self._running = None
            if self._stopping:
                raise Stopped
        if code:
            said = (log.read_text("utf-8", errors="replace").strip().splitlines() or ["nothing"])[-1]
            raise BadData(f"{name}.py ended with {code} and said: {said}")

    def stop(self) -> None:
        """End what runs, and run nothing more."""
        with self._lock:
            self._stopping = True
            process = self._running
        if process is not None and process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
