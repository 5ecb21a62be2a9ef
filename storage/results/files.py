"""Result files at the places that people name: only a file that this program wrote, and nobody changed since, is ever
replaced."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from storage.errors import CannotWrite
from storage.locks import open_locked
from storage.results import written
from storage.results.markers import FILES, Marker, digest_of, is_ours, read_marker, write_marker
from storage.whole_files import (
    cannot_write,
    check_can_be_made,
    check_is_file_or_free,
    missing,
    remove_empty,
    staged,
    target_of,
)


@contextmanager
def result_file(path: Path, mode: str = "w", **open_arguments: Any) -> Iterator[IO[Any]]:
    """Open a file for writing that appears at `path`, whole, when the block ends without an exception. A link is
    followed.

    Raises:
        CannotWrite: as `check_result_file`; the disk is full.
    """
    place = check_result_file(path)
    made = missing(place.parent)

    def register(unfinished: Path) -> None:
        _check_file(place, path)  # it may have come while the block ran
        _register(place, digest_of(unfinished))

    try:
        with staged(place, mode, ready=register, **open_arguments) as file:
            yield file
        written.paths.append(path)
    finally:
        remove_empty(made)


def check_result_file(path: Path, inputs: Sequence[Path] = ()) -> Path:
    """Prove that a result may be written at `path`; return where a link leads.

    Raises:
        CannotWrite: there is something that this program did not make, or that was changed since; it is one of
            `inputs`; it is not writable.
    """
    place = target_of(path)
    for given in inputs:
        if target_of(given) == place:
            raise CannotWrite(
                f"{path} is read and was to be written too. Expected another file for the result; give another name."
            )
    check_is_file_or_free(place, path)
    check_can_be_made(place, path.parent)
    _check_file(place, path)
    return place


def _check_file(place: Path, shown: Path) -> None:
    marker = read_marker(place.parent, FILES)
    if marker is None and os.path.lexists(place.parent / FILES):
        raise CannotWrite(
            f"{shown}: {FILES} beside it is not one that this program wrote, or is of a newer version. Expected none; "
            "move it away, or give another folder."
        )
    if not os.path.lexists(place):
        return
    if marker is None or not is_ours(place, marker.files.get(place.name, ())):
        raise CannotWrite(
            f"{shown}: a file is there that this program did not make, or that was changed since. Expected a new name, "
            "or that of an earlier result; give another name, or move the file away."
        )


def _register(place: Path, digest: str) -> None:
    """Note in the marker of its folder that the file at `place` may have this hash, or the one that it has now."""
    folder = place.parent
    with _marker_held(folder):
        marker = read_marker(folder, FILES) or Marker()
        files = {name: own for name, own in marker.files.items() if os.path.lexists(folder / name)}
        files[place.name] = (digest, *(own for own in files.get(place.name, ())[:1] if own != digest))
        write_marker(folder, Marker("", files), FILES)


@contextmanager
def _marker_held(folder: Path) -> Iterator[None]:
    path = folder / f"{FILES}.lock"
    try:
        lock = open_locked(path, wait=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    assert lock is not None
    try:
        if os.fstat(lock).st_size:
            raise CannotWrite(
                f"{path}: is a file that this program did not make. Expected none of that name; move it away."
            )
        yield
    finally:
        if not os.fstat(lock).st_size:
            path.unlink(missing_ok=True)
        os.close(lock)
