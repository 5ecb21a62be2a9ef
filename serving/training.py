"""Start training: labels are pulled, a model is trained beside the served one, and takes its place only where it is better."""

import fcntl
import json
import logging
import os
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from labels.labelled import read_labelled, write_labelled
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from serving.holdout import held_out_reports, read_held_out, write_held_out
from serving.model import ServedModel
from serving.pointer import CURRENT, MODELS, point_to, remove_unused
from serving.sources import Pull, collect
from serving.status import Stage, TrainingStatus, read_status, write_status
from serving.subprocesses import Scripts, Stopped
from storage.errors import BadData, ZhengbiaoError
from storage.whole_files import make_folder

logger = logging.getLogger(__name__)

_UNCHANGED = "the model that is served has not changed"


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What a training does.

    Labels come from `labelled`, from `pull`, or from both. Models are compared on `held_out`, a labelled file, or, where that is
    None, on regions that are held out of the labels. The new one is served where its macro-F1 is higher by more than `margin`.
    `options` are further arguments of scripts/train.py.
    """

    taxonomy: Taxonomy
    labelled: Path | None = None
    pull: Pull | None = None
    held_out: Path | None = None
    margin: float = 0.0
    options: tuple[str, ...] = ()


class Trainer:
    """Runs one training at a time in the background. Its folder holds the models, and for each job labels, logs and comparison."""

    def __init__(self, state: Path, model: ServedModel, plan: TrainingPlan) -> None:
        """Take up the folder of an earlier server.

        Raises:
            BadData: its status cannot be read.
            CannotWrite: the folder is not writable.
        """
        self._state = state
        self._model = model
        self._plan = plan
        self._scripts = Scripts()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        make_folder(state / MODELS)
        self._status = read_status(state)
        if self._status and self._status.running:
            self._say(self._status.job, "interrupted", f"the server ended during this training; {_UNCHANGED}; start it again")

    def start(self, project: int | None = None) -> tuple[str, bool]:
        """Begin a training and return at once.

        Returns:
            The job's id and True; where one runs already, that one's id and False. A training that a killed server left behind counts.

        Raises:
            CannotWrite: the folder is not writable.
        """
        with self._starting:
            lock = os.open(self._state / "training.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                # Subprocesses inherit the lock, so it is held as long as one of them lives, also where the server is gone.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                return self._status.job if self._status else "", False
            with ExitStack() as undo:
                undo.callback(os.close, lock)  # where the start fails; else no other could ever begin
                job = self._new_job()
                self._say(job, "pulling", "labels are being collected")
                self._thread = threading.Thread(target=self._run, args=(job, project, lock), name="training", daemon=True)
                self._thread.start()
                undo.pop_all()  # the thread closes it
            return job, True

    def status(self) -> TrainingStatus | None:
        """Return what became of the latest training, None before the first."""
        return self._status

    def wait(self, seconds: float) -> None:
        """Return when no training runs any more, or after so many seconds."""
        if self._thread:
            self._thread.join(seconds)

    def stop(self) -> None:
        """End a running training; the model that is served stays."""
        self._scripts.stop()
        self.wait(30)

    def _new_job(self) -> str:
        name = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        taken = {folder.name for folder in make_folder(self._state / "jobs").iterdir()}
        job = next(one for one in (name, *(f"{name}-{i}" for i in range(2, 1000))) if one not in taken)
        make_folder(self._state / "jobs" / job)
        return job

    def _say(self, job: str, stage: Stage, line: str, comparison: dict[str, Any] | None = None) -> None:
        self._status = TrainingStatus(job, stage, " ".join(line.split()), comparison or {})
        write_status(self._state, self._status)
        logger.info("training %s: %s: %s", job, stage, self._status.line)

    def _run(self, job: str, project: int | None, lock: int) -> None:
        try:
            self._train(job, project, lock)
        except Stopped:
            self._say(job, "interrupted", f"the server was stopped during this training; {_UNCHANGED}; start it again")
        except ZhengbiaoError as error:
            self._say(job, "failed", f"{error} ({_UNCHANGED}; more in jobs/{job})")
        except Exception as error:
            # A thread's exception would otherwise leave a status that claims to run for ever. The traceback goes to the log.
            logger.exception("training %s", job)
            self._say(
                job, "failed", f"{type(error).__name__}, which is a fault of this program ({_UNCHANGED}; the log holds the place)"
            )
        finally:
            os.close(lock)

    def _train(self, job: str, project: int | None, lock: int) -> None:
        plan, folder = self._plan, self._state / "jobs" / job
        remove_unused(self._state)
        rows = collect(plan.labelled, plan.pull, project, folder / "pulled.jsonl", plan.taxonomy)
        data, held, listed = folder / "labelled.jsonl", folder / "held-out.jsonl", folder / "held-out.txt"
        if plan.held_out:
            judged = read_labelled(plan.held_out, plan.taxonomy)
            regions = {region_of(row) for row in judged}
            reports = {row.report for row in rows if region_of(row) in regions}
        else:
            remembered = self._state / "held-out.txt"
            reports = held_out_reports(rows, read_held_out(remembered))
            write_held_out(remembered, reports | read_held_out(remembered))
            judged = [row for row in rows if row.report in reports]
        if all(row.report in reports for row in rows):
            raise BadData(
                "Every labelled report is held out, so none is left to train on. Expected other regions; label more reports."
            )
        write_labelled(data, rows)
        write_labelled(held, judged)
        options = [*plan.options]
        if reports:
            write_held_out(listed, reports)
            options += ["--hold-out", str(listed)]
        new, log = self._state / MODELS / f"tagger-{job}", folder / "train.log"
        self._say(job, "training", f"on {sum(row.report not in reports for row in rows)} paragraphs; {len(judged)} are held out")
        self._scripts.run("train", ["--data", str(data), "--output", str(new), *options], log, lock)
        self._say(job, "comparing", f"on {len(judged)} held-out paragraphs")
        figures = folder / "comparison.json"
        given = ["--model", str(new), "--against", str(self._state / CURRENT), "--data", str(held), "--output", str(figures)]
        self._scripts.run("compare", given, folder / "compare.log", lock)
        self._decide(job, new, json.loads(figures.read_text("utf-8")))

    def _decide(self, job: str, new: Path, comparison: dict[str, Any]) -> None:
        gain, scores = comparison["gain"], [comparison[key]["macro_f1"] for key in ("old_scores", "new_scores")]
        figures = f"macro-F1 {scores[0]:.3f} → {scores[1]:.3f} ({gain:+.3f}) on {comparison['new_scores']['paragraphs']} paragraphs"
        if comparison["interval"]:
            figures += f", 95 % interval of the gain {comparison['interval'][0]:+.3f} to {comparison['interval'][1]:+.3f}"
        if gain > self._plan.margin:
            old = (self._state / CURRENT).resolve()
            point_to(self._state, new)
            if problem := self._model.reload():
                point_to(self._state, old)
                raise BadData(f"{comparison['new']} is better, but cannot be served: {problem}")
            self._say(job, "replaced", f"{comparison['new']} is served now: {figures}", comparison)
        else:
            self._say(
                job, "kept", f"{comparison['old']} stays: {figures}; more than {self._plan.margin:+.3f} is needed", comparison
            )
