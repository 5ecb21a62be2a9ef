"""Files by key in the work folder: JSON, packed, whole or not there at all."""

import gzip
import json
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from storage.regular import read_regular
from storage.whole_files import atomic_writer

ENDING = ".json.gz"
DAMAGED = ".damaged"
_LARGEST = 1_000_000_000


class Damaged(ValueError):
    """What is kept cannot be read as what was written: it is made again."""


def kept_path(folder: Path, key: str) -> Path:
    """Return where something of this key lies: a folder with a million files is slow on many file systems."""
    return folder / key[:2] / f"{key}{ENDING}"


def read_kept(path: Path) -> Any:
    """Return the value that is kept, None where nothing is.

    Raises:
        Damaged: half a file, one that was changed, or something else.
    """
    try:
        content = read_regular(path, _LARGEST)
        return json.loads(gzip.decompress(content) if path.name.endswith(ENDING) else content)
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, RecursionError, zlib.error) as error:
        raise Damaged(str(path)) from error


def set_aside(path: Path) -> None:
    """Take away what is damaged, under a name that tells it: the end of the run counts and removes it."""
    with suppress(OSError):  # another process did so, or made it again
        path.rename(path.with_name(path.name + DAMAGED))


def write_kept(path: Path, value: Any) -> None:
    """Keep a value; when this returns it is on the disk.

    Raises:
        CannotWrite: the folder is not writable, or the disk is full.
    """
    content = json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")
    with atomic_writer(path, "wb") as file:
        # Without a time, so that the same content is the same file.
        file.write(gzip.compress(content, compresslevel=5, mtime=0) if path.name.endswith(ENDING) else content)
