"""The judgements of every finished report, each in a file of its own that appears whole: what a run that ended early
goes on from, and a later run need not do again.

Any number of processes, on any number of machines that share the folder, may write at once: who writes a report twice
writes the same.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inference.scale.judgements import Judgement, judgement_from_json
from inference.scale.kept_files import Damaged, kept_path, read_kept, set_aside, write_kept

FORMAT = 1
TAGS, FAILED = "tags", "failed"


class Store:
    """A folder of judgements by key (`inference.scale.judgements.key_of`), of one fingerprint; and of the reasons why
    reports could not be tagged."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made where it is missing."""
        self.folder = folder

    def get(self, key: str, paragraphs: int | None = None) -> tuple[Judgement, ...] | None:
        """Return what is kept under a key, None where nothing is, or what is there is damaged.

        Args:
            paragraphs: how many the report has; what is kept of another number is damaged too.
        """
        path = self._path(key)
        try:
            value = read_kept(path)
            return None if value is None else _judgements(value, key, paragraphs)
        except (LookupError, TypeError, ValueError, AttributeError):
            set_aside(path)
            return None

    def bytes_of(self, key: str) -> int:
        """Return how many bytes are kept under a key, 0 where nothing is; they are not looked at."""
        try:
            return self._path(key).stat().st_size
        except OSError:
            return 0

    def put(self, key: str, judgements: Sequence[Judgement]) -> None:
        """Keep the judgements of a report's paragraphs; when this returns they are on the disk.

        Raises:
            CannotWrite: the folder is not writable, or the disk is full.
        """
        value = {"format": FORMAT, "key": key, "judgements": [one.to_json() for one in judgements]}
        write_kept(self._path(key), value)

    def failure(self, key: str) -> str | None:
        """Return why a report could not be tagged, None where that was not found."""
        try:
            value: Any = read_kept(self._failed(key))
        except Damaged:
            return None  # it is tried again
        reason = value.get("reason") if isinstance(value, dict) else None
        return reason if isinstance(reason, str) else None

    def fail(self, key: str, reason: str) -> None:
        """Note that a report could not be tagged, and why.

        Raises:
            CannotWrite: as `put`.
        """
        write_kept(self._failed(key), {"format": FORMAT, "key": key, "reason": reason})

    def forgive(self, key: str) -> None:
        """Forget that a report could not be tagged: it is tried again, or was tagged."""
        self._failed(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return kept_path(self.folder / TAGS, key)

    def _failed(self, key: str) -> Path:
        return self.folder / FAILED / f"{key}.json"


def _judgements(value: Any, key: str, paragraphs: int | None) -> tuple[Judgement, ...]:
    judgements = tuple(judgement_from_json(one) for one in value["judgements"])
    if value["format"] != FORMAT or value["key"] != key or paragraphs not in (None, len(judgements)):
        raise Damaged(f"{key} is of another format, report or number of paragraphs")
    return judgements
