"""The judgements of every finished report, each in a file of its own that appears whole: what a run that ended early
goes on from, and a later run need not do again.

Any number of processes, on any number of machines that share the folder, may write at once: who writes a report twice
writes the same.
"""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from inference.scale.judgements import Judgement, judgement_from_json
from storage.whole_files import atomic_writer

_TAGS = "tags"


class Store:
    """A folder of judgements by key (`inference.scale.judgements.key_of`), of one fingerprint."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made where it is missing."""
        self.folder = folder

    def get(self, key: str) -> tuple[Judgement, ...] | None:
        """Return what is kept under a key, None where nothing is, or what is there is damaged."""
        try:
            value = json.loads(gzip.decompress(self._path(key).read_bytes()))
        except FileNotFoundError:
            return None
        return tuple(judgement_from_json(one) for one in value)

    def put(self, key: str, judgements: Sequence[Judgement]) -> None:
        """Keep the judgements of a report's paragraphs; when this returns they are on the disk.

        Raises:
            CannotWrite: the folder is not writable, or the disk is full.
        """
        content = json.dumps([one.to_json() for one in judgements], separators=(",", ":"), allow_nan=False)
        with atomic_writer(self._path(key), "wb") as file:
            file.write(gzip.compress(content.encode("utf-8"), compresslevel=5, mtime=0))

    def _path(self, key: str) -> Path:
        return self.folder / _TAGS / key[:2] / f"{key}.json.gz"
