"""Give every script the import path, its parser, one-line errors, exit codes, and its end (`ending`).

Scripts are run as `python scripts/NAME.py`, so this module is imported first and makes the rooms importable from any
folder.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from scripts.shared.ending import call as call  # noqa: E402  (the path is set above)
from scripts.shared.ending import keeping as keeping  # noqa: E402
from scripts.shared.ending import run as run  # noqa: E402
from scripts.shared.ending import say as say  # noqa: E402
from storage.errors import BadSettings  # noqa: E402

if TYPE_CHECKING:
    from reports.skipped import Skipped

_MOST_LINKS = 5

os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # else torch's threads wait by spinning, on cores that others need
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
os.environ.setdefault("HF_HUB_VERBOSITY", "error")  # else it tells every one of its attempts to reach the hub
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # else a bar for every small file that is loaded


def parser(description: str, epilog: str) -> argparse.ArgumentParser:
    """Make the argument parser of a script; `epilog` shows how it is used."""
    return argparse.ArgumentParser(
        description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def paths_read(arguments: argparse.Namespace, *outputs: str) -> list[Path]:
    """Return every path among the arguments but those under these names."""
    return [path for name, value in vars(arguments).items() if name not in outputs for path in _paths(value)]


def check_output_files(arguments: argparse.Namespace, outputs: Sequence[str], folder: Path | None = None) -> None:
    """Refuse files to write that are read too, or that this program did not make, before any work is done.

    Args:
        arguments: every path in it that is not an output counts as read.
        outputs: the names of those that are written, as far as they are given.
        folder: a folder that is written as a whole beside them.

    Raises:
        CannotWrite: there is such a file.
        BadSettings: two outputs are one file, or one lies in the other.
    """
    from storage.results.files import check_result_file

    given = vars(arguments)
    inputs = paths_read(arguments, *outputs)
    seen: dict[Path, str] = {}
    for name in outputs:
        for path in _paths(given.get(name)):
            place = check_result_file(path, inputs)
            if place in seen:
                raise BadSettings(
                    f"{path} was named for two results ({seen[place]}, {name}). Expected a file for each; give another."
                )
            seen[place] = name
    places = [*seen, *([] if folder is None else [folder.resolve()])]
    for place in seen:
        if within := next((other for other in places if other in place.parents), None):
            raise BadSettings(
                f"{place} was named for a result and lies in {within}, another one. Expected a place of its own; give "
                "another."
            )


def _paths(value: Any) -> Iterable[Path]:
    if isinstance(value, Path):
        return [value]
    return [path for path in value if isinstance(path, Path)] if isinstance(value, list | tuple) else []


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
