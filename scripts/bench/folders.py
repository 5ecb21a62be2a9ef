"""Speed and memory of reading folders: the same reports a hundred and ten thousand times, by `read_reports.py`
itself."""

import os
import re
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from scripts import commandline
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
    arguments = make_parser().parse_args()

    from scripts.shared.printing import table

    rows = []
    with tempfile.TemporaryDirectory() as place:
        for count in arguments.files:
            folder = _folder(Path(place), count)
            seconds, largest = _read(folder, Path(place) / "paragraphs.jsonl", arguments.workers)
            rows.append([f"{count:,}", f"{count / seconds:,.1f}", f"{largest:.0f} MiB"])
    print(table(["files", "reports/s", "largest process"], rows))


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


def _read(folder: Path, output: Path, workers: int | None) -> tuple[float, float]:
    """Return the seconds that reading a folder took, and the MiB of the largest process."""
    command = [
        sys.executable,
        str(commandline.ROOT / "scripts" / "read_reports.py"),
        str(folder),
        "--output",
        str(output),
    ]
    return measured(command + (["--workers", str(workers)] if workers else []))


def measured(command: list[str]) -> tuple[float, float]:
    """Run a script and return the seconds that it took, and the MiB of the largest of its processes."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command[1:3])} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - began, used.ru_maxrss / 1024


if __name__ == "__main__":
    commandline.run(main)
