"""Runs a command, and ends it with everything it started once whoever asked for it is gone, or lets go.

A program of its own: `leash.py SECONDS COMMAND…`. Its standard input is a pipe whose other end the server alone holds:
it closes when the server closes it, and also when the server is killed. SECONDS is what the command then gets to end
by itself. The exit code is the command's. Only the standard library is used, so that this starts at once.
"""

import os
import select
import signal
import subprocess
import sys
import time
from types import FrameType

_NICENESS = 10
_LOOK_SECONDS = 0.1
_CANNOT_RUN = 127  # as shells have it


def hold(seconds: float, command: list[str]) -> int:
    """Run a command to its end, or to that of the one who holds the pipe; return its exit code, below 0 for a
    signal."""
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, _live_on)
    os.setpriority(
        os.PRIO_PROCESS, 0, max(_NICENESS, os.getpriority(os.PRIO_PROCESS, 0))
    )  # nobody but root may lower it
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, process_group=0)
    except OSError as error:
        os.write(
            sys.stderr.fileno(), f"{command[0]} cannot be run ({error.strerror})\n".encode(errors="backslashreplace")
        )
        return _CANNOT_RUN
    pipe = select.poll()  # a closed pipe is an event; nothing is ever written into it
    pipe.register(sys.stdin.fileno(), select.POLLIN)
    while process.poll() is None:
        if pipe.poll(1000 * _LOOK_SECONDS):
            _end(process, seconds)
    _signal(process.pid, signal.SIGKILL)  # to what it left behind
    return process.returncode


def _end(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    _signal(process.pid, signal.SIGTERM)
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)
    if process.poll() is None:
        _signal(process.pid, signal.SIGKILL)
        process.wait()


def _signal(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # nobody is left, or somebody with other rights
        return


def _live_on(number: int, frame: FrameType | None) -> None:
    """Take a signal without ending; it is not ignored, because the command would then ignore it too."""


if __name__ == "__main__":
    code = hold(float(sys.argv[1]), sys.argv[2:])
    if code < 0:  # ended by a signal, and so is this
        if -code not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    raise SystemExit(code)
