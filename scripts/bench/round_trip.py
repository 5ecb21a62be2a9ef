"""Speed and memory of the way to Label Studio and back: ten thousand tasks, by `label_studio.py` itself, on a server
of its own."""

import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.processes import measured
from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared import values
from scripts.shared.photograph import free_port

if TYPE_CHECKING:
    from labels.studio.server.connection import Connection

EPILOG = """\
examples:
  python scripts/bench/round_trip.py
  python scripts/bench/round_trip.py --tasks 1000

The paragraphs are those of the sample reports, over and over, each with a pre-annotation by keywords. Memory is the
largest that our process held at any time; the server's own is not counted. Its environment is installed where it is
missing.
"""

COLUMNS = (Column("seconds", "in all", "s"), Column("memory", "our process", "MiB"))
NOTE = "By `label_studio.py` itself, start of the program included; the server ran on the same cores."
SAMPLE = commandline.ROOT / "reports" / "sample"


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--tasks", type=values.positive, default=10_000, metavar="N", help="tasks to push (default: %(default)s)"
    )
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Measure pushing, pushing again and pulling, on a server of our own."""
    from labels.studio.server.connection import connect
    from labels.studio.server.environment import ensure_environment
    from labels.studio.server.process import start, stop

    executable = ensure_environment(commandline.say)
    with tempfile.TemporaryDirectory() as place:
        data, file = Path(place) / "server", Path(place) / "paragraphs.jsonl"
        _write_paragraphs(file, arguments.tasks)
        start(executable, data, free_port(), say=commandline.say)
        try:
            push = ("push", str(file), "--keywords", "--project", "pushed")
            rows = [_timed(data, "push", "push", *push), _timed(data, "again", "push again: nothing new", *push)]
            _import_answered(connect(data), file)
            pull = ("pull", "--output", str(Path(place) / "labelled.jsonl"), "--project", "answered")
            rows.append(_timed(data, "pull", "pull the answers", *pull))
        finally:
            stop(data)
    return [Table("ways", f"{arguments.tasks:,} tasks with pre-annotations", COLUMNS, rows, NOTE)]


def _write_paragraphs(file: Path, count: int) -> None:
    from dataclasses import replace

    from reports.reading import read_all
    from reports.report import Report
    from storage.jsonl import write_objects

    known = [paragraph for one in read_all([SAMPLE]) if isinstance(one, Report) for paragraph in one.paragraphs]
    copies = (replace(known[i % len(known)], id=f"{known[i % len(known)].report}:{i:06}") for i in range(count))
    write_objects(file, (one.to_json() for one in copies))


def _import_answered(connection: "Connection", file: Path) -> None:
    """Make a project whose tasks are answered already, as an export from another server would be."""
    from labels.keywords import keyword_prediction
    from labels.studio.project import ensure_project
    from labels.studio.push import BATCH
    from labels.studio.server.connection import ONCE
    from labels.studio.tasks import to_tasks
    from labels.taxonomy import Taxonomy
    from reports.paragraphs_file import read_paragraphs

    taxonomy = Taxonomy.load()
    project = ensure_project(connection, "answered", taxonomy, unit="paragraph")
    paragraphs = list(read_paragraphs(file))
    tasks = list(to_tasks(paragraphs, {one.id: keyword_prediction(one.text, taxonomy) for one in paragraphs}))
    for task in tasks:
        task["annotations"] = [{"result": task["predictions"][0]["result"], "lead_time": 5.0}]
    for start in range(0, len(tasks), BATCH):
        with connection.asking("importing answers") as sdk:
            sdk.projects.import_tasks(project.id, request=tasks[start : start + BATCH], request_options=ONCE)


def _timed(data: Path, key: str, title: str, *words: str) -> Row:
    """Run a command of label_studio.py and return the seconds that it took, and the MiB of its process."""
    commandline.say(title)
    script = str(commandline.ROOT / "scripts" / "label_studio.py")
    took = measured([sys.executable, script, *words, "--data", str(data)])
    return Row(key, title, {"seconds": took.seconds, "memory": took.mib})


if __name__ == "__main__":
    commandline.run(main)
