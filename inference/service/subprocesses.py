"""Run commands as subprocesses of the server: of low priority, bounded in time and output, and ended with it."""

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from inference.service import limits
from storage.errors import BadData, CannotWrite

ROOT = Path(__file__).resolve().parents[2]
_LEASH = Path(__file__).with_name("leash.py")
_SECONDS_TO_END = limits.CHILD_SECONDS
_LOOK_SECONDS = 0.2
_LAST_PIECES = 16  # a pipe holds one of 64 kB; what comes after that is of somebody who should have ended
# The scripts that train need no account of Label Studio, and a log of theirs cannot hold what they never had.
_WITHHELD = ("LABEL_STUDIO_", "ZHENGBIAO_SECRET")
_PIECE_BYTES = 65_536
_TAIL_BYTES, _LINE_CHARACTERS = 65_536, 500


class Stopped(Exception):
    """The server is going down and has ended its subprocess."""


class TookTooLong(Exception):
    """A command was ended because its time was up."""


class Scripts:
    """Runs commands, one at a time, from one thread; another thread may stop them.

    Each is held by `inference.service.leash`, which ends it and what it started when `stop` is called, and
    when this process ends in whatever way.
    """

    def __init__(self) -> None:
        self._rope: int | None = None  # the end of a pipe that the leash watches
        self._stopping = False
        self._lock = threading.Lock()

    def run(self, name: str, arguments: list[str], log: Path, keep_open: int) -> None:
        """Run scripts/`name`.py to its end; what it says is added to `log`.

        Args:
            keep_open: a file descriptor that stays open as long as the subprocess lives.

        Raises:
            BadData: it ended with an error; the message holds its last line.
            CannotWrite: the log cannot be opened.
            Stopped: `stop` was called.
        """
        command = [sys.executable, str(ROOT / "scripts" / f"{name}.py"), *arguments]
        environment = {key: value for key, value in os.environ.items() if not key.startswith(_WITHHELD)}
        try:
            output = log.open("ab", buffering=0)
        except OSError as error:
            raise CannotWrite(f"{log}: cannot be written ({error.strerror}). Make room, or mend its rights.") from error
        with output:
            code, said = self.follow(command, environment=environment, output=output, keep_open=(keep_open,))
        if code:
            raise BadData(f"{name}.py ended with {code} and said: {shortened(said)}")

    def follow(
        self,
        command: list[str],
        *,
        environment: Mapping[str, str] | None = None,
        output: IO[bytes] | None = None,
        folder: Path | None = None,
        seconds: float | None = None,
        keep_open: tuple[int, ...] = (),
    ) -> tuple[int, str]:
        """Run a command to its end; return its exit code and its last line, "nothing" where there is none.

        Args:
            output: takes the beginning of what it says, up to a limit.
            seconds: after which it is ended.

        Raises:
            Stopped: `stop` was called.
            TookTooLong: its seconds are over.
        """
        process = self._start(command, environment, folder, keep_open)
        tail = self._listen(process, output, seconds)
        with self._lock:
            if self._stopping:
                raise Stopped
        lines = tail.decode("utf-8", errors="replace").strip().splitlines() or ["nothing"]
        return process.returncode, lines[-1].strip()

    def stop(self) -> None:
        """End what runs, and run nothing more."""
        with self._lock:
            self._stopping = True
        self._let_go()

    def _start(
        self, command: list[str], environment: Mapping[str, str] | None, folder: Path | None, keep_open: tuple[int, ...]
    ) -> "subprocess.Popen[bytes]":
        """Start a command on a leash, and hold the rope."""
        watched, rope = os.pipe()
        try:
            self._hold(rope)
            return subprocess.Popen(
                [sys.executable, "-I", "-S", str(_LEASH), str(_SECONDS_TO_END), *command],
                stdin=watched,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=folder,
                pass_fds=keep_open,
                # An interrupt at the terminal reaches the server alone, which then ends it.
                start_new_session=True,
            )
        except OSError as error:
            self._let_go()
            raise BadData(
                f"{command[0]} cannot be run ({error.strerror}). Expected a program; correct the command."
            ) from error
        finally:
            os.close(watched)

    def _hold(self, rope: int) -> None:
        with self._lock:
            if self._stopping:
                os.close(rope)
                raise Stopped
            self._rope = rope

    def _listen(self, process: "subprocess.Popen[bytes]", output: IO[bytes] | None, seconds: float | None) -> bytes:
        """Take what a process says until it has ended, and let go of it; return the last of it."""
        end = None if seconds is None else time.monotonic() + seconds
        heard = _Heard(process, output)
        try:
            while process.poll() is None:
                heard.more(_LOOK_SECONDS)
                if end is not None and time.monotonic() > end:
                    raise TookTooLong
            for _ in range(_LAST_PIECES):
                heard.more(0)
        finally:
            self._let_go()
            heard.close()
            _wait(process)
        return heard.tail

    def _let_go(self) -> None:
        with self._lock:
            rope, self._rope = self._rope, None
        if rope is not None:
            os.close(rope)


def shortened(line: str) -> str:
    """Return the end of a line that is too long to be told."""
    return line if len(line) <= _LINE_CHARACTERS else f"…{line[-_LINE_CHARACTERS:]}"


class _Heard:
    """What a process says: the beginning goes into a file, the end is kept."""

    def __init__(self, process: "subprocess.Popen[bytes]", output: IO[bytes] | None) -> None:
        assert process.stdout is not None
        self._stdout: IO[bytes] | None = process.stdout
        self._output = output
        self._room = limits.LOG_BYTES
        self.tail = b""

    def more(self, seconds: float) -> None:
        """Take a piece, or wait so long for one."""
        if self._stdout is None:  # it closed its output, and may well go on
            time.sleep(seconds)
            return
        waiting = select.poll()  # select() itself cannot watch a descriptor above 1,023
        waiting.register(self._stdout, select.POLLIN)
        if not waiting.poll(1000 * seconds):
            return
        piece = os.read(self._stdout.fileno(), _PIECE_BYTES)
        if not piece:
            self.close()
        self.tail = (self.tail + piece)[-_TAIL_BYTES:]
        self._keep(piece[: self._room])

    def close(self) -> None:
        """Take no more."""
        if self._stdout is not None:
            self._stdout.close()
            self._stdout = None

    def _keep(self, piece: bytes) -> None:
        if self._output is not None and piece:
            self._room -= len(piece)
            try:
                self._output.write(piece)
                self._output.flush()
            except OSError:  # the disk is full; the tail still says why the process failed
                self._output = None


def _wait(process: "subprocess.Popen[bytes]") -> None:
    """Wait for a process that is being ended; one that even SIGKILL does not end is left."""
    try:
        process.wait(_SECONDS_TO_END + 2)
    except subprocess.TimeoutExpired:
        process.kill()
