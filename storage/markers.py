"""What this program made: a marker in a folder names its files there, with their hashes."""

import hashlib
from pathlib import Path

from storage.errors import BadData
from storage.parsing import parse_json
from storage.regular import open_regular, read_regular

RESULT = ".zhengbiao.json"
"""The marker of a folder that is one result as a whole."""
FILES = ".zhengbiao-files.json"
"""The marker of a folder in which some files are results."""
_LARGEST_MARKER = 256_000_000


def made_here(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the names of the files in and below `folder` that its markers call ours, with the hashes (SHA-256, hex) that each may have.

    A marker that is damaged, or was not written by this program, names nothing.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name in (FILES, RESULT):
        try:
            value = parse_json(read_regular(folder / name, _LARGEST_MARKER), name)
            found |= {str(key): (own,) if isinstance(own, str) else tuple(map(str, own)) for key, own in value["files"].items()}
        except (OSError, BadData, KeyError, TypeError, AttributeError):
            continue
    return found


def is_ours(path: Path, hashes: tuple[str, ...]) -> bool:
    """Tell whether the file at `path` still is as this program wrote it."""
    return path.is_file() and not path.is_symlink() and bool(hashes) and digest_of(path) in hashes


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
