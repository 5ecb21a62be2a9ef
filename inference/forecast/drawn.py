"""A sample of what is asked for, read as a run would read it, and what all of it comes to by that."""

import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from inference.inputs import Untagged, is_read_again, read_inputs
from inference.scale.asked import Asked
from inference.scale.judgements import key_of
from inference.scale.kept_files import kept_path
from inference.scale.reading import Reading, content_digest, file_key
from inference.scale.store import Store
from inference.scale.work import READ
from reports.skipped import Skipped
from storage.errors import ZhengbiaoError

_SEED = 1
_HEAD_BYTES = 1_000_000
"""What is read of a table in text, or a paragraphs file: its beginning. A workbook, or Parquet, has none to cut off."""
_CUT = (".csv", ".tsv", ".jsonl", ".ndjson")


@dataclass(slots=True)
class Amount:
    """What some files hold: reports, paragraphs, characters, those of them that are to be tagged; and what reading them
    takes, in seconds, and keeping what they hold, in bytes."""

    files: float = 0
    reports: float = 0
    paragraphs: float = 0
    characters: float = 0
    to_tag: float = 0
    seconds: float = 0
    kept: float = 0

    def add(self, other: "Amount", times: float = 1) -> None:
        """Add so many times what other files hold."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + times * getattr(other, name))


@dataclass(slots=True)
class Drawn:
    """Files drawn by chance: how many bytes of how many, what they hold, what all files hold if the others are like
    them, each kind for itself, the reports among it, and how many files gave none."""

    all_bytes: int
    bytes: int = 0
    sample: Amount = field(default_factory=Amount)
    whole: Amount = field(default_factory=Amount)
    reports: list[Untagged] = field(default_factory=list)
    without: int = 0


def draw(asked: Asked, work: Path, store: Store, place: Path, seconds: float) -> Drawn:
    """Read files drawn by chance for so many seconds, at least one.

    Args:
        work: the work folder of the result, which may be missing; nothing is changed there.
        store: what is tagged there.
        place: an empty folder that may be written to.
    """
    files = _files(asked)
    drawn = Drawn(sum(files.values()))
    every: dict[tuple[str, bool], int] = defaultdict(int)
    read: dict[tuple[str, bool], tuple[int, Amount]] = {}
    kinds = {path: (path.suffix.lower(), _is_kept(asked, work, path)) for path in files}
    for path, size in files.items():
        every[kinds[path]] += size
    order = list(files)
    random.Random(_SEED).shuffle(order)
    began = time.monotonic()
    for path in order:
        if drawn.reports and time.monotonic() - began > seconds:
            break
        kind = kinds[path]
        folder = work if kind[1] else place
        size, amount, reports = _read(path, Reading(folder / READ, dict(asked.columns)), store, place)
        drawn.bytes += size
        drawn.reports += reports
        drawn.without += not reports
        drawn.sample.add(amount)
        before, held = read.get(kind, (0, Amount()))
        held.add(amount)
        read[kind] = before + size, held
    for kind, size in every.items():
        own, held = read.get(kind, (drawn.bytes, drawn.sample))
        drawn.whole.add(held, size / max(own, 1))
    return drawn


def _files(asked: Asked) -> dict[Path, int]:
    """Return the files that are read, with their sizes in bytes."""
    between = (one for _, one in asked.inputs.between)
    found: dict[Path, int] = {}
    for one in (*asked.inputs.found.files, *between):
        if isinstance(one, Path):
            try:
                found[one] = one.stat().st_size
            except OSError:  # it is gone; the run will say so
                continue
    return found


def _is_kept(asked: Asked, work: Path, path: Path) -> bool:
    """Say whether what a file holds is kept by an earlier run."""
    if is_read_again(path) or not (work / READ).is_dir():
        return False
    try:
        return kept_path(work / READ, file_key(path, content_digest(path), asked.columns)).exists()
    except OSError:
        return False


def _read(path: Path, reading: Reading, store: Store, place: Path) -> tuple[int, Amount, list[Untagged]]:
    """Read a file, or the beginning of a long one that is lines; return how many bytes of it that was, and what it
    holds."""
    given = _head(path, place) if path.suffix.lower() in _CUT and path.stat().st_size > _HEAD_BYTES else path
    kept, began = bytes_below(place / READ), time.monotonic()
    try:
        met = read_inputs([given], 1, reading.columns, reading)
        reports = [one for one in met if not isinstance(one, Skipped)]
    except ZhengbiaoError:  # the run will name it
        reports = []
    amount = Amount(files=1, seconds=time.monotonic() - began, kept=bytes_below(place / READ) - kept)
    for one in reports:
        characters = sum(len(paragraph.text) for paragraph in one.paragraphs)
        amount.reports += 1
        amount.paragraphs += len(one.paragraphs)
        amount.characters += characters
        amount.to_tag += 0 if store.bytes_of(key_of(one.paragraphs)) else characters
    return given.stat().st_size, amount, reports


def _head(path: Path, place: Path) -> Path:
    """Copy the beginning of a file, of whole lines, and return where it lies."""
    copy = place / f"head{path.suffix}"
    with path.open("rb") as file:
        lines, mark, rest = file.read(_HEAD_BYTES).rpartition(b"\n")
    copy.write_bytes(lines + mark or rest)
    return copy


def bytes_below(folder: Path) -> int:
    """Return how many bytes the files below a folder have, which may be missing."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
