"""Record what this program made: a marker in a folder names its files there, with their hashes."""

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from storage.errors import CannotWrite
from storage.locks import LOCK
from storage.regular import open_regular, read_regular
from storage.whole_files import atomic_writer, unfinished_name

RESULT = ".zhengbiao.json"
"""The marker of a folder that is one result as a whole."""
FILES = ".zhengbiao-files.json"
"""The marker of a folder in which some files are results."""
STAGING = re.compile(r"\.(?:.*\.)?[0-9a-f]{16}\.zhengbiao-unfinished(?:\.old)?")
"""Names of the folders that results are made in."""
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_BEGUN = unfinished_name(RESULT)
_FORMAT = 1
_LARGEST_MARKER = 256_000_000


@dataclass(frozen=True, slots=True)
class Marker:
    """The hashes (SHA-256, hex) that a file of each name, relative to the marker's folder, may have and still be ours.

    `finished` is False in a folder whose files are being made or replaced.
    """

    by: str = ""
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    finished: bool = True

    def to_json(self) -> dict[str, Any]:
        """Return the object that a marker file holds; a file with one hash has it without a list."""
        files = {name: own[0] if len(own) == 1 else list(own) for name, own in self.files.items()}
        return {
            "about": "Made by Zhengbiao. Files named here, with these hashes, may be replaced by it; no others.",
            "format": _FORMAT,
            "by": self.by,
            "finished": self.finished,
            "files": files,
        }


def write_marker(folder: Path, marker: Marker, name: str = RESULT) -> None:
    """Write the marker into `folder`.

    Raises:
        CannotWrite: it is not writable.
    """
    with atomic_writer(folder / name) as file:
        json.dump(marker.to_json(), file, indent=0)  # in ASCII: a name may hold bytes that are no text
        file.write("\n")


def read_marker(folder: Path, name: str = RESULT) -> Marker | None:
    """Return the marker in `folder`; None where there is none, or what is there is not one that this program wrote."""
    path = folder / name
    try:
        if path.is_symlink():
            return None
        value = json.loads(read_regular(path, _LARGEST_MARKER))  # where a name may be no text, which parse_json refuses
        files = {
            str(key): (own,) if isinstance(own, str) else tuple(map(str, own)) for key, own in value["files"].items()
        }
        if value["format"] != _FORMAT or not all(map(_lies_below, files)):
            return None
        return Marker(str(value["by"]), files, value["finished"] is not False)
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return None


def _lies_below(name: str) -> bool:
    """Tell a name that a marker may hold from one that leads out of its folder: a marker may come from anybody."""
    return (
        bool(name)
        and "\0" not in name
        and not name.startswith("/")
        and not {"", ".", ".."}.intersection(name.split("/"))
    )


def made_here(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the names of the files in and below `folder` that its markers call ours, with their hashes."""
    found: dict[str, tuple[str, ...]] = {}
    for name in (FILES, RESULT):
        marker = read_marker(folder, name)
        if marker is not None:
            found |= marker.files
    return found


def is_ours(path: Path, hashes: tuple[str, ...]) -> bool:
    """Tell whether the file at `path` still is as this program wrote it."""
    return path.is_file() and not path.is_symlink() and bool(hashes) and digest_of(path) in hashes


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex; of one that has not been touched since it was last asked for, without
    reading it again."""
    there = path.stat()
    return _digest(path, there.st_dev, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)


@lru_cache(100_000)
def _digest(path: Path, *_state: int) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def strangers(folder: Path) -> Iterator[str]:
    """Yield the names below `folder` of what is not part of the result that its marker describes, in no order.

    That is every file that the marker does not name, or that was changed since; every link; and every folder that
    holds none of ours, as a whole.
    What the system keeps in every folder (LITTER) and our own staging folders are not counted.
    """
    marker = read_marker(folder) or Marker()
    yield from _strangers(folder, "", marker.files)


def _strangers(folder: Path, prefix: str, ours: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for entry in os.scandir(folder):
        name, path = prefix + entry.name, Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            if not prefix and _is_staging(path):
                continue
            if any(own.startswith(f"{name}/") for own in ours):
                yield from _strangers(path, f"{name}/", ours)
            else:
                yield f"{name}/"
        elif not (_is_housekeeping(entry, prefix, ours) or is_ours(path, ours.get(name, ()))):
            yield name


def _is_housekeeping(entry: "os.DirEntry[str]", prefix: str, ours: Collection[str]) -> bool:
    if not entry.is_file(follow_symlinks=False):
        return False
    return entry.name in LITTER or (
        not prefix and (entry.name in (LOCK, _BEGUN) or (entry.name == RESULT and bool(ours)))
    )


def _is_staging(folder: Path) -> bool:
    return STAGING.fullmatch(folder.name) is not None and (read_marker(folder) is not None or is_begun(folder))


def is_begun(folder: Path) -> bool:
    """Tell whether a staging folder was left so early that it has no marker yet, and nothing else."""
    return os.listdir(folder) in ([], [_BEGUN])


def remove_made(folder: Path) -> list[str]:
    """Remove a result: the files that its marker names and that are as it was written, and folders that are empty then.

    Returns:
        What was left because it is not ours; where nothing was, the folder itself is gone.

    Raises:
        CannotWrite: something cannot be removed.
    """
    try:
        kept = sorted(strangers(folder))
        if not kept:
            _remove_files(folder, read_marker(folder) or Marker())
    except FileNotFoundError:
        return []  # another run cleared it away at the same time
    except OSError as error:
        raise CannotWrite(f"{error.filename}: cannot be removed ({error.strerror}). Remove it by hand.") from error
    return kept


def _remove_files(folder: Path, marker: Marker) -> None:
    for parent, _, names in os.walk(folder, topdown=False):
        for path in (Path(parent, name) for name in names):
            if path.name in LITTER or str(path.relative_to(folder)) in marker.files:
                path.unlink(missing_ok=True)
        if Path(parent) != folder:
            os.rmdir(parent)
    for name in (LOCK, _BEGUN, RESULT):
        (folder / name).unlink(missing_ok=True)
    os.rmdir(folder)
