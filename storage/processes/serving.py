"""The other side of `storage.processes.worker`: what runs in the process that works for another."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait

from storage.errors import ZhengbiaoError

TIME_IS_UP = getattr(signal, "SIGPROF", None)
"""What ends a process that makes no progress; None on Windows, where nothing limits the time."""
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_most_seconds = 0.0  # without progress, in a process that works for another


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has started, and waits for work."""


@dataclass(frozen=True, slots=True)
class Raised:
    """What is the person's to hear."""

    error: ZhengbiaoError


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the program, which ends it with this traceback."""

    traceback: str


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """The memory did not suffice; the process may be in disorder."""


def still_working() -> None:
    """Tell that work goes on: the time without progress begins anew. In a process that works for none this does
    nothing."""
    if _most_seconds:
        signal.setitimer(signal.ITIMER_PROF, _most_seconds)


def serve(connection: Connection, start: Callable[[], Callable[[object], object]], most_seconds: float) -> None:
    """Do the work that is asked for until nobody asks any more."""
    global _most_seconds
    leave_interrupts()
    _be_silent()
    _end_with_parent()
    work = _start(connection, start)
    if TIME_IS_UP is not None:
        _most_seconds = most_seconds
        signal.signal(TIME_IS_UP, signal.SIG_DFL)  # which ends the process, also in the middle of a library
    while work is not None:
        try:
            given = connection.recv()
        except EOFError:
            return
        still_working()
        answer = _answer(partial(work, given))
        if _most_seconds:
            signal.setitimer(signal.ITIMER_PROF, 0)
        connection.send(answer)


def _start(
    connection: Connection, start: Callable[[], Callable[[object], object]]
) -> Callable[[object], object] | None:
    """Return what does the work, and say whether there is any."""
    started: list[Callable[[object], object]] = []

    def begin() -> object:
        started.append(start())
        return Ready()

    connection.send(_answer(begin))
    return started[0] if started else None


def _answer(work: Callable[[], object]) -> object:
    try:
        return work()
    except ZhengbiaoError as error:
        return Raised(error)
    except MemoryError:
        return OutOfMemory()
    except Exception:  # a fault of the program, whatever it is, is its parent's to raise
        return Fault(traceback.format_exc())


def leave_interrupts() -> None:
    """Let the main thread of the main process alone answer Ctrl-C; it ends the others. A process that is started here
    inherits that."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _be_silent() -> None:
    """Say nothing beside the answers: what libraries print would stand in the midst of the other processes' lines."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _end_with_parent() -> None:
    """End at once when the parent does, whatever is being done."""
    if sys.platform == "linux":  # the kernel sees to it, also where a library never lets go of the interpreter
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_wait_for_parents_end, daemon=True).start()


def _wait_for_parents_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
