"""Go on where an interrupted run stopped, and refuse to mix two runs in one folder."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.files.training_files import remove_trained
from storage.errors import BadSettings
from storage.locks import LOCK, holding
from storage.whole_files import atomic_writer, make_folder, remove_empty, work_of
from training.together import processes

_RECORD = "run.json"
_WRITTEN_LAST = "trainer_state.json"  # a checkpoint of transformers' Trainer that lacks it was cut short


@contextmanager
def working(output: Path) -> Iterator[Path]:
    """Make the folder of `work_of` and hold it: two runs for one result never work at the same time.

    Of several processes of one run the main one holds it; the others go on once it does.

    Raises:
        CannotWrite: another run holds it, or it is not writable.
    """
    if not processes.is_main():
        processes.wait()
        yield work_of(output)
        processes.wait()
        return
    work = make_folder(work_of(output))
    try:
        with holding(work):
            processes.wait()
            yield work
            processes.wait()
    finally:
        remove_empty([work])


def claim(work: Path, run: dict[str, Any]) -> None:
    """Note in `work` what run it belongs to.

    Raises:
        BadSettings: it belongs to a run with other settings or data, or holds something that is of no run.
    """
    record = work / _RECORD
    written = json.dumps(run, ensure_ascii=False, indent=1, allow_nan=False)
    if record.is_file():
        _check_is_resumed(work, record.read_text("utf-8", errors="replace"), written)
    elif others := sorted(path.name for path in work.iterdir() if path.name != LOCK):
        raise BadSettings(
            f"{work} holds what is of no unfinished run: {others[0]}. Expected a folder for the work in progress; give "
            "another --output, or move that folder away."
        )
    with atomic_writer(record) as file:
        file.write(written)


def _check_is_resumed(work: Path, stood: str, written: str) -> None:
    if stood != written:
        raise BadSettings(
            f"{work} holds an unfinished run with other settings or data ({_differing(stood, written)}). Give the "
            "same ones to resume it, or another --output, or delete that folder."
        )


def _differing(stood: str, written: str) -> str:
    try:
        before, now = json.loads(stood), json.loads(written)
        return ", ".join(key for key in {**before, **now} if before.get(key) != now.get(key))
    except (ValueError, AttributeError, TypeError):
        return "its run.json cannot be read"


def remove_work(work: Path, made: re.Pattern[str]) -> list[str]:
    """Remove finished work: what was claimed, as far as its names are `made` and a training wrote it.

    Returns:
        The names of what stays, because somebody else put it there.
    """
    for path in work.iterdir():
        if path.is_symlink() or not (path.name == _RECORD or made.fullmatch(path.name)):
            continue
        if path.is_dir():
            remove_trained(path)
        else:
            path.unlink()
    return sorted(path.name for path in work.iterdir() if path.name != LOCK)


def _written_last() -> list[str]:
    """Return the names of the files of a checkpoint that its processes write last, each its own."""
    several = processes.count()
    return [_WRITTEN_LAST, *(f"rng_state_{number}.pth" for number in range(several) if several > 1)]


def whole_checkpoint(folder: Path) -> bool:
    """Remove checkpoints that a kill cut short, and say whether a whole one is left to resume from."""
    found = False
    for checkpoint in folder.glob("checkpoint-*"):
        if all((checkpoint / name).is_file() for name in _written_last()):
            found = True
        else:
            remove_trained(checkpoint)
    return found
