"""Keep what was made of the latest files that people dropped, and give out its pages."""

import re
import secrets
import shutil
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from inference.service import limits
from storage.whole_files import make_folder

_TOKEN = re.compile(r"[\w-]{16}")
_GIVEN_OUT = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What was made of one file: `name` is the file's, `href` the page to open, and `said` what was not read of it."""

    token: str
    name: str
    href: str
    reports: int
    paragraphs: int
    said: tuple[str, ...]


class Kept:
    """The results of one server, in a folder that nothing else uses; those of an earlier run are removed."""

    def __init__(self, folder: Path) -> None:
        """Take over `folder`.

        Raises:
            CannotWrite: it cannot be made.
        """
        make_folder(folder)
        folder.chmod(0o700)  # what people drop is theirs
        self._folder = folder.resolve()  # what reads runs elsewhere
        self._results: deque[Result] = deque()
        self._lock = threading.Lock()
        for old in folder.iterdir():
            if _TOKEN.fullmatch(old.name):
                shutil.rmtree(old, ignore_errors=True)

    def begin(self) -> tuple[str, Path]:
        """Return a name that cannot be guessed, and a new folder for what is dropped and what is made of it."""
        token = secrets.token_urlsafe(12)
        place = self._folder / token
        place.mkdir(mode=0o700)
        return token, place

    def forget(self, token: str) -> None:
        """Remove what was begun."""
        shutil.rmtree(self._folder / token, ignore_errors=True)

    def add(self, result: Result) -> None:
        """Keep a result, and let go of the oldest where there are too many."""
        with self._lock:
            self._results.appendleft(result)
            old = [self._results.pop() for _ in range(len(self._results) - limits.DROPPED_KEPT)]
        for one in old:
            self.forget(one.token)

    def latest(self) -> list[Result]:
        """Return the results that are kept, the newest first."""
        with self._lock:
            return list(self._results)

    def file(self, token: str, path: str) -> tuple[Path, str] | None:
        """Return a file of a result and its media type, None where there is none to give out."""
        if not any(one.token == token for one in self.latest()):
            return None
        made = (self._folder / token / MADE).resolve()
        try:
            found = (made / path).resolve()
            kind = _GIVEN_OUT.get(found.suffix)
            return (found, kind) if kind and found.is_relative_to(made) and found.is_file() else None
        except (OSError, ValueError):
            return None  # no file can have such a name


MADE = "made"
"""The folder of a result in which its pages lie."""
