"""Let a script be several processes, as `accelerate launch` starts them: all do the same, the main one alone speaks."""

import argparse
import os
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

from scripts.shared.ending import wait_or_kill
from storage.errors import BadSettings

_OF_CONNECTIONS = ("gloo", "nccl", "connection", "tcpstore")


@contextmanager
def together() -> Iterator[None]:
    """Let the block run in every process.

    `accelerate launch --cpu --num_processes N` sets the stage for N processes and starts one, unless MPI is there; the
    others are started here.

    Raises:
        BadSettings: it cannot be told how many were asked for; another process ended.
    """
    companions = _start_companions()
    os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")  # else torch wonders why it was told to expect unused weights
    if os.environ.get("RANK", "0") != "0":
        _be_silent()
    try:
        yield
    except RuntimeError as error:
        if "RANK" not in os.environ or not _is_broken_off(error):
            raise
        raise BadSettings(
            "One of the processes that train together has ended. Expected all of them until the end; give the same "
            "command again to go on."
        ) from error
    finally:
        _end(companions)


def _start_companions() -> list[subprocess.Popen[bytes]]:
    """Start what `accelerate launch --cpu` did not start, and tell this process that it is the main one."""
    is_one_of_several = os.environ.get("ACCELERATE_USE_CPU") == "True" and "MASTER_PORT" in os.environ
    if not is_one_of_several or "RANK" in os.environ:
        return []
    count = _asked_for()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": str(count)}
    os.environ |= {"LOCAL_WORLD_SIZE": str(count), "RANK": "0", "LOCAL_RANK": "0"}
    return [
        subprocess.Popen(
            [sys.executable, *sys.orig_argv[1:]],
            env=os.environ | {"RANK": str(number), "LOCAL_RANK": str(number)},
            stdin=subprocess.DEVNULL,
        )
        for number in range(1, count)
    ]


def _asked_for() -> int:
    """Return how many processes `accelerate launch` was asked for, which it tells nobody."""
    import psutil

    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--num_processes", "--num-processes", type=int)
    try:
        command: Sequence[str] = psutil.Process(os.getppid()).cmdline()
        count: int | None = parser.parse_known_args(command)[0].num_processes
    except psutil.Error:
        count = None
    if count is None or os.environ.get("MASTER_ADDR") != "127.0.0.1":
        raise BadSettings(
            "accelerate launch --cpu started one process of several. Expected --num_processes N on its command line, "
            "and one machine; or start them all with torchrun --nproc-per-node N scripts/train.py."
        )
    return count


def _be_silent() -> None:
    """Say nothing, whatever is to be said: the main process says it; but show what is a fault of the program."""
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.excepthook = _show_faults


def _show_faults(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    traceback.print_exception(kind, error, trace, file=sys.__stderr__)


def _is_broken_off(error: RuntimeError) -> bool:
    said = f"{type(error).__name__} {error}".casefold()
    return any(word in said for word in _OF_CONNECTIONS)


def _end(companions: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait for those that end by themselves, where this process does; end the others."""
    failed = sys.exc_info()[1] is not None
    for one in companions:
        if failed:
            one.terminate()
        wait_or_kill(one)
