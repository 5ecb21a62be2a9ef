"""Time and memory of asking a language model: what `label_studio.py ask` itself takes beside the server's time."""

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import commandline
from scripts.bench.figures.processes import Took, measured
from scripts.shared import values
from scripts.shared.photograph import free_port

EPILOG = """\
examples:
  python scripts/bench/asking.py
  python scripts/bench/asking.py --questions 200 --seconds 0.1

A stand-in on this machine answers every question after so many seconds, however many are asked at once, as a model on a
good graphics card does. The run cannot be shorter than the rounds of answers take; what it takes beyond that is its own
time: the start of Python, prompts, connections, checks, the journal on the disk and the file. Memory is the largest
that our process held at any time.
"""

SAMPLE = commandline.ROOT / "reports" / "sample"
_SECONDS_TO_START = 60.0


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--questions",
        type=values.positive,
        default=1_000,
        metavar="N",
        help="questions, each about a paragraph (default: %(default)s)",
    )
    parser.add_argument(
        "--at-once", type=values.up_to(1_024), default=16, metavar="N", help="questions at once (default: %(default)s)"
    )
    parser.add_argument(
        "--seconds",
        type=values.from_0_to(60),
        default=0.5,
        metavar="X",
        help="time that every answer takes, however many are asked at once (default: %(default)s)",
    )
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from scripts.shared.printing import table

    with tempfile.TemporaryDirectory() as place, _stand_in(arguments.seconds, Path(place)) as url:
        _write_paragraphs(Path(place) / "paragraphs.jsonl", arguments.questions)
        took = _ask(Path(place), url, arguments.at_once)
    # The shortest paragraph goes alone; the others in rounds of so many.
    rounds = 1 + -(-(arguments.questions - 1) // arguments.at_once)
    server = rounds * arguments.seconds
    whole, own = took.seconds, took.seconds - server
    row = [f"{whole:.1f}", f"{server:.1f}", f"{own:.1f}", f"{own / whole:.1%}", f"{took.processor:.1f}"]
    row.append(f"{took.mib:.0f} MiB")
    header = [f"{arguments.questions:,} questions", "seconds", "server's", "own", "own share", "processor", "memory"]
    print(table(header, [[f"{arguments.at_once} at once, {arguments.seconds:g} s an answer", *row]]))


@contextmanager
def _stand_in(seconds: float, place: Path) -> Iterator[str]:
    """Run the stand-in in a process of its own."""
    program = str(commandline.ROOT / "scripts" / "bench" / "stand_in.py")
    port = free_port()
    log = place / "stand-in.log"
    command = [sys.executable, program, "--port", str(port), "--seconds", str(seconds)]
    with log.open("wb") as output:
        environment = {**os.environ, "PYTHONPATH": str(commandline.ROOT)}
        process = subprocess.Popen(command, stderr=output, env=environment)
    try:
        end = time.monotonic() + _SECONDS_TO_START
        while b"startup complete" not in log.read_bytes():
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the stand-in did not start: {log.read_text('utf-8')}")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


def _write_paragraphs(file: Path, count: int) -> None:
    from dataclasses import replace

    from reports.reading import read_all
    from reports.report import Report
    from storage.jsonl import write_objects

    known = [paragraph for one in read_all([SAMPLE]) if isinstance(one, Report) for paragraph in one.paragraphs]
    copies = (replace(known[i % len(known)], id=f"{known[i % len(known)].report}:{i:06}") for i in range(count))
    write_objects(file, (one.to_json() for one in copies))


def _ask(place: Path, url: str, at_once: int) -> Took:
    """Run it, and return what it took."""
    given = [
        "--endpoint",
        url,
        "--model",
        "stand-in",
        "--at-once",
        str(at_once),
        "--output",
        str(place / "asked.jsonl"),
    ]
    script = str(commandline.ROOT / "scripts" / "label_studio.py")
    took = measured([sys.executable, script, "ask", str(place / "paragraphs.jsonl"), *given])
    lines = (place / "asked.jsonl").read_text("utf-8").splitlines()
    if not all("labels" in json.loads(line) for line in lines):
        raise RuntimeError("not every paragraph was answered")
    return took


if __name__ == "__main__":
    commandline.run(main)
