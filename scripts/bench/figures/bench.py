"""Run a bench: read its options, measure, show the tables, and keep them with the facts of the machine."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts.bench.figures.machine import Watch, machine
from scripts.bench.figures.tables import Table
from scripts.commandline import check_output_files


def run_bench(parser: ArgumentParser, measure: Callable[[Namespace], Sequence[Table]]) -> None:
    """Measure and print the tables; with --figures, also write them to a file.

    Raises:
        ZhengbiaoError: something that the bench needs is missing (a browser, a library of an extra): its one line
            stands in the document in place of the figures.
    """
    add_figures(parser)
    arguments = parser.parse_args()
    check_output_files(arguments, ["figures"])
    watch = Watch.begin()
    tables = measure(arguments)
    ran = watch.end()
    show(tables)
    if arguments.figures is not None:
        write(arguments.figures, tables, ran)


def add_figures(parser: ArgumentParser) -> None:
    """Add the file of the figures."""
    parser.add_argument(
        "--figures",
        type=Path,
        metavar="FILE.json",
        help="file of the figures, as docs/benchmarks keeps them (default: none)",
    )


def show(tables: Sequence[Table]) -> None:
    """Print tables for a terminal, each with its note."""
    from scripts.shared.printing import table

    for one in tables:
        print("\n".join(filter(None, [table(one.header, one.lines), one.note])) + "\n")


def write(path: Path, tables: Sequence[Table], ran: dict[str, object]) -> None:
    """Write figures, the machine, and how it was asked for; `ran` is what `Watch.end` returned."""
    from storage.results.files import result_file

    words = [word for word in sys.argv[1:] if word not in ("--figures", str(path))]
    asked = [Path(word).name if Path(word).is_absolute() else word for word in words]
    found = {"asked": asked, **ran, "machine": machine(), "tables": [one.to_json() for one in tables]}
    with result_file(path) as file:
        file.write(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
