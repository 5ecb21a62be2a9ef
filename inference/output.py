"""A folder of results that appears whole or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.errors import CannotWrite
from reports.files import check_writable

_STAGING = ".unfinished"


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
