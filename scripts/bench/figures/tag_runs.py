"""Run tag.py on a folder, and say what it took and what it left."""

import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.bench.figures.processes import Took, measured
from scripts.commandline import ROOT

_BLOCK = 512  # bytes, by which st_blocks counts


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run of tag.py took, the paragraphs that it wrote, and the kB of its result and of its work folder."""

    took: Took
    paragraphs: int
    result: float
    work: float


def tagged(folder: Path, output: Path, *more: str) -> Spent:
    """Run tag.py on a folder, and return what it took; `more` are options."""
    from inference.output.tables import JSONL
    from storage.whole_files import work_of

    took = measured([*tag_command(folder, output), *more])
    with (output / JSONL).open("rb") as file:
        paragraphs = sum(1 for _ in file)
    return Spent(took, paragraphs, _kilobytes(output), _kilobytes(work_of(output)))


def tag_command(folder: Path, output: Path) -> list[str]:
    """Return the command that tags a folder on the processor."""
    script = str(ROOT / "scripts" / "tag.py")
    return [sys.executable, script, str(folder), "--device", "cpu", "--output", str(output)]


def _kilobytes(folder: Path) -> float:
    """Return what the files of a folder take on the disk, whole blocks counted."""
    return sum(path.stat().st_blocks * _BLOCK for path in folder.rglob("*") if path.is_file()) / 1000
