"""Start training: labels are pulled, a model is trained beside the served one, and takes its place only where it is
better."""

import logging
import os
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from inference.service import limits
from inference.service.model import ServedModel
from inference.service.retraining.comparison_file import Found, read_comparison
from inference.service.retraining.jobs import bundle_name, lock_training, new_job
from inference.service.retraining.pointer import note_bundle, point_to, pointed_back_on_failure, remove_unused
from inference.service.retraining.preparing import TrainingPlan, prepare
from inference.service.retraining.state import CURRENT, JOBS, MODELS
from inference.service.retraining.status import TrainingStatus
from inference.service.retraining.telling import UNCHANGED, Telling
from inference.service.subprocesses import Scripts, Stopped
from storage.errors import BadData, ZhengbiaoError
from storage.whole_files import make_folder

logger = logging.getLogger(__name__)


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
        self._working = ""  # the job of the thread that is at work
        self._thread: threading.Thread | None = None
        make_folder(state / MODELS)
        self._telling = Telling(state)

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
            lock = lock_training(self._state)
            if lock is None:
                return self._telling.status.job if self._telling.status else "", False
            undo.callback(os.close, lock)  # where the start fails; else no other could ever begin
            job = new_job(self._state)
            self._working = job
            undo.callback(self._rest)
            self._telling.say(job, "pulling", "labels are being collected")
            self._thread = threading.Thread(target=self._run, args=(job, project, lock), name="training", daemon=True)
            try:
                self._thread.start()
            except RuntimeError as error:  # the system gives no more threads
                self._telling.end(job, "failed", f"no thread could be started; {UNCHANGED}; start it again")
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
        status = self._telling.status
        if status is None or not status.running or self._working == status.job:
            return status
        return replace(status, stage="failed", line=f"it ended without a word; {UNCHANGED}; start it again")

    def wait(self, seconds: float) -> None:
        """Return when no training runs any more, or after so many seconds."""
        if self._thread:
            self._thread.join(seconds)

    def stop(self) -> None:
        """End a running training; the model that is served stays. What became of it is said first, for fear of a
        sudden end."""
        self._telling.close()
        self._scripts.stop()
        self.wait(limits.CHILD_SECONDS + 2)

    def _rest(self) -> None:
        self._working = ""

    def _run(self, job: str, project: int | None, lock: int) -> None:
        try:
            self._train(job, project, lock)
        except Stopped:
            self._telling.interrupt(job)
        except ZhengbiaoError as error:
            self._telling.end(job, "failed", f"{error} ({UNCHANGED}; more in {JOBS}/{job})")
        except Exception as error:  # the traceback goes to the log
            logger.exception("training %s", job)
            self._telling.end(
                job,
                "failed",
                f"{type(error).__name__}, which is a fault of this program ({UNCHANGED}; the log holds the place)",
            )
        finally:
            with self._starting:
                self._rest()
                os.close(lock)

    def _train(self, job: str, project: int | None, lock: int) -> None:
        folder = self._state / JOBS / job
        remove_unused(self._state)
        given = prepare(self._plan, project, folder, self._state / "held-out.txt")
        new = self._state / MODELS / bundle_name(job)
        note_bundle(self._state, new.name)
        self._telling.say(job, "training", f"on {given.trained_on} paragraphs; {given.judged} are held out")
        self._scripts.run(
            "train", ["--data", str(given.data), "--output", str(new), *given.options], folder / "train.log", lock
        )
        self._telling.say(job, "comparing", f"on {given.judged} held-out paragraphs")
        scores = folder / "scores"
        judged = ["--data", str(given.held), "--trained-on", "leave-out", "--output", str(scores)]
        both = ["--model", str(new), "--against", str(self._state / CURRENT)]
        self._scripts.run("evaluate", [*both, *judged], folder / "evaluate.log", lock)
        self._decide(job, new, read_comparison(scores / "comparison.json"))

    def _decide(self, job: str, new: Path, found: Found) -> None:
        """Serve the new model where it is better. Nobody can stop the server's training between that and saying it."""
        with self._telling.undisturbed():
            if not found.gain > self._plan.margin:
                needed = f"more than {self._plan.margin:+.3f} is needed"
                self._telling.end(job, "kept", f"{found.old} stays: {found.figures}; {needed}", found.all)
                return
            with pointed_back_on_failure(self._state):
                point_to(self._state, new)
                if problem := self._model.reload():
                    raise BadData(f"{found.new} is better, but cannot be served: {problem}")
            self._telling.end(job, "replaced", f"{found.new} is served now: {found.figures}", found.all)
