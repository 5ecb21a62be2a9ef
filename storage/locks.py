"""Who writes: a lock file that ends with its process, however that ends."""

import errno
import os
import re
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import CannotWrite

try:
    import fcntl
except ImportError:  # Windows, where nothing keeps two runs apart
    fcntl = None  # type: ignore[assignment]

LOCK = ".zhengbiao.lock"
"""The lock file in a folder that a run holds."""
_LONGEST = 400
_OURS = re.compile(rb"process \d+ on [^\n]*\n?")


def try_lock(descriptor: int, wait: bool = False) -> bool:
    """Lock an open file for this process alone, and tell whether that worked; the lock ends when the file is closed.

    Args:
        wait: until whoever holds it lets go; else the answer comes at once.
    """
    if fcntl is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def open_locked(path: Path, wait: bool = False, mode: int = 0o600) -> int | None:
    """Open the file at `path`, made where it is missing, locked and with what it held; None where another process
    holds it.

    A file that its holder renamed or removed meanwhile is not the one at `path` any more, so it is looked for again.

    Args:
        mode: the rights of a new file, less the umask.

    Raises:
        OSError: it cannot be opened, or is no regular file of its own.
    """
    while True:
        descriptor = _open_own(path, mode)
        if not try_lock(descriptor, wait):
            os.close(descriptor)
            return None
        if _is_at(descriptor, path):
            return descriptor
        os.close(descriptor)


def _open_own(path: Path, mode: int) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, mode)
    there = os.fstat(descriptor)
    if not stat.S_ISREG(there.st_mode) or there.st_nlink > 1:  # a pipe, or another name of somebody's file
        os.close(descriptor)
        raise OSError(errno.EINVAL, f"{path.name} is no file of its own", str(path))
    return descriptor


@contextmanager
def holding(folder: Path, name: str = LOCK, *, wait: bool = False) -> Iterator[None]:
    """Hold `folder`, which is there, as the one run that writes into it.

    Args:
        name: of the lock file: another one is held for a part of the work in the folder.
        wait: until whoever holds it lets go.

    Raises:
        CannotWrite: another run holds it, or the folder is not writable.
    """
    path = folder / name
    descriptor = _lock_of(folder, path, wait)
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}\n".encode(), 0)
        yield
    finally:
        if _is_at(descriptor, path):  # else the folder was replaced, and the lock with it
            os.unlink(path)
        os.close(descriptor)


def check_free(folder: Path) -> None:
    """Refuse a folder that another run holds, as `holding` would, without a wait for anything else.

    Raises:
        CannotWrite: another run holds it.
    """
    if is_held(folder / LOCK):
        raise _held_elsewhere(folder, folder / LOCK)


def is_held(path: Path) -> bool:
    """Tell whether a process holds a lock file. Any number may ask at the same time."""
    if fcntl is None:
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _lock_of(folder: Path, path: Path, wait: bool) -> int:
    try:
        descriptor = open_locked(path, wait)
    except OSError as error:
        raise CannotWrite(f"Cannot write to {folder}: {error.strerror}. Give a folder you may write to.") from error
    if descriptor is None:
        raise _held_elsewhere(folder, path)
    said = os.read(descriptor, _LONGEST)
    if said and not _OURS.fullmatch(said):
        os.close(descriptor)
        raise CannotWrite(
            f"{path}: is a file that this program did not make. Expected none of that name; move it away."
        )
    return descriptor


def _held_elsewhere(folder: Path, path: Path) -> CannotWrite:
    try:
        said = path.read_text("utf-8", errors="replace")[:200].strip()
    except OSError:
        said = ""
    return CannotWrite(
        f"{folder}: another run writes there{f' ({said})' * bool(said)}. Expected one at a time; wait until it has "
        "ended, or give another place."
    )


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path, follow_symlinks=False))
    except OSError:
        return False
