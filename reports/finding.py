"""Which files are reports: those given, and in folders those whose name has an ending that can be read."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from storage.errors import UnreadableReport

DOCUMENTS = (".txt", ".html", ".htm", ".docx", ".pdf")
SUPPORTED = (*DOCUMENTS, ".zip")
_MARK_OF_RESULTS = "tagged.jsonl"  # its folder and the pages below it were written by this program


def find_files(inputs: Sequence[Path]) -> list[Path]:
    """Return the files to read: those given, in their order, and for each folder the supported files below it, sorted.

    Hidden files and folders, folders with the results of tagging, and names with other endings are left out of folders.
    A file that is reached twice, whichever way its path is written, is listed once, as it was reached first.

    Raises:
        UnreadableReport: an input is missing, or a folder holds nothing that can be read.
    """
    found: dict[Path, Path] = {}
    for given in inputs:
        if given.is_dir():
            below = list(_files_below(given))
            if not below:
                raise UnreadableReport(f"{given}: holds no file that can be read. {expected()}")
        elif given.exists():
            below = [given]
        else:
            raise UnreadableReport(f"{given}: does not exist. Expected a report or a folder of reports; check the path.")
        for path in below:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        if _MARK_OF_RESULTS in names:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            # ~$ marks the lock file that Word keeps beside an open document.
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in SUPPORTED:
                yield Path(parent, name)


def expected() -> str:
    """Return what to say where a file is of another kind."""
    return f"Expected {', '.join(SUPPORTED[:-1])} or {SUPPORTED[-1]}; export the report as one of these."
