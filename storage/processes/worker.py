"""A process that works for this one: it ends with its parent, gives up what takes too long, and is replaced when what
it was given ends it."""

import multiprocessing
import signal
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from storage.errors import BadSettings, ZhengbiaoError
from storage.processes.serving import TIME_IS_UP, Fault, OutOfMemory, Raised, serve

Given = TypeVar("Given")
Made = TypeVar("Made")
_SECONDS_TO_LEAVE = 5.0


class Undone(Exception):
    """What was given ended its process, or made no progress there; `why` says it in words, without a subject."""

    def __init__(self, why: str, *, stuck: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.stuck = stuck


class Worker(Generic[Given, Made]):
    """One process, which is started when it is first asked. Only one thread may ask; any may end it."""

    def __init__(self, start: Callable[[], Callable[[Given], Made]], most_seconds: float) -> None:
        """Prepare a process.

        Args:
            start: called in the process, once; returns what does the work. A function of a module, or a `partial` of
                one.
            most_seconds: of processor time without progress, which work reports by
                `storage.processes.serving.still_working`.
        """
        self._start = start
        self._most_seconds = most_seconds
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._ended = False

    def ask(self, given: Given) -> Made:
        """Let the process do a piece of work, and wait for it.

        Raises:
            Undone: the process ended over it; the next piece starts another one.
            ZhengbiaoError: what the work raised, or the start of the process; also where that does not come about.
            CancelledError: `end` was called.
            RuntimeError: the work failed by a fault of the program, whose traceback this holds.
        """
        connection = self._started()
        try:
            connection.send(given)
            answer: Made = _opened(connection.recv())
        except (EOFError, ConnectionError):
            raise self._gave_up(self.drop()) from None
        except MemoryError:
            self.drop()
            raise Undone("needs more memory than there is") from None
        return answer

    def drop(self) -> int | None:
        """End the process, so that the next piece of work begins with another one; return its exit code."""
        with self._lock:
            process, connection = self._process, self._connection
            self._process = self._connection = None
        if connection is not None:
            connection.close()  # which ends it too, unless a fault of its own does already
        if process is None:
            return None
        process.join(_SECONDS_TO_LEAVE)
        process.kill()
        process.join()
        return process.exitcode

    def end(self) -> None:
        """End the process for good, whatever it does."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                self._process.kill()

    def _started(self) -> Connection:
        """Return the way to a process that says that it is ready."""
        with self._lock:
            if self._ended:
                raise CancelledError
            if self._connection is not None:
                return self._connection
            try:
                self._process, connection = self._begun()
            except OSError as error:  # too many open files, or processes
                raise self._refused(f"cannot be started ({error.strerror or error})") from error
            self._connection = connection
        try:
            _opened(connection.recv())
        except (EOFError, ConnectionError):
            raise self._not_started(_words(self.drop())) from None
        except MemoryError:
            self.drop()
            raise self._not_started("it needs more memory than there is") from None
        except (ZhengbiaoError, RuntimeError):
            self.drop()
            raise
        return connection

    def _begun(self) -> tuple[SpawnProcess, Connection]:
        # Started afresh, not forked: a fork copies the threads of numeric libraries in a state that may never move
        # again.
        context = multiprocessing.get_context("spawn")
        connection, other = context.Pipe()
        with other:  # closed so that its end is seen when the process ends
            process = context.Process(target=serve, args=(other, self._start, self._most_seconds), daemon=True)
            process.start()
        return process, connection

    def _gave_up(self, code: int | None) -> Exception:
        if self._ended:
            return CancelledError()
        if TIME_IS_UP is not None and code == -TIME_IS_UP:
            return Undone(f"made no progress in {self._most_seconds:g} seconds of processor time", stuck=True)
        return Undone(f"ended its process ({_words(code)})")

    def _not_started(self, why: str) -> Exception:
        if self._ended:
            return CancelledError()
        return self._refused(f"ended while it started ({why})")

    @staticmethod
    def _refused(what: str) -> BadSettings:
        return BadSettings(
            f"A process of this program {what}. Expected room for it; close other programs, or let fewer processes "
            "work."
        )


def _opened(answer: Any) -> Any:
    """Return what a process made, or raise what kept it from that."""
    if isinstance(answer, Raised):
        raise answer.error
    if isinstance(answer, OutOfMemory):
        raise MemoryError
    if isinstance(answer, Fault):
        raise RuntimeError(f"a process of this program failed:\n{answer.traceback}")
    return answer


def _words(code: int | None) -> str:
    """Say of an exit code what it means."""
    if code is None or code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    from_outside = name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT")
    return f"{name}: " + ("out of memory, or ended from outside" if from_outside else "a fault in a library")
