"""Name trainings, give each a folder, and let only one run at a time."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

from inference.service.retraining.state import CURRENT, JOBS, MODELS
from storage.errors import CannotWrite
from storage.whole_files import make_folder, target_of

_LOCK = "training.lock"


def lock_training(state: Path) -> int | None:
    """Return a descriptor that holds the lock, None where another process has it.

    Subprocesses inherit it, so it is held as long as one of them lives, also where the server is gone.

    Raises:
        CannotWrite: the folder cannot hold a lock.
    """
    place = state / _LOCK
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


def new_job(state: Path) -> str:
    """Make the folder of a new job and return its id: the time, and a number where the second has one already.

    Raises:
        CannotWrite: the folder is not writable.
    """
    name = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    try:
        taken = {folder.name for folder in make_folder(state / JOBS).iterdir()}
    except OSError as error:
        raise CannotWrite(f"{state / JOBS}: cannot be read ({error.strerror}). Mend its rights.") from error
    job = next(free for free in (name, *(f"{name}-{i}" for i in range(2, 1000))) if free not in taken)
    make_folder(state / JOBS / job)
    return job


def bundle_name(job: str) -> str:
    """Return the name of the folder, in MODELS, of the bundle that a job trains."""
    return f"tagger-{job}"


def is_served(state: Path, job: str) -> bool:
    """Say whether the bundle of a job is the one that is served."""
    return target_of(state / CURRENT) == target_of(state / MODELS / bundle_name(job))
