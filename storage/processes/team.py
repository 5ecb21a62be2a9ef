"""Processes that work at the same time, each at a piece of its own; what ends one of them is tried once more, alone."""

import atexit
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Generic

from storage.processes.serving import leave_interrupts
from storage.processes.worker import Given, Made, Undone, Worker


class Team(Generic[Given, Made]):
    """Workers that take pieces of work from one queue; a process starts when there is something for it to do."""

    def __init__(
        self,
        start: Callable[[], Callable[[Given], Made]],
        most_seconds: float,
        *,
        workers: int = 0,
        stuck_again: bool = False,
    ) -> None:
        """Prepare so many processes; `grow` adds to them.

        Args:
            start: as for `Worker`.
            most_seconds: as for `Worker`.
            stuck_again: also what made no progress is tried once more, not only what ended its process.
        """
        self._start = start
        self._most_seconds = most_seconds
        self._stuck_again = stuck_again
        self._queue: SimpleQueue[tuple[Given, Future[Made]] | None] = SimpleQueue()
        self._turns = _Turns()
        self._workers: list[Worker[Given, Made]] = []
        self._threads: list[threading.Thread] = []
        atexit.register(self.end)  # for one who leaves without: else processes would be started again while all ends
        self.grow(workers)

    @property
    def workers(self) -> int:
        """How many processes there are, or may be."""
        return len(self._workers)

    def grow(self, to: int) -> None:
        """Let up to so many processes work."""
        while len(self._workers) < to:
            worker = Worker(self._start, self._most_seconds)
            thread = threading.Thread(target=self._work, args=(worker,), daemon=True)
            self._workers.append(worker)
            self._threads.append(thread)
            thread.start()

    def give(self, given: Given) -> "Future[Made]":
        """Let a process do a piece of work, after those that were given before.

        What came of it is the future's result; or its exception, as of `Worker.ask`: Undone where it was of no use to
        try it alone in a fresh process.
        """
        future: Future[Made] = Future()
        self._queue.put((given, future))
        return future

    def end(self) -> None:
        """End all processes at once; what they had still to do has no result."""
        atexit.unregister(self.end)
        self._turns.close()
        for worker in self._workers:
            worker.end()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        for worker in self._workers:
            worker.drop()

    def _work(self, worker: Worker[Given, Made]) -> None:
        leave_interrupts()
        while (task := self._queue.get()) is not None:
            given, future = task
            try:
                future.set_result(self._made(worker, given))
            except Exception as error:  # whatever it is, it is raised where the result is asked for
                future.set_exception(error)
            del task, given, future

    def _made(self, worker: Worker[Given, Made], given: Given) -> Made:
        with self._turns.beside_others():
            try:
                return worker.ask(given)
            except Undone as undone:
                if undone.stuck and not self._stuck_again:
                    raise
        # It may have been another's memory that ran out: it has all that is there.
        with self._turns.alone():
            worker.drop()
            return worker.ask(given)


class _Turns:
    """Lets many work beside each other, or one alone."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = 0
        self._wanting_to_be_alone = 0
        self._closed = False

    @contextmanager
    def beside_others(self) -> Iterator[None]:
        """Wait until nobody works alone, or wants to."""
        with self._changed:
            self._wait(lambda: not self._wanting_to_be_alone)
            self._busy += 1
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else works."""
        with self._changed:
            self._wanting_to_be_alone += 1
        try:
            with self._changed:
                self._wait(lambda: not self._busy)
                self._busy += 1
            try:
                yield
            finally:
                self._leave()
        finally:
            with self._changed:
                self._wanting_to_be_alone -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _wait(self, fact: Callable[[], bool]) -> None:
        self._changed.wait_for(lambda: self._closed or fact())
        if self._closed:
            raise CancelledError

    def _leave(self) -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()
