"""Signs of life on the shared disk: who works lets its own file change, so that a cluster that waits for nothing is
told from one that is long at something."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY_SECONDS = 10.0
_FOLDER = "pulse"


@dataclass(frozen=True, slots=True)
class Pulse:
    """A folder of signs of life, in a work folder."""

    work: Path

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.work / _FOLDER

    def beat(self) -> None:
        """Show that this process is at work."""
        # A disk that takes no sign takes no tags either, and that is said where they are kept.
        with suppress(OSError):
            sign = self.folder / f"{socket.gethostname()}-{os.getpid()}-{threading.get_ident()}"
            sign.write_text(str(time.monotonic_ns()))

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Show it as long as the block takes."""
        done = threading.Event()
        thread = threading.Thread(target=self._beat_until, args=(done,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _beat_until(self, done: threading.Event) -> None:
        while not done.wait(_EVERY_SECONDS):
            self.beat()

    def signs(self) -> frozenset[tuple[str, str]]:
        """Return the signs as they are now: where they differ later, somebody was at work between."""
        try:
            return frozenset((one.name, one.read_text("utf-8", errors="replace")) for one in self.folder.iterdir())
        except OSError:
            return frozenset()

    def end(self) -> None:
        """Remove them."""
        with suppress(OSError):
            for one in self.folder.iterdir():
                one.unlink(missing_ok=True)
            self.folder.rmdir()
