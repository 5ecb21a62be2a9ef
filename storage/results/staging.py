"""The folder that a result is made in: beside its place, known by its name and marker, sealed when all is there."""

import ctypes
import hashlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storage.errors import CannotWrite
from storage.results.markers import RESULT, Marker, digest_of, is_begun, read_marker, remove_made, write_marker
from storage.whole_files import cannot_write

_ENDING = "zhengbiao-unfinished"


def staging_beside(place: Path) -> re.Pattern[str]:
    """Return the pattern of the names that staging folders of this place have."""
    return re.compile(rf"\.{re.escape(_short(place))}[0-9a-f]{{8}}\.{_ENDING}(?:\.old)?")


def stage(place: Path, by: str) -> Path:
    """Make a new folder to write to: beside the place, or in it where no other can take its place by a rename.

    Raises:
        CannotWrite: neither is writable.
    """
    token = secrets.token_hex(4)
    beside = place.with_name(f".{_short(place)}{token}.{_ENDING}") if place.name else place
    if place.name and not os.path.ismount(place):
        with suppress(OSError, CannotWrite):  # the parent is not ours to write to
            beside.mkdir()
            with _removed_where_it_fails(beside):
                _same_owner(place, beside)
                write_marker(beside, Marker(by, finished=False))
            return beside
    return _stage_inside(place, by)


def _stage_inside(place: Path, by: str) -> Path:
    inside = place / f".{secrets.token_hex(8)}.{_ENDING}"
    try:
        inside.mkdir()
    except OSError as error:
        raise cannot_write(place, error) from error
    write_marker(inside, Marker(by, finished=False))
    return inside


@contextmanager
def _removed_where_it_fails(fresh: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, CannotWrite):
        shutil.rmtree(fresh, ignore_errors=True)  # made by this run a moment ago
        raise


def _short(place: Path) -> str:
    """Return a place's name, as much of it as a staging folder's name has room for (255 bytes), and a hash that stands
    for all of it."""
    name = os.fsencode(place.name)
    return f"{os.fsdecode(name[:180])}.{hashlib.sha256(name).hexdigest()[:8]}"


def _same_owner(place: Path, fresh: Path) -> None:
    with suppress(OSError):
        os.chown(fresh, place.stat().st_uid, place.stat().st_gid)
    shutil.copymode(place, fresh)


def discard(staging: Path) -> None:
    """Remove a staging folder that no run works in; of a finished result only what is ours."""
    marker = None if staging.is_symlink() else read_marker(staging)
    if marker is None:
        if staging.is_dir() and not staging.is_symlink() and is_begun(staging):
            shutil.rmtree(staging, ignore_errors=True)
    elif marker.finished:
        remove_made(staging)
    else:
        shutil.rmtree(staging, ignore_errors=True)


def seal(staging: Path, by: str) -> Marker:
    """Write the marker of a result that is all there, once its files are on the disk; return the marker.

    Raises:
        OSError: a file cannot be read, or brought to the disk.
        CannotWrite: as `storage.results.markers.write_marker`.
    """
    files = {
        str(path.relative_to(staging)): (digest_of(path),)
        for path in sorted(staging.rglob("*"))
        if path.is_file() and path != staging / RESULT
    }
    _sync(staging, files)
    marker = Marker(by, files)
    write_marker(staging, marker)
    return marker


def _sync(folder: Path, files: Iterable[str]) -> None:
    """Bring files to the disk, so that what appears by a rename is whole also after the power failed."""
    if sys.platform == "linux":  # all at once, so that there is nothing left to do for one file after the other
        _while_open(folder, ctypes.CDLL(None).syncfs)
    for name in files:
        _while_open(folder / name, os.fsync)


def _while_open(path: Path, bring: Callable[[int], object]) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        bring(descriptor)
    finally:
        os.close(descriptor)
