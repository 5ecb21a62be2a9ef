"""Many files at once: worker processes read ahead, a little, and results come in the order of the files."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeVar

from storage.errors import UnreadableReport

Read = TypeVar("Read")
_AHEAD = 4  # files for each worker that may wait to be fetched: what is held stays small however many files there are
# A worker starts in half a second; so many reports take 0.7 seconds on one core (docs/benchmarks.md).
FEWEST_FILES = 40


def usual_workers(files: int) -> int:
    """Return how many processes pay for so many files: one for few, else one for each core."""
    if files < FEWEST_FILES:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_ahead(files: Sequence[Path], read: Callable[[Path], Read], workers: int) -> Iterator[tuple[Path, Read | UnreadableReport]]:
    """Yield each file and what `read` made of it, or the UnreadableReport that it raised; in order.

    Memory does not grow with the number of files. A file that ends its process (no memory, a fault in a library) is read as
    unreadable; the others are read all the same.

    Args:
        read: a function of a module, which other processes can import.
        workers: processes; 1 reads here.
    """
    if workers == 1:
        yield from ((path, _outcome(read, path)) for path in files)
        return
    waiting: deque[tuple[Path, Future[Read | UnreadableReport]]] = deque()
    todo = iter(files)
    pool = _pool(workers)
    try:
        while True:
            while len(waiting) < _AHEAD * workers and (path := next(todo, None)) is not None:
                waiting.append((path, pool.submit(_outcome, read, path)))
            if not waiting:
                return
            path, future = waiting.popleft()
            try:
                yield path, future.result()
            except BrokenProcessPool:
                # All that waited is lost with the pool; each is tried alone, to find the one that broke it.
                lost = [path, *(other for other, _ in waiting)]
                waiting.clear()
                pool.shutdown(wait=False, cancel_futures=True)
                for one in lost:
                    yield one, _alone(read, one)
                pool = _pool(workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    # Started afresh, not forked: a fork copies the threads of numeric libraries in a state that may never move again.
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_leave_interrupts)


def _leave_interrupts() -> None:
    """Let the main process alone answer Ctrl-C; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _outcome(read: Callable[[Path], Read], path: Path) -> Read | UnreadableReport:
    try:
        return read(path)
    except UnreadableReport as error:
        return error


def _alone(read: Callable[[Path], Read], path: Path) -> Read | UnreadableReport:
    with _pool(1) as pool:
        try:
            return pool.submit(_outcome, read, path).result()
        except BrokenProcessPool:
            return UnreadableReport(
                f"{path}: ended the process that read it (out of memory, or a fault in a library). Expected a report; look at the file."
            )
