"""The server's own folder: known by what a server writes there, and used by one server at a time."""

import fcntl
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

from inference.service.retraining.status import read_status
from inference.service.small_files import read_small_json
from storage.errors import BadData, BadSettings, CannotWrite
from storage.whole_files import atomic_writer, make_folder

RECORD = "made.json"
"""Says that the folder is a server's, and which bundles in it the server made."""
LOCK = "server.lock"
CURRENT, PREVIOUS, MODELS, JOBS = "current", "previous", "models", "jobs"
"""Links to the bundles served now and before, and folders of the bundles trained here and of what belongs to each
training."""
_BY = "scripts/serve.py"
_EARLIER_NAMES = {CURRENT, PREVIOUS, MODELS, JOBS, LOCK, "secret", "training.json", "training.lock", "held-out.txt"}
_HALF_WRITTEN = re.compile(
    r"\.(training\.json|made\.json|held-out\.(txt|jsonl)|labelled\.jsonl|secret)"
    r"\.([a-z0-9_]{8}\.part|zhengbiao-unfinished)|\.(current|previous)\.new"
)


def claim_state(folder: Path) -> int:
    """Take a folder for this server, and remove what a killed one left half-written there.

    Returns:
        A file descriptor: the folder is taken as long as it is open.

    Raises:
        BadSettings: it holds something else, or another server has it.
        BadData: its record cannot be read.
        CannotWrite: it is not writable.
    """
    if not _is_ours(folder):
        raise BadSettings(
            f"--state {folder}: holds what is not a server's. Expected the folder of a server, an empty or a new one; "
            "give another."
        )
    lock = _lock(make_folder(folder) / LOCK)
    write_made(folder, read_made(folder))
    for left in (*folder.glob(".*"), *folder.glob(f"{JOBS}/*/.*")):
        if _HALF_WRITTEN.fullmatch(left.name) and (left.is_symlink() or left.is_file()):
            left.unlink(missing_ok=True)
    return lock


def read_made(folder: Path) -> set[str]:
    """Return the names of the bundles that servers made in MODELS.

    Raises:
        BadData: the record is not one of a server.
    """
    path = folder / RECORD
    try:
        value = read_small_json(path)
        if value["by"] != _BY or not all(isinstance(name, str) for name in value["bundles"]):
            raise ValueError("it is another program's")
        return set(value["bundles"])
    except FileNotFoundError:
        return set()
    except (ValueError, TypeError, KeyError) as error:
        raise BadData(f"{path}: cannot be read ({error}). Expected the record of a server; remove the file.") from error


def write_made(folder: Path, names: Iterable[str]) -> None:
    """Note which bundles servers made; those that are gone are forgotten.

    Raises:
        CannotWrite: the folder is not writable.
    """
    with atomic_writer(folder / RECORD) as file:
        json.dump({"by": _BY, "bundles": sorted(names)}, file, indent=1)
        file.write("\n")


def _is_ours(folder: Path) -> bool:
    """Say whether a folder may be used: new, empty, of a server, or with nothing but a secret that somebody put
    there."""
    if not folder.is_dir():
        return True  # where it is a file, making the folder says so
    try:
        names = {name for name in os.listdir(folder) if not _HALF_WRITTEN.fullmatch(name)}
    except OSError as error:
        raise CannotWrite(f"--state {folder}: cannot be read ({error.strerror}). Give a folder of your own.") from error
    return names <= {"secret", LOCK} or RECORD in names or _is_of_an_earlier_version(folder)


def _is_of_an_earlier_version(folder: Path) -> bool:
    if not set(os.listdir(folder)) <= _EARLIER_NAMES:
        return False
    current = folder / CURRENT
    if current.is_symlink():
        return (current / "tagger.json").is_file() or os.readlink(current).startswith(f"{MODELS}/tagger-")
    try:
        return read_status(folder) is not None
    except BadData:
        return False


def _lock(path: Path) -> int:
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise BadSettings(
            f"--state {path.parent}: another server uses it. Expected one server for a folder; end the other, or give "
            "another folder."
        ) from error
    except OSError as error:
        raise CannotWrite(
            f"{path}: cannot be locked ({error.strerror}). Give a folder you may write to with --state."
        ) from error
    return lock
