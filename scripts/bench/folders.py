"""Speed and memory of reading folders: the same reports a hundred and ten thousand times, by `read_reports.py`
itself."""

import os
import re
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.processes import Took, measured
from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared import options, values

EPILOG = """\
examples:
  python scripts/bench/folders.py
  python scripts/bench/folders.py --files 100 1000 --workers 1

Each folder holds so many TXT files of some 17,000 characters, written from the sample reports. Memory is the largest
that one of the processes held at any time; it must not grow with the number of files.
"""

SAMPLE = commandline.ROOT / "reports" / "sample"
DISTINCT = 100


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--files",
        nargs="+",
        type=values.positive,
        default=[100, 10_000],
        metavar="N",
        help="files of each folder (default: 100 10000)",
    )
    options.add_workers(parser)
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Measure reading a folder of each size."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        for count in arguments.files:
            commandline.say(f"{count:,} files")
            took = _read(_folder(Path(place), count), Path(place) / "paragraphs.jsonl", arguments.workers)
            figures = {
                "rate": count / took.seconds,
                "processor": count / took.processor,
                "seconds": took.seconds,
                "memory": took.mib,
                "characters": len(_report()),
            }
            rows.append(Row(str(count), f"{count:,}", figures))
    columns = [
        Column("rate", "read", "reports/s"),
        Column("processor", "a second of processor time", "reports"),
        Column("seconds", "in all", "s"),
        Column("memory", "largest process", "MiB"),
        Column("characters", "characters a file"),
    ]
    note = f"TXT files, read {_processes(arguments.workers)}, start of the program included."
    return [Table("sizes", "files in the folder", columns, rows, note)]


def _processes(workers: int | None) -> str:
    return f"by {workers} process(es)" if workers else "by a process for each core"


def _folder(place: Path, count: int) -> Path:
    """Write up to a hundred reports that differ, and link them until there are enough."""
    text = _report()
    folder = place / f"{count}"
    folder.mkdir()
    for number in range(count):
        file = folder / f"{number:06}.txt"
        if number < DISTINCT:
            file.write_text(_with_numbers(text, number), encoding="utf-8")
        else:
            os.link(folder / f"{number % DISTINCT:06}.txt", file)
    return folder


def _with_numbers(text: str, more: int) -> str:
    return re.sub(r"\d\d+", lambda match: str(int(match[0]) + more), text)


def _report() -> str:
    """Put the sample reports between the first and the last words of one of them."""
    from reports.reading import read_all
    from reports.report import Report

    lines = [one.text.split("\n") for one in read_all([SAMPLE]) if isinstance(one, Report)]
    return "\n".join([*lines[0][:-1], *(line for more in lines[1:] for line in more[1:-1]), lines[0][-1]])


def _read(folder: Path, output: Path, workers: int | None) -> Took:
    """Return what reading a folder took."""
    script = commandline.ROOT / "scripts" / "read_reports.py"
    command = [sys.executable, str(script), str(folder), "--output", str(output)]
    return measured(command + (["--workers", str(workers)] if workers else []))


if __name__ == "__main__":
    commandline.run(main)
