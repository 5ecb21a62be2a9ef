"""Run a command and say what it took."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.shared.ending import end
from storage.errors import BadData

_KIB = 1024  # ru_maxrss counts in KiB on Linux


@dataclass(frozen=True, slots=True)
class Took:
    """What a command took.

    Attributes:
        seconds: by the clock, start of the program included.
        processor: seconds of processor time, of the processes that it waited for too.
        mib: the most memory that it, or one process that it waited for, held at any time; at least what this process
            held when it began it, for the system counts from there.
    """

    seconds: float
    processor: float
    mib: float


def measured(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Took:
    """Run a command to its end and return what it took; what it prints is dropped.

    Raises:
        BadData: it did not end well.
    """
    began = time.perf_counter()
    # In a session of its own: else Ctrl-C reached it already, and a second signal would end it with its work half done.
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment, start_new_session=True)
    try:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        if process.returncode is None:
            end(process)
    if process.returncode:
        raise BadData(
            f"{' '.join(command[1:3])} ended with {process.returncode}. Expected it to end well; run it by itself."
        )
    return Took(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / _KIB)
