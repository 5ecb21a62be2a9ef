"""Small files of the server's own folder, which somebody else may have put something else in place of."""

import os
import stat
from pathlib import Path
from typing import Any

from storage.errors import BadData
from storage.parsing import parse_json
from storage.regular import open_regular, read_regular

LARGEST = 65_536


def read_small(path: Path, largest: int = LARGEST) -> tuple[bytes, int]:
    """Return what a regular file holds, and its mode. What is no file is not waited for.

    Raises:
        OSError: as `storage.regular.open_regular`.
    """
    with open_regular(path, largest) as file:
        return file.read(largest), stat.S_IMODE(os.fstat(file.fileno()).st_mode)


def read_small_json(path: Path, largest: int = LARGEST) -> Any:
    """Return what a small file of JSON holds.

    Raises:
        FileNotFoundError: nothing is there.
        ValueError: it cannot be read, or as `storage.parsing.parse_json`.
    """
    try:
        return parse_json(read_regular(path, largest), path.name)
    except FileNotFoundError:
        raise
    except (OSError, BadData) as error:
        raise ValueError(error) from error
