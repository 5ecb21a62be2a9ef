"""Start training: labels are pulled, a model is trained beside the served one, and takes its place only where it is
better."""

import fcntl
import logging
import os
import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inference.service import limits
from inference.service.model import ServedModel
from inference.service.retraining.comparison_file import Found, read_comparison
from inference.service.retraining.pointer import note_bundle, point_to, pointed_back_on_failure, remove_unused
from inference.service.retraining.preparing import TrainingPlan, prepare
from inference.service.retraining.state import CURRENT, JOBS, MODELS
from inference.service.retraining.status import Stage, TrainingStatus, read_status, write_status
from inference.service.retraining.subprocesses import Scripts, Stopped
from storage.errors import BadData, CannotWrite, ZhengbiaoError
from storage.whole_files import make_folder, target_of

logger = logging.getLogger(__name__)

_UNCHANGED = "the model that is served has not changed"
_LOCK = "training.lock"


class Trainer:
    """Runs one training at a time in the background. Its folder holds the models, and for each job labels, logs and
    comparison."""

    def __init__(self, state: Path, model: ServedModel, plan: TrainingPlan, scripts: Scripts | None = None) -> None:
        """Take up the folder of an earlier server.

        Args:
            scripts: what runs the commands of a training, where `plan` needs to share it.

        Raises:
            BadData: its status cannot be read.
            CannotWrite: the folder is not writable.
        """
        self._state = state
        self._model = model
        self._plan = plan
        self._scripts = scripts or Scripts()
        self._starting = threading.Lock()
        self._saying = threading.RLock()
        self._stopping = False
        self._working = ""  # the job of the thread that is at work
        self._thread: threading.Thread | None = None
        make_folder(state / MODELS)
        self._status = read_status(state)
        if self._status and self._status.running:
            self._take_up(self._status.job)

    def start(self, project: int | None = None) -> tuple[str, bool]:
        """Begin a training and return at once.

        Returns:
            The job's id and True; where one runs already, that one's id and False. A training that a killed server
            left behind counts.

        Raises:
            BadData: no training can be started now.
            CannotWrite: the folder is not writable.
        """
        with self._starting, ExitStack() as undo:
            lock = self._lock()
            if lock is None:
                return self._status.job if self._status else "", False
            undo.callback(os.close, lock)  # where the start fails; else no other could ever begin
            job = self._new_job()
            self._working = job
            undo.callback(self._rest)
            self._say(job, "pulling", "labels are being collected")
            self._thread = threading.Thread(target=self._run, args=(job, project, lock), name="training", daemon=True)
            try:
                self._thread.start()
            except RuntimeError as error:  # the system gives no more threads
                self._end(job, "failed", f"no thread could be started; {_UNCHANGED}; start it again")
                raise BadData(
                    "No thread can be started. Expected a machine with some left; ask again later."
                ) from error
            undo.pop_all()  # the thread closes it
            return job, True

    @property
    def running(self) -> bool:
        """Whether this server trains now."""
        return self._working != ""

    def status(self) -> TrainingStatus | None:
        """Return what became of the latest training, None before the first. One that claims to run does so."""
        status = self._status
        if status is None or not status.running or self._working == status.job:
            return status
        return replace(status, stage="failed", line=f"it ended without a word; {_UNCHANGED}; start it again")

    def wait(self, seconds: float) -> None:
        """Return when no training runs any more, or after so many seconds."""
        if self._thread:
            self._thread.join(seconds)

    def stop(self) -> None:
        """End a running training; the model that is served stays. What became of it is said first, for fear of a
        sudden end."""
        with self._saying:
            self._stopping = True
            if self._status and self._status.running:
                self._interrupt(self._status.job)
        self._scripts.stop()
        self.wait(limits.CHILD_SECONDS + 2)

    def _lock(self) -> int | None:
        """Return a descriptor that holds the lock, None where another process has it.

        Subprocesses inherit it, so it is held as long as one of them lives, also where the server is gone.
        """
        place = self._state / _LOCK
        try:
            lock = os.open(place, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600)
        except OSError as error:
            raise CannotWrite(
                f"{place}: cannot be opened ({error.strerror}). Expected a file; mend it, or remove it."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            if isinstance(error, BlockingIOError):
                return None
            raise CannotWrite(
                f"{place}: cannot be locked ({error.strerror}). Give a folder on a local disk with --state."
            ) from error
        return lock

    def _rest(self) -> None:
        self._working = ""

    def _new_job(self) -> str:
        name = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        try:
            taken = {folder.name for folder in make_folder(self._state / JOBS).iterdir()}
        except OSError as error:
            raise CannotWrite(f"{self._state / JOBS}: cannot be read ({error.strerror}). Mend its rights.") from error
        job = next(one for one in (name, *(f"{name}-{i}" for i in range(2, 1000))) if one not in taken)
        make_folder(self._state / JOBS / job)
        return job

    def _run(self, job: str, project: int | None, lock: int) -> None:
        try:
            self._train(job, project, lock)
        except Stopped:
            self._interrupt(job)
        except ZhengbiaoError as error:
            self._end(job, "failed", f"{error} ({_UNCHANGED}; more in {JOBS}/{job})")
        except Exception as error:  # the traceback goes to the log
            logger.exception("training %s", job)
            self._end(
                job,
                "failed",
                f"{type(error).__name__}, which is a fault of this program ({_UNCHANGED}; the log holds the place)",
            )
        finally:
            with self._starting:
                self._rest()
                os.close(lock)

    def _train(self, job: str, project: int | None, lock: int) -> None:
        folder = self._state / JOBS / job
        remove_unused(self._state)
        given = prepare(self._plan, project, folder, self._state / "held-out.txt")
        new = self._state / MODELS / _bundle(job)
        note_bundle(self._state, new.name)
        self._say(job, "training", f"on {given.trained_on} paragraphs; {given.judged} are held out")
        self._scripts.run(
            "train", ["--data", str(given.data), "--output", str(new), *given.options], folder / "train.log", lock
        )
        self._say(job, "comparing", f"on {given.judged} held-out paragraphs")
        scores = folder / "scores"
        judged = ["--data", str(given.held), "--trained-on", "leave-out", "--output", str(scores)]
        both = ["--model", str(new), "--against", str(self._state / CURRENT)]
        self._scripts.run("evaluate", [*both, *judged], folder / "evaluate.log", lock)
        self._decide(job, new, read_comparison(scores / "comparison.json"))

    def _decide(self, job: str, new: Path, found: Found) -> None:
        """Serve the new model where it is better. Nobody can stop the server's training between that and saying it."""
        with self._saying:
            if self._stopping:
                raise Stopped
            if not found.gain > self._plan.margin:
                needed = f"more than {self._plan.margin:+.3f} is needed"
                self._end(job, "kept", f"{found.old} stays: {found.figures}; {needed}", found.all)
                return
            with pointed_back_on_failure(self._state):
                point_to(self._state, new)
                if problem := self._model.reload():
                    raise BadData(f"{found.new} is better, but cannot be served: {problem}")
            self._end(job, "replaced", f"{found.new} is served now: {found.figures}", found.all)

    def _say(self, job: str, stage: Stage, line: str) -> None:
        """Say how far a job is, and go on only where that could be written."""
        status = TrainingStatus(job, stage, _one_line(line))
        with self._saying:
            if self._stopping:
                raise Stopped
            write_status(self._state, status)
            self._status = status
        logger.info("training %s: %s: %s", job, stage, status.line)

    def _end(self, job: str, stage: Stage, line: str, comparison: dict[str, Any] | None = None) -> None:
        """Say how a job ended: here in any case, and for the next server where that can be written. What was said
        first stands."""
        with self._saying:
            if self._status and self._status.job == job and not self._status.running:
                return
            self._status = status = TrainingStatus(job, stage, _one_line(line), comparison or {})
            try:
                write_status(self._state, status)
            except CannotWrite as error:
                logger.error("%s", error)
        logger.info("training %s: %s: %s", job, stage, status.line)

    def _interrupt(self, job: str) -> None:
        self._end(job, "interrupted", f"the server was stopped during this training; {_UNCHANGED}; start it again")

    def _take_up(self, job: str) -> None:
        """Say what became of a job whose server ended without saying it."""
        if target_of(self._state / CURRENT) == target_of(self._state / MODELS / _bundle(job)):
            self._end(job, "replaced", f"{_bundle(job)} is served now; the server ended before it could say more")
        else:
            self._end(job, "interrupted", f"the server ended during this training; {_UNCHANGED}; start it again")


def _bundle(job: str) -> str:
    return f"tagger-{job}"


def _one_line(words: str) -> str:
    """Return words as one line of text, also where they name a file whose name is none."""
    return " ".join(words.encode("utf-8", "backslashreplace").decode("utf-8").split())
