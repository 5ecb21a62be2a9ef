"""Exchange two folders by one rename, where the system can."""

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h; RENAME_SWAP of macOS has the same value
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV}


def exchange(fresh: Path, place: Path) -> None:
    """Put the folder `fresh` in the place of the folder `place`, and what was there in the place of `fresh`.

    Linux and macOS do it in one step. Elsewhere, and on file systems that cannot, it takes three renames, and a kill
    between them leaves `place` missing.

    Raises:
        OSError: it cannot be done; nothing has changed.
    """
    swap = _system_call()
    if swap is not None:
        failed = swap(os.fsencode(fresh), os.fsencode(place))
        if not failed:
            return
        if failed not in _CANNOT:
            raise OSError(failed, os.strerror(failed), str(place))
    _exchange_by_renames(fresh, place)


def _exchange_by_renames(fresh: Path, place: Path) -> None:
    aside = fresh.with_name(fresh.name + ".old")
    os.rename(place, aside)
    try:
        os.rename(fresh, place)
    except OSError:
        os.rename(aside, place)
        raise
    os.rename(aside, fresh)


def _system_call() -> Callable[[bytes, bytes], int] | None:
    """Return what exchanges two paths and gives an error number, 0 for done; None where the system has no such call."""
    if sys.platform == "win32":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return lambda one, other: ctypes.get_errno() if library.renamex_np(one, other, _RENAME_EXCHANGE) else 0
    if hasattr(library, "renameat2"):
        return lambda one, other: (
            ctypes.get_errno() if library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE) else 0
        )
    return None
