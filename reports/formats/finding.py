"""Find what there is to read: the files given, and all that folders hold, of which nothing is left out without a
word."""

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reports.formats.kinds.marks import BY_ROW
from reports.formats.kinds.recognition import Recognised, expected, recognise
from reports.formats.own_results import Made, is_passing, is_work
from reports.skipped import Kind, Skipped, by_kind
from storage.errors import UnreadableReport
from storage.regular import open_regular, refusal
from storage.shown import shown

USUAL = (".txt", ".html", ".htm", ".docx", ".pdf", ".zip", *BY_ROW)
"""Endings of files that are read, or named with what is wrong, without a look into them first."""


@dataclass(slots=True)
class Found:
    """What was met, in order: files to read, and what is not read and why.

    `named` are those files that were given by name; `links` a line for each linked folder that was followed; `ends`
    says for each input how many entries there are up to its last; `is_part` is true where others read the rest.
    """

    entries: list[Path | Skipped] = field(default_factory=list)
    named: set[Path] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    is_part: bool = False

    @property
    def files(self) -> list[Path]:
        """The files to read."""
        return [one for one in self.entries if isinstance(one, Path)]


def find_files(inputs: Sequence[Path]) -> list[Path]:
    """Return the files to read, as `find`."""
    return find(inputs).files


def find(inputs: Sequence[Path], apart: Collection[Path] = ()) -> Found:
    """Return what the inputs hold: those given, in their order, and for each folder all below it, sorted.

    Of a folder those files are read whose ending or, where that is unusual, beginning says that they may be reports.
    Everything else gives a `Skipped`: other files, hidden ones, those that this program made, folders that may not be
    entered. A linked folder is looked into after the others, unless it leads to where the walk was or comes from. A
    file that is reached twice, whichever way its path is written, is read once.

    Args:
        apart: folders that are no inputs: where the result of this very run is to lie, and its work.

    Raises:
        UnreadableReport: an input is missing or cannot be opened, or a folder holds nothing that can be read.
    """
    walk = _Walk(apart)
    for given in inputs:
        if _is_folder(given):
            walk.folder(given)
        else:
            walk.named_file(given)
        walk.found.ends.append(len(walk.found.entries))
    return walk.found


def _is_folder(given: Path) -> bool:
    try:
        return stat.S_ISDIR(os.stat(given).st_mode)
    except FileNotFoundError as error:
        raise UnreadableReport(
            f"{shown(given)}: {'is a link that leads nowhere' if given.is_symlink() else 'does not exist'}. "
            "Expected a report or a folder of reports; check the path."
        ) from error
    except OSError as error:
        raise UnreadableReport(
            f"{shown(given)}: cannot be opened ({error.strerror}). Expected a report or a folder of reports; check "
            "path and rights."
        ) from error


