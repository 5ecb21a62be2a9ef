"""Only regular files are read, and only up to a stated size: a pipe may never answer, and a device may never end."""

import errno
import io
import os
import stat
from pathlib import Path

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Refused(OSError):
    """A file that can be opened but is not read; `strerror` is what to say of it behind its name."""


def refusal(error: OSError) -> str:
    """Return what to say behind the name of a file that was not read."""
    return str(error.strerror) if isinstance(error, Refused) else f"cannot be opened ({error.strerror})"


def open_regular(path: Path, most_bytes: int | None = None) -> io.BufferedReader:
    """Open a regular file, or a link to one, for reading.

    Args:
        most_bytes: refuse a larger one. It may still grow, and what a file says of its size may be wrong: whoever
            reads on counts.

    Raises:
        OSError: it cannot be opened; `Refused` where it is no regular file, or too large.
    """
    _check(path, os.stat(path), most_bytes)  # before it is opened: opening some devices does something
    flags = (getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))
    descriptor = os.open(path, os.O_RDONLY | sum(flags))
    try:
        _check(path, os.fstat(descriptor), most_bytes)
        return open(descriptor, "rb")
    except OSError:
        os.close(descriptor)
        raise


def read_regular(path: Path, most_bytes: int) -> bytes:
    """Return what a regular file holds: all of it, as it was at one time. One that changes meanwhile is read once more.

    Raises:
        OSError: as `open_regular`; `Refused` also where it changed again.
    """
    content = _read(path, most_bytes)
    if content is None:
        content = _read(path, most_bytes)
    if content is None:
        raise changed(path)
    return content


def state_of(file: io.BufferedReader) -> tuple[int, int]:
    """Return the size of an open file and when it was last changed, to compare later."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def changed(path: Path) -> Refused:
    """Return what to raise where a file is not what it was when its reading began."""
    return Refused(errno.EBUSY, "changed while it was read", str(path))


def _read(path: Path, most_bytes: int) -> bytes | None:
    """Return the content of a file, None where it changed while it was read."""
    with open_regular(path, most_bytes) as file:
        before = state_of(file)
        content = file.read(before[0] + 1)
        if len(content) > before[0]:  # a file of the system may say that it holds nothing
            content += file.read(most_bytes + 1 - len(content))
        after = state_of(file)
    if len(content) > most_bytes:
        raise _too_large(path, len(content), most_bytes)
    return content if before == after and len(content) >= after[0] else None


def _check(path: Path, status: os.stat_result, most_bytes: int | None) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for holds, name in _KINDS if holds(status.st_mode)), "something else")
        raise Refused(errno.EINVAL, f"is {kind}, not a regular file", str(path))
    if most_bytes is not None and status.st_size > most_bytes:
        raise _too_large(path, status.st_size, most_bytes)


def _too_large(path: Path, size: int, most_bytes: int) -> Refused:
    return Refused(errno.EFBIG, f"holds {size:,} bytes, more than the {most_bytes:,} that are read", str(path))
