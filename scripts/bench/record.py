"""Measure, keep the figures in docs/benchmarks, and write docs/benchmarks.md and docs/scale.md with them."""

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts import commandline
from scripts.bench.figures.kept import keep, keep_failure, read_kept
from scripts.shared import values
from scripts.shared.ending import end
from storage.errors import BadSettings, ZhengbiaoError
from storage.whole_files import atomic_writer

EPILOG = """\
examples:
  python scripts/bench/record.py
  python scripts/bench/record.py --only speed,bulk
  python scripts/bench/record.py --write-only

Each bench runs in a process of its own and replaces its own figures when it has ended well; what it cannot do is told
in the documents. `make bench ONLY=speed,bulk` is the same. Let nothing else run meanwhile: the documents say how much
did.
"""

DOCS = commandline.ROOT / "docs"
DOCUMENTS = ("benchmarks.md", "scale.md")
# In the order of the document, with the arguments that keep all of them together well below 25 minutes.
USUAL: dict[str, tuple[str, ...]] = {
    "texts": (),
    "speed": (),
    "bulk": (),
    "folders": (),
    "workbook": ("--sizes", "100000"),
    "pages": (),
    "corpus_pages": ("--reports", "500", "2000"),
    "round_trip": ("--tasks", "10000"),
    "service": (),
}
# What takes long, or needs data that is not part of the project, is measured where it is asked for.
ASKED_FOR: dict[str, tuple[str, ...]] = {
    "selection": (
        *("labels/sample/labelled.jsonl", "--start", "20", "--batch", "10", "--until", "60"),
        *("--output", "{place}/selection"),
    ),
    "titles": ("--data", "{data}/benchmarks/thucnews-titles", "--limit", "4000", "--epochs", "1"),
}
BENCHES = USUAL | ASKED_FOR
"""By name, what each is given: {place} is a folder for what it writes, {data} the one of data that is not part of the
project."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a bench ended: the reason why it gave nothing, empty where it did, and whether that is a fault of its own."""

    seconds: float
    reason: str = ""
    fault: bool = False

    @property
    def said(self) -> str:
        """The outcome in a line."""
        return self.reason or "measured"


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--only",
        type=values.names,
        default=(),
        metavar="NAME,NAME",
        help=f"benches to run, of {', '.join(BENCHES)} (default: all but {' and '.join(ASKED_FOR)})",
    )
    parser.add_argument(
        "--docs", type=Path, default=DOCS, metavar="DIR", help="folder of the documents (default: docs/ of the project)"
    )
    parser.add_argument("--write-only", action="store_true", help="measure nothing, write the documents again")
    return parser


def main() -> None:
    arguments = make_parser().parse_args()
    if unknown := [name for name in arguments.only if name not in BENCHES]:
        raise BadSettings(f"--only names {', '.join(unknown)}. Expected some of {', '.join(BENCHES)}; name these.")
    names = [] if arguments.write_only else [name for name in BENCHES if name in (arguments.only or USUAL)]
    write_documents(arguments.docs)
    _warn_of_other_work(names)
    ended = {}
    for number, name in enumerate(names, 1):
        commandline.say(f"[{number} of {len(names)}] {name}")
        ended[name] = _measure(name, arguments.docs)
        write_documents(arguments.docs)  # after each: whoever interrupts the next keeps what was measured
    for name, one in ended.items():
        print(f"{name:14} {one.seconds:6.0f} s  {one.said}")
    print(f"figures: {arguments.docs / 'benchmarks'}; documents: {', '.join(DOCUMENTS)} in {arguments.docs}")
    if faults := [name for name, one in ended.items() if one.fault]:
        raise BadSettings(
            f"Broke off: {', '.join(faults)}. Expected figures; run scripts/bench/{faults[0]}.py by itself."
        )


def write_documents(docs: Path) -> None:
    """Write the documents of what is kept in `docs`, where they would change."""
    from scripts.bench.figures.document import benchmarks
    from scripts.bench.figures.paper import scale

    kept = {name: read_kept(docs / "benchmarks" / f"{name}.json") for name in BENCHES}
    for name, text in zip(DOCUMENTS, (benchmarks(kept), scale(kept)), strict=True):
        path = docs / name
        if not path.exists() or path.read_text("utf-8") != text:
            with atomic_writer(path) as file:
                file.write(text)


def _warn_of_other_work(names: Sequence[str]) -> None:
    load = os.getloadavg()[0]
    if names and load > 0.5:
        commandline.say(f"the load of this machine is {load:.1f}: ratios hold, seconds and rates will not")


def _measure(name: str, docs: Path) -> _Ended:
    """Run a bench and keep its figures, or why it gave none."""
    began = time.monotonic()
    kept = docs / "benchmarks" / f"{name}.json"
    with tempfile.TemporaryDirectory() as place:
        figures = Path(place) / f"{name}.json"
        code, last, traced = _run(name, figures)
        seconds = time.monotonic() - began
        if code == 0:
            try:
                keep(kept, figures)
            except (ZhengbiaoError, OSError) as error:
                code, last, traced = 1, str(error), True
    if code == 0:
        return _Ended(seconds)
    keep_failure(kept, last)
    return _Ended(seconds, last, fault=traced or code != 1)


def _run(name: str, figures: Path) -> tuple[int, str, bool]:
    """Run a bench; return its exit code, the last line that it said, and whether it broke off with a traceback."""
    script = commandline.ROOT / "scripts" / "bench" / f"{name}.py"
    if not script.exists():
        return 1, f"There is no scripts/bench/{name}.py.", False
    data = os.environ.get("ZHENGBIAO_DATA", "")
    if not data and any("{data}" in word for word in BENCHES[name]):
        return 1, "ZHENGBIAO_DATA names no folder of data.", False
    given = [word.format(place=figures.parent, data=data) for word in BENCHES[name]]
    return _followed([sys.executable, str(script), *given, "--figures", str(figures)])


def _followed(command: Sequence[str]) -> tuple[int, str, bool]:
    """Run a command, pass on what it says, and return as `_run`."""
    options: dict[str, Any] = {"text": True, "encoding": "utf-8", "errors": "backslashreplace"}
    process = subprocess.Popen(command, cwd=commandline.ROOT, stderr=subprocess.PIPE, start_new_session=True, **options)
    last, traced = "It ended without a word.", False
    try:
        assert process.stderr is not None
        for line in process.stderr:
            commandline.say(f"  {line.rstrip()}")
            last = line.strip() or last
            traced = traced or line.startswith("Traceback ")
        return process.wait(), last, traced
    finally:
        if process.poll() is None:
            end(process)


if __name__ == "__main__":
    commandline.run(main)
