"""End every script with one line and an exit code, and with no half-done work left behind."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from storage.errors import ZhengbiaoError
from storage.results import written

_SECONDS_TO_END = 20.0
# A full disk, a broken one, one that is read-only, too many open files: no fault of the program, whatever met it first.
_OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE}
_kept: list[str] = []


class Ended(KeyboardInterrupt):
    """A signal asked the process to end: it cleans up as for Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


def say(line: str) -> None:
    """Print a line of progress on stderr: stdout is for results."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def keeping(work: Path, line: str) -> Iterator[None]:
    """Say, where the block is interrupted, that what is done lies in `work`, if it does; `line` says how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        if work.exists():
            _kept[:] = [f"what is done is kept in {work}; {line}"]
        raise


def call(command: Sequence[str], **options: Any) -> int:
    """Run a command to its end and return its exit code; where this process is asked to end, the command is first."""
    process = subprocess.Popen(command, **options)
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            end(process)


def end(process: "subprocess.Popen[Any]") -> None:
    """Let a process end as for Ctrl-C, and wait until it has; one that does not is killed."""
    process.terminate()
    wait_or_kill(process)


def wait_or_kill(process: "subprocess.Popen[Any]") -> None:
    """Wait for a process that is to end by itself; kill it where it does not."""
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(main: Callable[[], None]) -> None:
    """Run a script's main function and leave with its exit code: 0 done, 1 bad input (one line), 130 interrupted.

    SIGTERM (143) and SIGHUP (129) end it as Ctrl-C does; a second signal ends it at once. Wrong usage leaves with 2
    (argparse). Anything else is a bug and keeps its traceback.
    """
    _speak_utf8()
    _open_streams()
    _listen()
    try:
        main()
        sys.stdout.flush()
    except ZhengbiaoError as error:
        _leave(" ".join(str(error).split()), 1)
    except KeyboardInterrupt as interrupt:
        number = interrupt.number if isinstance(interrupt, Ended) else int(signal.SIGINT)
        _leave(_interrupted(), 128 + number)
    except BrokenPipeError:  # the reader of our output left, as in `… | head`
        _drop_output()
        sys.exit(0)
    except MemoryError:
        _leave(
            "Out of memory. Expected more of it, or less to do at once; close other programs, or give fewer files.", 1
        )
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        what = error.filename or "standard output or a file"
        _leave(f"{what}: {error.strerror}. Expected room and a working disk to write to. {_finished()}", 1)


def _leave(line: str, code: int) -> NoReturn:
    try:
        say(line)
        sys.stdout.flush()
    except OSError:
        _drop_output()
    sys.exit(code)


def _drop_output() -> None:
    """Let what is still to be printed go nowhere: Python would fail on it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _interrupted() -> str:
    return " ".join(["interrupted;", *(_kept or [_finished()])])


def _finished() -> str:
    there = [str(path) for path in written.paths if path.exists()]  # what was made for a moment is gone
    return f"Finished: {', '.join(there)}." if there else "Nothing was written."


def _listen() -> None:
    """Let SIGTERM and SIGHUP end the process as Ctrl-C does, unless whoever started it wants it to go on (nohup)."""
    wanted = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    heard = [number for number in wanted if signal.getsignal(number) is not signal.SIG_IGN]

    def end(number: int, frame: object) -> NoReturn:
        for one in heard:
            signal.signal(one, signal.SIG_DFL)
        raise Ended(number)

    for number in heard:
        signal.signal(number, end)


def _speak_utf8() -> None:
    """Start again in UTF-8 where the locale has no Chinese (LC_ALL=C): file names would not come through."""
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, sys.orig_argv)


def _open_streams() -> None:
    """Make sure that standard input, output and error are there and can say everything: else a file of ours gets their
    numbers."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            mode = "r" if descriptor == 0 else "w"
            setattr(sys, name, open(descriptor, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
