"""Results at the places that people name: only what this program made is ever replaced, and a result appears by one
rename.

A folder that is a result as a whole is made beside its place and exchanged with what is there; a marker in it names
its files (see `storage.results.markers`). A folder that holds anything else is refused, as is a file that this program
did not write or somebody changed since.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from storage.errors import CannotWrite
from storage.locks import LOCK, holding
from storage.results import written
from storage.results.exchange import exchange
from storage.results.markers import (
    LITTER,
    RESULT,
    STAGING,
    Marker,
    read_marker,
    remove_made,
    strangers,
    write_marker,
)
from storage.results.staging import discard, seal, stage, staging_beside
from storage.whole_files import cannot_write, check_can_be_made, make_folder, missing, remove_empty, target_of

_NAMED, _COUNTED = 3, 1000


def check_result_folder(folder: Path, inputs: Sequence[Path] = ()) -> Path:
    """Prove that a result may be written at `folder`, so that hours of work do not end in a refusal; return where a
    link leads.

    Args:
        inputs: files and folders that are read; none may lie in the result's place.

    Raises:
        CannotWrite: the folder holds something that this program did not make, or an input; another run holds it; it
            is not writable.
    """
    place = _possible(folder)
    if place.is_dir():
        with holding(place):
            _check(place, folder, inputs)
    return place


@contextmanager
def result_folder(folder: Path, by: str, last: str) -> Iterator[Path]:
    """Give a folder to write to, which takes the place of `folder` when the block ends without an exception.

    What an earlier run left there is replaced as a whole. Where the block fails, or the process is killed at any
    moment, `folder` holds what it held; what a killed run left beside it is cleared away by the next.

    Args:
        by: what makes the result, for the marker.
        last: the file that comes last where no single rename can bring the result in (the folder is a mount point, or
            its parent is not writable): while it is missing, the result is not complete.

    Raises:
        CannotWrite: as `check_result_folder`. Where a stranger's file came in while the block ran, the finished result
            stays beside it, and the message says where.
    """
    place = _possible(folder)
    made = missing(place)
    make_folder(place)
    try:
        with holding(place):
            _check(place, folder)
            _clear_unfinished(place, last)
            staging = stage(place, by)
            try:
                yield staging
                _finish(staging, place, folder, by, last)
                written.paths.append(folder)
            finally:
                discard(staging)
    finally:
        remove_empty(made)


def whole_result(folder: Path, last: str) -> bool:
    """Tell whether a whole result lies at `folder`, as it was written; what killed runs left beside it is cleared away.

    Raises:
        CannotWrite: another run holds it.
    """
    place = target_of(folder)
    if not place.is_dir():
        return False
    with holding(place):
        _clear_unfinished(place, last)
        marker = read_marker(place)
        if marker is None or not marker.finished or not all((place / name).is_file() for name in marker.files):
            return False
        return next(strangers(place), None) is None


def _possible(folder: Path) -> Path:
    """Return where `folder` leads, if a folder is there or can be made there."""
    place = target_of(folder)
    if not place.is_dir():
        check_can_be_made(place / RESULT if os.path.lexists(place) else place, folder)
    return place


def _check(place: Path, shown: Path, inputs: Sequence[Path] = ()) -> None:
    for given in inputs:
        read = target_of(given)
        if read == place or place in read.parents:
            raise CannotWrite(
                f"{given} is read and lies in {shown}, which the result is to take the place of. Expected a folder of "
                "its own for the result; give another."
            )
    try:
        others = list(islice(strangers(place), _COUNTED))
    except OSError as error:
        raise cannot_write(shown, error) from error
    if others:
        listed = ", ".join(sorted(others)[:_NAMED]) + (f", … ({_count(others)} in all)" if len(others) > _NAMED else "")
        raise CannotWrite(
            f"{shown} holds what this program did not make, or what was changed since: {listed}. Expected a new or "
            "empty folder, or one with an earlier result; give another, or move these away."
        )


def _count(others: Sequence[str]) -> str:
    return f"{len(others)}" if len(others) < _COUNTED else f"{_COUNTED} and more"


def _clear_unfinished(place: Path, last: str) -> None:
    """Clear away what killed runs for this place left; whoever holds the place's lock knows that no other run is at
    work there.

    Where the place is bare and a finished result lies beside it, the run was killed between two renames: the result is
    brought in.
    """
    for folder, pattern in ((place.parent, staging_beside(place)), (place, STAGING)):
        try:
            left = sorted(Path(entry.path) for entry in os.scandir(folder) if pattern.fullmatch(entry.name))
        except OSError:
            continue  # a parent that may not be listed holds nothing of ours
        for one in left:
            marker = None if one.is_symlink() else read_marker(one)
            if marker is not None and marker.finished and os.listdir(place) == [LOCK]:
                _move_in(one, place, marker, last)
            discard(one)


def _finish(staging: Path, place: Path, shown: Path, by: str, last: str) -> None:
    """Bring a whole result to its place."""
    begun = read_marker(staging)
    if begun is None or begun.finished or not (staging / last).is_file():
        raise CannotWrite(
            f"{shown}: {staging.name}, where the result was being made, was changed or removed by somebody else. "
            "Expected it to stay until the end; run this again."
        )
    try:
        marker = seal(staging, by)
    except OSError as error:
        raise cannot_write(staging, error) from error
    try:
        _check(place, shown)
    except CannotWrite as error:
        beside = _free_name(place)
        staging.rename(beside)
        raise CannotWrite(f"{error} The result was finished all the same and lies in {beside}.") from error
    if staging.parent == place:
        _move_in(staging, place, marker, last)
        return
    for path in place.rglob("*"):
        if path.name in LITTER and (staging / path.relative_to(place)).parent.is_dir():
            shutil.copy2(path, staging / path.relative_to(place))
    try:
        exchange(staging, place)
    except OSError as error:
        raise cannot_write(place, error) from error
    if kept := remove_made(staging):
        beside = _free_name(place)
        staging.rename(beside)
        raise CannotWrite(
            f"{shown} is written, but {', '.join(kept[:_NAMED])} had come into the folder at that moment. Expected "
            f"only what this program makes there; what was there before lies in {beside} now."
        )


def _move_in(staging: Path, place: Path, marker: Marker, last: str) -> None:
    """Move a result in file by file, where no single rename can; the marker allows old and new files until all is
    done."""
    before = read_marker(place) or Marker()
    both = {
        name: (*marker.files.get(name, ()), *before.files.get(name, ())) for name in {**before.files, **marker.files}
    }
    write_marker(place, Marker(marker.by, both, finished=False))
    try:
        (place / last).unlink(missing_ok=True)
        for name in before.files.keys() - marker.files.keys():
            (place / name).unlink(missing_ok=True)
            remove_empty([parent for parent in (place / name).parents if place in parent.parents])
        for name in sorted(marker.files, key=lambda one: one == last):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staging / name, place / name)
    except OSError as error:
        raise cannot_write(place, error) from error
    write_marker(place, marker)


def _free_name(place: Path) -> Path:
    return next(one for i in range(2, 10_000) if not os.path.lexists(one := place.with_name(f"{place.name}-{i}")))
