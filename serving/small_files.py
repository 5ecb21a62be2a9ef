"""Small files of the server's own folder, which somebody else may have put something else in place of."""

import json
import os
import stat
from pathlib import Path
from typing import Any, NoReturn

LARGEST = 65_536
_DEEPEST = 20


def read_small(path: Path, largest: int = LARGEST) -> tuple[bytes, int]:
    """Return what a regular file holds, and its mode. What is no file is not waited for.

    Raises:
        OSError: it cannot be read, or is none of these; FileNotFoundError where nothing is there.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    with open(descriptor, "rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise OSError(f"larger than {largest} bytes")
    return content, stat.S_IMODE(found.st_mode)


def read_small_json(path: Path, largest: int = LARGEST) -> Any:
    """Return what a small file of JSON holds; one that this program would not have written is refused.

    Raises:
        FileNotFoundError: nothing is there.
        ValueError: it cannot be read, or is not JSON of finite numbers and whole text in UTF-8, or is nested deep.
    """
    try:
        content, _ = read_small(path, largest)
        value = json.loads(content.decode("utf-8"), parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except FileNotFoundError:
        raise
    except (OSError, RecursionError) as error:
        raise ValueError(error) from error
    if _is_deeper(value, _DEEPEST):
        raise ValueError("nested too deep")
    return value


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(_is_deeper(part, levels - 1) for part in inner)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
