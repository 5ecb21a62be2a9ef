"""Looks for passwords and tokens in everything that was written."""

from collections.abc import Iterable
from pathlib import Path

from labels.studio.server.access import FILE

# What the server itself must remember: its database, and its key.
_OF_THE_SERVER = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal")


def files_with(secrets: Iterable[str], folder: Path, data: Path) -> list[Path]:
    """Return the files under `folder` that hold one of the secrets, but for the access file and database of the server
    in `data`."""
    wanted = [secret.encode() for secret in secrets]
    assert wanted, "nothing to look for"
    found = []
    for path in folder.rglob("*"):
        own = path.parent == data and (path.name == FILE or path.name.endswith(_OF_THE_SERVER))
        if path.is_file() and not path.is_symlink() and not own:
            content = path.read_bytes()
            found += [path] if any(secret in content for secret in wanted) else []
    return found
