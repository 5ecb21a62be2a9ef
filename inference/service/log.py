"""The log: a line for a record, whatever is in it, and never more lines than somebody can keep."""

import logging
import queue
import sys
import threading
import time
import traceback

LINES_A_SECOND = 10
"""Of one logger, in the long run: a siege of strangers fills 50 MB a day."""
LINES_AT_ONCE = 200
"""Of one logger, after a quiet time."""
LINE_CHARACTERS = 1_000
"""Longer lines are cut."""
_WAITING = 2_000  # lines, while whoever reads the log does not
_SECONDS_TO_FLUSH = 1
_FRAMES = 12


class OneLine(logging.Formatter):
    """Makes a line of a record. Line breaks and control characters in it are shown as escapes, so that nobody can
    write a line of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a line without an end."""
        said = record.getMessage().strip()
        if record.exc_info and record.exc_info[1] is not None:
            said += f": {_place(record.exc_info[1])}"
        plain = "".join(
            one if one.isprintable() else one.encode("unicode_escape").decode() for one in said[:LINE_CHARACTERS]
        )
        return f"{self.formatTime(record, '%H:%M:%S')} {plain}"


class FewLines(logging.Filter):
    """Lets so many records of each logger through; of others it says how many there were, when the next one comes
    through."""

    def __init__(self) -> None:
        """Begin with a quiet time behind."""
        super().__init__()
        self._left: dict[str, float] = {}
        self._last: dict[str, float] = {}
        self._silent: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is written; a number of others may be added to it."""
        name, now = record.name, time.monotonic()
        earned = (now - self._last.get(name, now)) * LINES_A_SECOND
        left = min(self._left.get(name, LINES_AT_ONCE) + earned, LINES_AT_ONCE)
        self._last[name] = now
        if left < 1:
            self._left[name] = left
            self._silent[name] = self._silent.get(name, 0) + 1
            return False
        self._left[name] = left - 1
        if silent := self._silent.pop(name, 0):
            record.msg, record.args = f"{record.getMessage()} (and {silent} more lines, left out)", ()
        return True


class Writer(logging.Handler):
    """Writes lines to stderr in a thread of its own: who does not read them, or has closed it, never holds up the
    server."""

    def __init__(self) -> None:
        """Begin to write."""
        super().__init__()
        self.setFormatter(OneLine())
        self.addFilter(FewLines())
        self._stream = sys.stderr  # None where it was closed before the program began
        self._lines: queue.Queue[str] = queue.Queue(_WAITING)
        threading.Thread(target=self._write, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record, unless too many wait already."""
        try:
            self._lines.put_nowait(self.format(record))
        except queue.Full:
            return

    def flush(self) -> None:
        """Wait a moment for what is not written yet."""
        end = time.monotonic() + _SECONDS_TO_FLUSH
        while self._lines.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.01)

    def _write(self) -> None:
        while True:
            line = self._lines.get()
            try:
                if self._stream is not None:
                    self._stream.write(f"{line}\n")
                    self._stream.flush()
            except (OSError, ValueError):  # closed, or on a full disk
                continue
            finally:
                self._lines.task_done()


def log_to_stderr() -> None:
    """Send all log records of this process to stderr."""
    logging.basicConfig(level=logging.INFO, handlers=[Writer()], force=True)
    logging.raiseExceptions = False
    logging.getLogger(
        "uvicorn.access"
    ).disabled = True  # inference.service.http.gate logs requests, without what others may write into a path


def _place(error: BaseException, causes: int = 3) -> str:
    """Name an exception and where it comes from, not what it says: that may be somebody's words."""
    # Not `extract_tb`, which reads the source files: there may be no descriptor left, and that is what is to be logged.
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)][-_FRAMES:]
    called = " < ".join(
        f"{code.co_filename.rpartition('/')[2]}:{line} {code.co_name}" for code, line in reversed(frames)
    )
    cause = error.__cause__ or error.__context__
    below = f", from {_place(cause, causes - 1)}" if cause is not None and causes else ""
    return f"{type(error).__name__} at {called or 'no place'}{below}"
