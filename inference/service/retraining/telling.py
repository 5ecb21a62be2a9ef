"""Tell what becomes of trainings: to those who ask, to the log, and to the next server."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from inference.service.retraining.jobs import bundle_name, is_served
from inference.service.retraining.status import Stage, TrainingStatus, read_status, write_status
from inference.service.subprocesses import Stopped
from storage.errors import CannotWrite

logger = logging.getLogger(__name__)

UNCHANGED = "the model that is served has not changed"


class Telling:
    """Holds the status of the latest training; one thread at a time changes it, and after `close` none goes on."""

    def __init__(self, state: Path) -> None:
        """Take up what an earlier server told, and what became of a job that it left.

        Raises:
            BadData: its status cannot be read.
        """
        self._state = state
        self._lock = threading.RLock()
        self._closed = False
        self.status = read_status(state)
        if self.status and self.status.running:
            self._take_up(self.status.job)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Let nothing be told meanwhile by another thread, and `close` wait.

        Raises:
            Stopped: it is closed.
        """
        with self._lock:
            if self._closed:
                raise Stopped
            yield

    def say(self, job: str, stage: Stage, line: str) -> None:
        """Say how far a job is, and go on only where that could be written.

        Raises:
            CannotWrite: the folder is not writable.
            Stopped: it is closed.
        """
        status = TrainingStatus(job, stage, _on_one_line(line))
        with self.undisturbed():
            write_status(self._state, status)
            self.status = status
        logger.info("training %s: %s: %s", job, stage, status.line)

    def end(self, job: str, stage: Stage, line: str, comparison: dict[str, Any] | None = None) -> None:
        """Say how a job ended: here in any case, and for the next server where that can be written. What was said
        first stands."""
        with self._lock:
            if self.status and self.status.job == job and not self.status.running:
                return
            self.status = status = TrainingStatus(job, stage, _on_one_line(line), comparison or {})
            try:
                write_status(self._state, status)
            except CannotWrite as error:
                logger.error("%s", error)
        logger.info("training %s: %s: %s", job, stage, status.line)

    def interrupt(self, job: str) -> None:
        """Say that a job was stopped with the server."""
        self.end(job, "interrupted", f"the server was stopped during this training; {UNCHANGED}; start it again")

    def close(self) -> None:
        """Say that a job that runs is interrupted, before it is, for fear of a sudden end; no other begins."""
        with self._lock:
            self._closed = True
            if self.status and self.status.running:
                self.interrupt(self.status.job)

    def _take_up(self, job: str) -> None:
        """Say what became of a job whose server ended without saying it."""
        if is_served(self._state, job):
            self.end(job, "replaced", f"{bundle_name(job)} is served now; the server ended before it could say more")
        else:
            self.end(job, "interrupted", f"the server ended during this training; {UNCHANGED}; start it again")


def _on_one_line(words: str) -> str:
    """Return words as one line of text, also where they name a file whose name is none."""
    return " ".join(words.encode("utf-8", "backslashreplace").decode("utf-8").split())