class _Walk:
    """Walks folders and remembers, by real path, where it was."""

    def __init__(self, apart: Collection[Path]) -> None:
        self.found = Found()
        self._apart = {os.path.realpath(one) for one in apart}
        self._made = Made()
        self._files: dict[str, Path] = {}
        self._folders: dict[str, Path] = {}

    def named_file(self, path: Path) -> None:
        """Take a file that was given by name, whatever it is."""
        real = os.path.realpath(path)
        self.found.named.add(self._files.get(real, path))
        self._file(path, real)

    def folder(self, given: Path) -> None:
        """Take everything below a folder that was given by name.

        Raises:
            UnreadableReport: it cannot be opened, or holds nothing that can be read.
        """
        begin = len(self.found.entries)
        real = os.path.realpath(given)
        # The pages of a result lie one folder below its marker.
        self._made.enter(given / "..", os.path.dirname(real), _names(given / ".."))
        links = list(self._below(given, real))
        while links:
            links.extend(self._linked(links.pop(0)))
        _check_holds_reports(given, self.found.entries[begin:])

    def _linked(self, link: Path) -> Iterator[Path]:
        real, place = os.path.realpath(link), os.path.realpath(link.parent)
        if f"{place}{os.sep}".startswith(real.rstrip(os.sep) + os.sep):
            self._skip(
                link, f"is a link that leads back to {shown(real)}, in which it lies itself", "twice", is_folder=True
            )
            return
        if real not in self._folders:
            self.found.links.append(f"followed the link {shown(link)} to {shown(real)}")
        yield from self._below(link, real)

    def _below(self, top: Path, real_top: str) -> Iterator[Path]:
        """Take the files below a folder, and yield the linked folders there."""
        waiting = [(top, real_top)]
        while waiting:
            folder, real = waiting.pop()
            if real in self._folders:
                self._skip(folder, f"was looked into already, as {shown(self._folders[real])}", "twice", is_folder=True)
                continue
            self._folders[real] = folder
            try:
                with os.scandir(folder) as scan:
                    entries = sorted(scan, key=lambda one: os.fsencode(one.name))  # the same order in every locale
            except OSError as error:
                self._skip(
                    folder,
                    f"cannot be looked into ({error.strerror}). Expected a folder of reports; check its rights",
                    is_folder=True,
                )
                continue
            self._made.enter(folder, real, {entry.name for entry in entries})
            below: list[tuple[Path, str]] = []
            for entry in entries:
                path = Path(folder, entry.name)
                if entry.is_symlink() and (why := _broken(path)):
                    self._skip(path, why)
                elif not entry.is_dir():
                    self._met(path, os.path.realpath(path) if entry.is_symlink() else os.path.join(real, entry.name))
                elif os.path.join(real, entry.name) in self._apart:
                    continue
                elif entry.name.startswith("."):
                    self._skip(path, *_hidden(entry.name, "folder"), is_folder=True)
                elif is_work(path):
                    self._skip(path, "was made by this program", "made", is_folder=True)
                elif entry.is_symlink():
                    yield path
                else:
                    below.append((path, os.path.join(real, entry.name)))
            waiting.extend(reversed(below))

    def _met(self, path: Path, real: str) -> None:
        """Take something that is no folder."""
        # ~$ marks the lock file that Word keeps beside an open document.
        if self._made.holds(real):
            self._skip(path, "was made by this program", "made")
        elif path.name.startswith((".", "~$")):
            self._skip(path, *_hidden(path.name, "file"))
        elif path.suffix.lower() in USUAL or (recognised := _looked_into(path)).form is not None:
            self._file(path, real)
        else:
            self._skip(path, recognised.reason, recognised.kind)

    def _file(self, path: Path, real: str) -> None:
        if real in self._files:
            self._skip(path, f"was reached already, as {shown(self._files[real])}", "twice")
        else:
            self._files[real] = path
            self.found.entries.append(path)

    def _skip(self, path: Path, why: str, kind: Kind = "unreadable", is_folder: bool = False) -> None:
        name = shown(path)
        self.found.entries.append(Skipped(Path(name), f"{name}: {why.removesuffix('.')}.", kind, is_folder))


def _check_holds_reports(folder: Path, entries: Sequence[Path | Skipped]) -> None:
    if any(isinstance(one, Path) or one.kind == "twice" for one in entries):
        return
    skipped = [one for one in entries if isinstance(one, Skipped)]
    for one in skipped:
        if one.is_folder and one.path == Path(shown(folder)):
            raise UnreadableReport(one.reason)
    there = f" ({by_kind(skipped)})" if skipped else ""
    raise UnreadableReport(f"{shown(folder)}: holds no file that can be read{there}. {expected()}")


def _broken(link: Path) -> str:
    """Return why a link cannot be followed, "" where it can."""
    try:
        os.stat(link)
    except FileNotFoundError:
        return "is a link that leads nowhere"
    except OSError as error:
        return f"is a link that cannot be followed ({error.strerror})"
    return ""


def _names(folder: Path) -> set[str]:
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()


def _hidden(name: str, what: str) -> tuple[str, Kind]:
    if is_passing(name):
        return "was made by this program", "made"
    return f"is a {'lock' if name.startswith('~') else 'hidden'} {what}", "hidden"


def _looked_into(path: Path) -> Recognised:
    """Tell how a file of an unusual ending is to be read."""
    try:
        with open_regular(path) as file:
            return recognise(file, path.name)
    except OSError as error:
        return Recognised(None, f"{refusal(error)}. Expected a report; check the file and its rights", "unreadable")
