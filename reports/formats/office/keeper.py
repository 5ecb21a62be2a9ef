"""Keep watch over a program that another process started: end it, and remove its folder, when that process ends.

Run as a program of its own, since nothing can clean up behind a process that is killed: keeper.py FOLDER SECONDS
COMMAND… ends with the exit code of the command, or 124 where the time is up. Its standard input is a pipe that the
other process holds and never writes to: when it closes, that process has ended.
"""

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

_TIME_IS_UP = 124
_LOOK_EVERY = 0.05
_LARGEST_FILE = 400_000_000
_MOST_MEMORY = 8_000_000_000  # of addresses, of which LibreOffice reserves far more than it fills


def keep(folder: str, most_seconds: float, command: list[str]) -> int:
    """Run the command until it ends, its time is up, or nobody waits for it any more."""
    program = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_limit,
    )
    ends = time.monotonic() + most_seconds
    try:
        while program.poll() is None:
            if time.monotonic() > ends:
                return _TIME_IS_UP
            if select.select([sys.stdin], [], [], _LOOK_EVERY)[0]:
                return _abandoned(program, folder)
        return program.returncode
    finally:
        _end(program)


def _abandoned(program: "subprocess.Popen[bytes]", folder: str) -> int:
    _end(program)
    shutil.rmtree(folder, ignore_errors=True)
    return 1


def _end(program: "subprocess.Popen[bytes]") -> None:
    """End the program and what it started, which are a group of their own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _limit() -> None:
    """Let no file fill the disk or the memory."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    raise SystemExit(keep(sys.argv[1], float(sys.argv[2]), sys.argv[3:]))
