"""Write files whole or not at all."""

import errno
import json
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from storage.errors import CannotWrite
from storage.locks import open_locked

_UNFINISHED = ".zhengbiao-unfinished"
_NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
"""A full disk, a used-up share of it, a file above the limit."""


@contextmanager
def atomic_writer(
    path: Path, mode: str = "w", private: bool = False, *, synced: bool = True, **open_arguments: Any
) -> Iterator[IO[Any]]:
    """Open a file beside `path` that takes its place when the block ends without an exception.

    A reader of `path` sees the old content or the new, never half of it, also when the program is killed; the next
    write clears away what a killed one left. Nobody but its owner can ever read a `private` one. It is for folders
    that are this program's own: a file that a person named is written by `storage.results.files.result_file`, which
    asks whose it is.

    Args:
        synced: False for a file that need not be on the disk when the block ends, as in a folder that comes there as a
            whole (`storage.results.folders.result_folder`): a disk takes a thousand files at once much sooner than one
            after the other.

    Raises:
        CannotWrite: the folder is missing its rights, something else than a file is there, or the disk is full.
    """
    with staged(path, mode, private, wait=True, synced=synced, **open_arguments) as file:
        yield file


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON that a person can read, in a folder that is this program's own.

    Raises:
        CannotWrite: as `atomic_writer`.
    """
    with atomic_writer(path) as file:
        json.dump(value, file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")


@contextmanager
def staged(
    path: Path,
    mode: str,
    private: bool = False,
    wait: bool = False,
    ready: Callable[[Path], None] | None = None,
    *,
    synced: bool = True,
    **open_arguments: Any,
) -> Iterator[IO[Any]]:
    """Open a file as `atomic_writer` does, for a caller that will not wait, or sees what it wrote before it appears.

    Args:
        wait: where another process writes this file now, wait until it has; else that is an error.
        ready: is told the path of the finished file before that takes its place.
        synced: as for `atomic_writer`.

    Raises:
        CannotWrite: as `atomic_writer`; another process writes this file.
    """
    if "b" not in mode:
        open_arguments.setdefault("encoding", "utf-8")
        open_arguments.setdefault("newline", "\n")
    make_folder(path.parent)
    check_is_file_or_free(path)
    unfinished = path.with_name(unfinished_name(path.name))
    try:
        # A result should be as shareable as any other file.
        descriptor = open_locked(unfinished, wait, 0o600 if private else 0o666)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    if descriptor is None:
        raise CannotWrite(
            f"{path}: another run writes it now. Expected one at a time; wait until it has ended, or give another name."
        )
    kept = False
    try:
        os.ftruncate(descriptor, 0)  # what a killed run left
        # The file is opened again, because the lock has to outlive it.
        with open(os.dup(descriptor), mode, **open_arguments) as file:
            yield file
            file.flush()
            if synced:
                os.fsync(descriptor)
        if ready is not None:
            ready(unfinished)
        check_is_file_or_free(path)
        os.replace(unfinished, path)
        kept = True
    except OSError as error:
        if error.filename not in (None, str(unfinished), str(path)):
            raise  # a file that the block itself failed to read
        raise cannot_write(path, error) from error
    finally:
        if not kept:
            unfinished.unlink(missing_ok=True)
        os.close(descriptor)


def check_is_file_or_free(path: Path, shown: Path | None = None) -> None:
    """Refuse to put a file in the place of anything but a file; `shown` is how the place is named in the error.

    Raises:
        CannotWrite: a folder, a link or a device is at `path`.
    """
    shown = shown or path
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise cannot_write(shown, error) from error
    if stat.S_ISDIR(mode):
        raise CannotWrite(f"{shown} is a folder, but a file is to be written there. Give another name.")
    if not stat.S_ISREG(mode):
        raise CannotWrite(
            f"{shown} is a link, a pipe or a device, but a file is to be written there. Give another name."
        )


def check_can_be_made(path: Path, shown: Path) -> None:
    """Prove that something new can be made at `path`, without making anything; `shown` is how its folder is named in
    the error.

    Raises:
        CannotWrite: the innermost folder that is there is none, or not writable.
    """
    try:
        there = next(parent for parent in path.parents if os.path.lexists(parent))
        if not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except (OSError, ValueError) as error:
        raise cannot_write(shown, error) from error


def make_folder(folder: Path) -> Path:
    """Make `folder` and its parents where they are missing; return it.

    Raises:
        CannotWrite: a file stands in the way, or the rights are missing.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise cannot_write(folder, error) from error
    return folder


def cannot_write(path: Path, error: Exception) -> CannotWrite:
    """Return what to raise where writing at `path` failed."""
    reason = getattr(error, "strerror", None) or str(error)
    if getattr(error, "errno", None) in _NO_ROOM:
        return CannotWrite(f"Cannot write to {path}: {reason}. Expected room; make some there, or give another disk.")
    return CannotWrite(f"Cannot write to {path}: {reason}. Give a folder you may write to.")


def target_of(path: Path) -> Path:
    """Return where a path leads, links followed.

    Raises:
        CannotWrite: links lead in a circle, or the name cannot be one.
    """
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise cannot_write(path, error) from error


def work_of(output: Path) -> Path:
    """Return the folder that keeps the unfinished work for a result: it lies beside it and is called like it, with
    .work behind.

    Raises:
        CannotWrite: as `target_of`.
    """
    place = target_of(output)
    return place.with_name(f"{place.name}.work")


def missing(folder: Path) -> list[Path]:
    """Return the folders that have to be made for `folder` to be there, innermost first."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


def remove_empty(made: Sequence[Path]) -> None:
    """Remove folders that were made for a result that did not come."""
    for folder in made:
        with suppress(OSError):
            folder.rmdir()


def is_unfinished(name: str) -> bool:
    """Tell the name of a file that a killed run left beside the one that it wrote."""
    return name.startswith(".") and name.endswith(_UNFINISHED)


def unfinished_name(name: str) -> str:
    """Return the name of the file that is written before it becomes `name`: 255 bytes are what file systems allow."""
    room = 255 - len(_UNFINISHED) - 1
    return f".{os.fsdecode(os.fsencode(name)[:room])}{_UNFINISHED}"
