"""A process that reads files for this one: it ends with its parent, gives up what takes too long, and is replaced when
a file ends it."""

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Generic, TypeVar

from storage.errors import GaveUp, UnreadableReport
from storage.shown import shown

Read = TypeVar("Read")
_TIME_IS_UP = getattr(signal, "SIGPROF", None)  # None on Windows, where nothing limits the time


class Worker(Generic[Read]):
    """One process, started with the first file, and a thread that hands files to it and takes what it made of them."""

    def __init__(self, read: Callable[[Path], Read], most_seconds: float) -> None:
        """Prepare to read with `read`, a function of a module, each file within `most_seconds` of processor time."""
        self._read = read
        self._most_seconds = most_seconds
        self._thread = ThreadPoolExecutor(1, initializer=_leave_interrupts)
        self._starting = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._ended = False
        self._undone: set[Future[Read | UnreadableReport]] = set()

    @property
    def waiting(self) -> int:
        """How many files were given and are not read yet."""
        return len(self._undone)

    def give(self, path: Path) -> "Future[Read | UnreadableReport]":
        """Let the process read a file when it has read those before it; an UnreadableReport comes as the result."""
        future = self._thread.submit(self._outcome, path)
        self._undone.add(future)
        future.add_done_callback(self._undone.discard)
        return future

    def end(self) -> None:
        """End the process, whatever it does, and give up what it was still to read."""
        with self._starting:
            self._ended = True
            if self._process is not None:
                self._process.kill()
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._drop()

    def _outcome(self, path: Path) -> Read | UnreadableReport:
        # A file that ended its process is read once more: it may have been another's memory that ran out.
        for _ in range(2):
            try:
                return self._asked(path)
            except (EOFError, ConnectionError):
                code = self._drop()
            if code is not None and _TIME_IS_UP is not None and code == -_TIME_IS_UP:
                return _given_up(path, f"took more than {self._most_seconds:g} seconds of processor time")
        return _given_up(path, "ended the process that read it (out of memory, or a fault in a library)")

    def _asked(self, path: Path) -> Read | UnreadableReport:
        connection = self._started()
        connection.send(path)
        answer: Read | UnreadableReport | _Fault = connection.recv()
        if isinstance(answer, _Fault):
            raise RuntimeError(f"reading {shown(path)} failed:\n{answer.traceback}")
        return answer

    def _started(self) -> Connection:
        with self._starting:
            if self._ended:
                raise CancelledError
            if self._connection is None:
                # Started afresh, not forked: a fork copies the threads of numeric libraries in a state that may never
                # move again.
                context = multiprocessing.get_context("spawn")
                self._connection, other = context.Pipe()
                self._process = context.Process(
                    target=_serve, args=(other, self._read, self._most_seconds), daemon=True
                )
                self._process.start()
                other.close()  # so that its end is seen when the process ends
            return self._connection

    def _drop(self) -> int | None:
        """Forget a process that has ended, and return its exit code."""
        with self._starting:
            process, connection = self._process, self._connection
            self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is None:
            return None
        process.join()
        return process.exitcode


@dataclass(frozen=True, slots=True)
class _Fault:
    """A fault of the program, which ends it with this traceback."""

    traceback: str


def still_reading() -> None:
    """Begin the time of a file anew: for one that holds many, each of which may take as long as a file alone."""
    if _most_seconds:
        signal.setitimer(signal.ITIMER_PROF, _most_seconds)


_most_seconds = 0.0  # for one file, in a process that reads for another


def _serve(connection: Connection, read: Callable[[Path], object], most_seconds: float) -> None:
    """Read the files that are asked for until nobody asks any more."""
    global _most_seconds
    _leave_interrupts()
    if _TIME_IS_UP is not None:
        _most_seconds = most_seconds
        signal.signal(_TIME_IS_UP, signal.SIG_DFL)  # which ends the process, also in the middle of a library
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            path = connection.recv()
        except EOFError:
            return
        connection.send(_answer(read, path))


def _answer(read: Callable[[Path], object], path: Path) -> object:
    still_reading()
    try:
        return outcome(read, path)
    except Exception:  # a fault of the program, whatever it is, is its parent's to raise
        return _Fault(traceback.format_exc())
    finally:
        if _most_seconds:
            signal.setitimer(signal.ITIMER_PROF, 0)


def outcome(read: Callable[[Path], Read], path: Path) -> Read | UnreadableReport:
    """Return what `read` made of a file, or the UnreadableReport that it raised."""
    try:
        return read(path)
    except UnreadableReport as error:
        return error
    except MemoryError:
        return _given_up(path, "needs more memory than there is")


def _leave_interrupts() -> None:
    """Let the main thread of the main process alone answer Ctrl-C; it ends the others. A process that is started here
    inherits that."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _given_up(path: Path, why: str) -> UnreadableReport:
    return GaveUp(f"{shown(path)}: {why}. Expected a report; look at the file.")
