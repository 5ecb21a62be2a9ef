"""Write files whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from storage.errors import CannotWrite

_STAGING = ".unfinished"


@contextmanager
def atomic_writer(path: Path, mode: str = "w", private: bool = False, **open_arguments: Any) -> Iterator[IO[Any]]:
    """Open a temporary file beside `path` that takes its place when the block ends without an exception.

    A reader of `path` sees the old content or the new, never half of it, also when the program is killed. Nobody but its owner
    can ever read a `private` one.

    Raises:
        CannotWrite: the folder is missing its rights, is a file, or the disk is full.
    """
    if "b" not in mode:
        open_arguments.setdefault("encoding", "utf-8")
        open_arguments.setdefault("newline", "\n")
    make_folder(path.parent)
    if path.is_dir():
        raise CannotWrite(f"{path} is a folder, but a file is to be written there. Give another name.")
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise _cannot_write(path.parent, error) from error
    try:
        with open(descriptor, mode, **open_arguments) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if not private:
            os.chmod(temporary, 0o666 & ~_umask())  # mkstemp gives 0600; a result file should be as shareable as any other
        os.replace(temporary, path)
    except OSError as error:
        if error.filename not in (None, temporary, str(path)):
            raise  # a file that the block itself failed to read
        raise _cannot_write(path, error) from error
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def make_folder(folder: Path) -> Path:
    """Make `folder` and its parents.

    Raises:
        CannotWrite: a file stands in the way, or the rights are missing.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return folder


def check_writable(folder: Path) -> Path:
    """Make `folder` and prove that a file can be made in it, so that hours of work do not end in a refusal.

    Raises:
        CannotWrite: it cannot.
    """
    make_folder(folder)
    try:
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=".writable.")
    except OSError as error:
        raise _cannot_write(folder, error) from error
    os.close(descriptor)
    os.unlink(name)
    return folder


@contextmanager
def output_folder(folder: Path) -> Iterator[Path]:
    """Give a place to write to; its files and folders move into `folder` when the block ends without an exception.

    Files of an earlier run with the same names are replaced, others stay.

    Raises:
        CannotWrite: `folder` is not writable.
    """
    staging = check_writable(folder) / _STAGING
    if staging.exists():
        shutil.rmtree(staging)  # left by a run that was killed
    staging.mkdir()
    try:
        yield staging
        for made in sorted(staging.iterdir()):
            _replace(made, folder / made.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _replace(made: Path, place: Path) -> None:
    try:
        if made.is_dir() and place.is_dir():
            shutil.rmtree(place)
        made.replace(place)
    except OSError as error:
        raise CannotWrite(f"{place}: cannot be replaced ({error.strerror}). Remove it, or give another --output.") from error


def _cannot_write(path: Path, error: OSError) -> CannotWrite:
    reason = error.strerror or str(error)
    return CannotWrite(f"Cannot write to {path}: {reason}. Give a folder you may write to with --output.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
