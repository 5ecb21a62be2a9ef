"""Take what files gave when they were read before.

It depends on their content and name, on the columns that are asked for and on the reader.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inference.inputs import is_read_again
from inference.scale.fingerprint import reader_version
from inference.scale.kept_files import Damaged, kept_path, read_kept, set_aside, write_kept
from inference.scale.reading_json import Read, read_from_json, read_to_json
from reports.corpora.reading import MadeHere
from reports.formats.document import most_bytes
from reports.reading import read_whole
from reports.skipped import Skipped
from storage.errors import CannotWrite, GaveUp, UnreadableReport
from storage.regular import open_regular
from storage.results.markers import digest_of

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads a file, or takes what it gave when it was read before; other processes can be given it.

    `folder` is that of what is kept. Where `again`, files that reading gave up are tried again.
    """

    folder: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    again: bool = False

    def __call__(self, path: Path) -> Read:
        """Return what a file holds.

        Raises:
            UnreadableReport: as `reports.reading.read_each`, also where that was kept.
        """
        try:
            before = _state(path)
            key = file_key(path, content_digest(path), self.columns)
        except OSError:
            return read_whole(path, self.columns)  # which says what is wrong with it
        kept = self.kept(key, path)
        if kept is None:
            kept = self._read(path)
            if _state(path) == before:
                self._keep(key, kept)
        if isinstance(kept, UnreadableReport):
            raise kept
        return kept

    def kept(self, key: str, path: Path) -> Read | UnreadableReport | None:
        """Return what is kept of a file, None where nothing is, or it is damaged or to be tried again."""
        place = kept_path(self.folder, key)
        try:
            value = read_kept(place)
            if value is None or (self.again and value["passing"]):
                return None
            return _from_json(value, key, path)
        except (LookupError, TypeError, ValueError, AttributeError):
            set_aside(place)
            return None

    def _read(self, path: Path) -> Read | UnreadableReport:
        try:
            return read_whole(path, self.columns)
        except UnreadableReport as error:
            return error.with_traceback(None)

    def _keep(self, key: str, read: Read | UnreadableReport) -> None:
        value = {"format": FORMAT, "key": key, **_to_json(read)}
        # What cannot be kept is read again; a disk that is full also refuses the tags, which ends the run with a line.
        with suppress(CannotWrite):
            write_kept(kept_path(self.folder, key), value)

    def keep_given_up(self, path: Path, reason: str) -> None:
        """Keep that reading a file ended its process, so that only who asks for it tries again."""
        with suppress(OSError):  # it is gone, or may not be read any more
            self._keep(file_key(path, content_digest(path), self.columns), GaveUp(reason))


def content_digest(path: Path) -> str:
    """Return a hash of what a file holds.

    Raises:
        OSError: it cannot be opened, or is none of those that are read: no regular file, or too large.
    """
    open_regular(path, None if is_read_again(path) else most_bytes(path)).close()
    return digest_of(path)


def file_key(path: Path, digest: str, columns: Mapping[str, str]) -> str:
    """Return the key of what a file of this name and content holds."""
    depends = [reader_version(), str(path), digest, sorted(columns.items())]
    return hashlib.sha256(json.dumps(depends).encode("ascii")).hexdigest()


_ERRORS: Mapping[str, type[UnreadableReport]] = {one.__name__: one for one in (UnreadableReport, MadeHere, GaveUp)}


def _to_json(read: Read | UnreadableReport) -> dict[str, Any]:
    if isinstance(read, UnreadableReport):
        name = type(read).__name__
        kind = name if name in _ERRORS else UnreadableReport.__name__
        return {"error": str(read), "kind": kind, "passing": isinstance(read, GaveUp)}
    passing = any(isinstance(one, Skipped) and one.passing for one in read)
    return {"error": "", "read": read_to_json(read), "passing": passing}


def _from_json(value: Any, key: str, path: Path) -> Read | UnreadableReport:
    if value["format"] != FORMAT or value["key"] != key:
        raise Damaged(f"{key} is of another format, or of another file")
    if value["error"]:
        return _ERRORS[value["kind"]](value["error"])
    return read_from_json(value["read"], path)


def _state(path: Path) -> tuple[int, ...]:
    there = os.stat(path)
    return there.st_dev, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns
