"""Tell which files in the folders that are read this program made itself: results of tagging are no reports, though
they look like them."""

import json
import os
import re
from collections.abc import Iterator, Set
from pathlib import Path
from urllib.parse import unquote

from storage.regular import read_regular
from storage.results.markers import FILES, RESULT, is_ours, made_here

# What versions without markers wrote in a folder, and how its overview names the pages of reports.
_OLDER = frozenset(("tagged.jsonl", "index.html", "pages"))
_OLDER_TITLE = "<title>全部报告 All reports · 政标</title>"
_OLDER_PAGE = re.compile(r'href="(pages/\d+(?:-[^"/]*)?\.html)"')
_LARGEST_OVERVIEW = 200_000_000


RECORD = "run.json"
"""What says in a work folder, and in a result of tag.py, what was read and tagged, and by what."""
WORK_ABOUT = "Made by Zhengbiao: what tag.py read and tagged, kept so that it need not be done again. May be deleted."
_LARGEST_RECORD = 1_000_000


def is_work(folder: Path) -> bool:
    """Tell the work folder of a tagged folder, however it is called: it holds nothing but what is kept of reports."""
    try:
        value = json.loads(read_regular(folder / RECORD, _LARGEST_RECORD))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(value, dict) and value.get("about") == WORK_ABOUT


class Made:
    """Knows the files that markers name, of the folders that were entered."""

    def __init__(self) -> None:
        self._hashes: dict[str, tuple[str, ...] | None] = {}  # by real path; None where any content will do

    def enter(self, folder: Path, real: str, names: Set[str]) -> None:
        """Read what a folder, of this real path and with these names in it, says of itself."""
        if RESULT in names or FILES in names:
            for name, hashes in made_here(folder).items():
                self._hashes[os.path.normpath(os.path.join(real, name))] = hashes
        elif names >= _OLDER:
            for name in _by_older_version(folder):
                self._hashes[os.path.join(real, name)] = None

    def holds(self, real: str) -> bool:
        """Tell whether the file of this real path is one of ours, as it was written."""
        if real not in self._hashes:
            return False
        hashes = self._hashes[real]
        try:
            return hashes is None or is_ours(Path(real), hashes)
        except OSError:
            return False


def is_passing(name: str) -> bool:
    """Tell the markers, locks and unfinished work of this program by their names."""
    return name.startswith(".zhengbiao") or "zhengbiao-unfinished" in name or name == ".unfinished"


def _by_older_version(folder: Path) -> Iterator[str]:
    try:
        overview = read_regular(folder / "index.html", _LARGEST_OVERVIEW).decode("utf-8", "replace")
    except OSError:
        return
    if _OLDER_TITLE in overview[:2_000]:
        yield from ("tagged.jsonl", "tagged.csv", "index.html")
        yield from (unquote(name) for name in _OLDER_PAGE.findall(overview))
