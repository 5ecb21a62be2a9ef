"""What every script shares: the import path, one-line errors, exit codes, an end that leaves no half-done work.

Scripts are run as `python scripts/NAME.py`, so this module is imported first and makes the rooms importable from any folder.
"""

import argparse
import errno
import math
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from storage import written  # noqa: E402  (the path is set above)
from storage.errors import BadSettings, ZhengbiaoError  # noqa: E402

if TYPE_CHECKING:
    from reports.skipped import Skipped

_MOST_LINKS = 5

os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
os.environ.setdefault("HF_HUB_VERBOSITY", "error")  # else it tells every one of its attempts to reach the hub
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # else a bar for every small file that is loaded

_SECONDS_TO_END = 20.0
# A full disk, a broken one, one that is read-only, too many open files: no fault of the program, whatever met it first.
_OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE}
_kept: list[str] = []


class Ended(KeyboardInterrupt):
    """A signal asked the process to end: it cleans up as for Ctrl-C."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


def parser(description: str, epilog: str) -> argparse.ArgumentParser:
    """Make the argument parser of a script; `epilog` shows how it is used."""
    return argparse.ArgumentParser(description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter)


def positive(value: str) -> int:
    """Read a whole number above 0, for `type=` of an option."""
    if not value.isdecimal() or len(value) > 15 or int(value) == 0:
        raise argparse.ArgumentTypeError(f"{value[:40]!r} is not a whole number above 0")
    return int(value)


def port(value: str) -> int:
    """Read the number of a port, for `type=` of an option."""
    if not value.isdecimal() or len(value) > 5 or not 0 < int(value) < 65536:
        raise argparse.ArgumentTypeError(f"{value[:40]!r} is not a port, a whole number from 1 to 65535")
    return int(value)


def finite(value: str) -> float:
    """Read a number that is one, for `type=` of an option: "nan" and "inf" are none."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{value[:40]!r} is not a number")
    return number


def share(value: str) -> float:
    """Read a number from 0 to 1, for `type=` of an option."""
    number = finite(value)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{value[:40]!r} is not a number from 0 to 1")
    return number


def names(value: str) -> tuple[str, ...]:
    """Read names with commas between them, for `type=` of an option."""
    return tuple(name.strip() for name in value.split(",") if name.strip())


def check_output_files(arguments: argparse.Namespace, outputs: Sequence[str]) -> None:
    """Refuse files to write that are read too, or that this program did not make, before any work is done.

    Args:
        arguments: every path in it that is not an output counts as read.
        outputs: the names of those that are written, as far as they are given.

    Raises:
        CannotWrite: there is such a file.
        BadSettings: two outputs are one file.
    """
    from storage.result_files import check_result_file

    given = vars(arguments)
    inputs = [path for name, value in given.items() if name not in outputs for path in _paths(value)]
    seen: dict[Path, str] = {}
    for name in outputs:
        for path in _paths(given.get(name)):
            place = check_result_file(path, inputs)
            if place in seen:
                raise BadSettings(
                    f"{path} was named for two results ({seen[place]}, {name}). Expected a file for each; give another."
                )
            seen[place] = name


def _paths(value: Any) -> Iterable[Path]:
    if isinstance(value, Path):
        return [value]
    return [one for one in value if isinstance(one, Path)] if isinstance(value, list | tuple) else []


def say(line: str) -> None:
    """Print a line of progress on stderr: stdout is for results."""
    print(line, file=sys.stderr, flush=True)


def say_skipped(skipped: Sequence["Skipped"], where: str) -> None:
    """Name each file that was passed over, and why; of many the most important, and `where` to look for the others."""
    from reports.skipped import lines_of

    for line in lines_of(skipped, where):
        say(line)


def say_links(lines: Sequence[str]) -> None:
    """Name each linked folder that was followed; of many the first."""
    for line in lines[:_MOST_LINKS]:
        say(line)
    if len(lines) > _MOST_LINKS:
        say(f"… and {len(lines) - _MOST_LINKS:,} more links")


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
            process.terminate()
            try:
                process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def run(main: Callable[[], None]) -> None:
    """Run a script's main function and leave with its exit code: 0 done, 1 bad input (one line), 130 interrupted.

    SIGTERM (143) and SIGHUP (129) end it as Ctrl-C does; a second signal ends it at once. Wrong usage leaves with 2 (argparse). Anything
    else is a bug and keeps its traceback.
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
        _leave("Out of memory. Expected more of it, or less to do at once; close other programs, or give fewer files.", 1)
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
    return f"Finished: {', '.join(map(str, written.paths))}." if written.paths else "Nothing was written."


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
    """Make sure that standard input, output and error are there and can say everything: else a file of ours gets their numbers."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, open(descriptor, "r" if descriptor == 0 else "w", encoding="utf-8", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
