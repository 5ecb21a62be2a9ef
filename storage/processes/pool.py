"""Many files at once: worker processes read ahead, a little, and results come in the order of the files."""

import os
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TypeVar

from storage.errors import GaveUp, UnreadableReport
from storage.processes.team import Team
from storage.processes.worker import Undone
from storage.shown import shown

Read = TypeVar("Read")
_AHEAD = 4  # files for each worker that may wait to be fetched: what is held stays small however many files there are
# A worker starts in half a second; so many reports take 0.7 seconds on one core (docs/benchmarks.md).
FEWEST_FILES = 40
MOST_SECONDS = 300
"""Seconds of processor time for one file where several processes read. The slowest of 10,000 broken files takes
five."""


def usual_workers(files: int) -> int:
    """Return how many processes pay for so many files: one for few, else one for each core."""
    return 1 if files < FEWEST_FILES else cores()


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_ahead(
    files: Sequence[Path], read: Callable[[Path], Read], workers: int, most_seconds: float = MOST_SECONDS
) -> Generator[tuple[Path, Read | UnreadableReport], None, None]:
    """Yield each file and what `read` made of it, or the UnreadableReport that it raised; in order.

    Memory does not grow with the number of files. A file that ends its process (no memory, a fault in a library), or
    takes it too long, is read as unreadable; the others are read all the same. The processes end at once when the
    generator is closed.

    Args:
        read: a function of a module, which other processes can import.
        workers: processes; 1 reads here, and as long as it takes.
        most_seconds: of processor time for a file, or since `storage.processes.serving.still_working` was called last.
    """
    if workers == 1:
        yield from ((path, _read_here(read, path)) for path in files)
        return
    team = Team(partial(reader, read), most_seconds, workers=workers)
    waiting: deque[tuple[Path, Future[Read]]] = deque()
    todo = iter(files)
    try:
        while True:
            while len(waiting) < _AHEAD * workers and (path := next(todo, None)) is not None:
                waiting.append((path, team.give(path)))
            if not waiting:
                return
            path, future = waiting.popleft()
            made = outcome(path, future)
            yield path, made
    finally:
        team.end()


def reader(read: Callable[[Path], Read]) -> Callable[[Path], Read]:
    """Start what reads, in its process."""
    return read


def _read_here(read: Callable[[Path], Read], path: Path) -> Read | UnreadableReport:
    try:
        return read(path)
    except UnreadableReport as error:
        return error
    except MemoryError:
        return _given_up(path, "needs more memory than there is")


def outcome(path: Path, future: "Future[Read]") -> Read | UnreadableReport:
    """Wait for what a process makes of a file; GaveUp where the file ended it, or it made no progress."""
    try:
        return future.result()
    except UnreadableReport as error:
        return error
    except Undone as undone:
        return _given_up(path, undone.why)


def _given_up(path: Path, why: str) -> UnreadableReport:
    return GaveUp(f"{shown(path)}: {why}. Expected a report; look at the file.")
