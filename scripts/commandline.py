"""What every script shares: the import path, one-line errors, exit codes.

Scripts are run as `python scripts/NAME.py`, so this module is imported first and makes the rooms importable from any folder.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from storage.errors import ZhengbiaoError  # noqa: E402  (the path is set above)

if TYPE_CHECKING:
    from reports.skipped import Skipped

_MOST_LINKS = 5

os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
os.environ.setdefault("HF_HUB_VERBOSITY", "error")  # else it tells every one of its attempts to reach the hub
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # else a bar for every small file that is loaded


def parser(description: str, epilog: str) -> argparse.ArgumentParser:
    """Make the argument parser of a script; `epilog` shows how it is used."""
    return argparse.ArgumentParser(description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter)


def positive(value: str) -> int:
    """Read a whole number above 0, for `type=` of an option."""
    if not value.isdecimal() or int(value) == 0:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number above 0")
    return int(value)


def names(value: str) -> tuple[str, ...]:
    """Read names with commas between them, for `type=` of an option."""
    return tuple(name.strip() for name in value.split(",") if name.strip())


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


def run(main: Callable[[], None]) -> None:
    """Run a script's main function and leave with its exit code: 0 done, 1 bad input (one line), 130 interrupted.

    Wrong usage leaves with 2 (argparse). Anything else is a bug and keeps its traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        main()
        sys.stdout.flush()
    except ZhengbiaoError as error:
        say(" ".join(str(error).split()))
        sys.exit(1)
    except KeyboardInterrupt:
        say("interrupted; finished work is kept")
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output left, as in `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
