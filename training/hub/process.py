"""The process that fetches an encoder from a model hub, and tells of every step (`training.hub.fetching`)."""

import json
import os
import sys
import threading
import time
from typing import Any

from huggingface_hub import HfApi, constants, snapshot_download
from tqdm.auto import tqdm

from storage.errors import reason_of
from training.hub.fetching import files_to_read

_AT_ONCE = 65_536
_TOLD_SECONDS = 0.2


def main() -> None:
    """Fetch what the command line names: the descriptor to tell to, the hub name, and a revision or nothing."""
    tell_to, name, revision = int(sys.argv[1]), sys.argv[2], sys.argv[3] or None
    threading.Thread(target=_end_with_parent, daemon=True).start()
    constants.DOWNLOAD_CHUNK_SIZE = _AT_ONCE  # else it tells of its bytes ten millions at a time
    try:
        _tell(tell_to, **_fetched(tell_to, name, revision))
    except Exception as error:  # whatever it is, the one who waits must hear of it
        _tell(tell_to, failed=reason_of(error)[:300])


def _fetched(tell_to: int, name: str, revision: str | None) -> dict[str, Any]:
    names = [one.rfilename for one in HfApi().model_info(name, revision=revision).siblings or []]
    _tell(tell_to, files=len(names))
    bar = _bar(tell_to)
    return {"folder": snapshot_download(name, revision=revision, allow_patterns=files_to_read(names), tqdm_class=bar)}


def _bar(tell_to: int) -> "type[tqdm[Any]]":
    """Return a bar that draws nothing and tells how many bytes came."""

    class Telling(tqdm):  # type: ignore[type-arg]
        told = 0.0
        came = 0

        def __init__(self, *arguments: Any, **options: Any) -> None:
            self._counts = options.get("unit") == "B"
            self._came = 0
            super().__init__(*arguments, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            """Tell of bytes now and then, and of whole files at once."""
            if self._counts:
                self._came += int(n or 0)
                Telling.came = max(Telling.came, self._came)  # one bar counts what came, another what was written
            if not self._counts or time.monotonic() - Telling.told > _TOLD_SECONDS:
                Telling.told = time.monotonic()
                _tell(tell_to, bytes=Telling.came)
            return None

    return Telling


def _tell(descriptor: int, **facts: Any) -> None:
    os.write(descriptor, json.dumps(facts).encode() + b"\n")


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing is ever sent: it ends when the other end is gone
    os._exit(1)
