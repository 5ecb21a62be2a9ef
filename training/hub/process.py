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
    teller = _Teller(tell_to)

    class Telling(tqdm):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            self._counts = options.get("unit") == "B"
            self._came = 0
            super().__init__(*arguments, **{**options, "disable": True})

        def update(self, n: float | None = 1) -> bool | None:
            if self._counts:
                self._came += int(n or 0)
            teller.tell(self._came, at_once=not self._counts)
            return None

    return Telling


class _Teller:
    """Tells of bytes now and then, and of whole files at once."""

    def __init__(self, tell_to: int) -> None:
        self._tell_to = tell_to
        self._told = 0.0
        self._came = 0

    def tell(self, came: int, at_once: bool) -> None:
        self._came = max(self._came, came)  # one bar counts what came, another what was written
        if at_once or time.monotonic() - self._told > _TOLD_SECONDS:
            self._told = time.monotonic()
            _tell(self._tell_to, bytes=self._came)


def _tell(descriptor: int, **facts: Any) -> None:
    os.write(descriptor, json.dumps(facts).encode() + b"\n")


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing is ever sent: it ends when the other end is gone
    os._exit(1)
