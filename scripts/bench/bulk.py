"""Memory, time, and the share of it that is not the model's, of tagging many reports: invented ones, from raw files to
results, by scripts/tag.py itself."""

import math
import tempfile
import time
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.processes import Took, measured
from scripts.bench.figures.reports import write_reports
from scripts.bench.figures.tables import Column, Row, Table
from scripts.bench.figures.tag_runs import Spent, tag_command, tagged
from scripts.shared import values

EPILOG = """\
examples:
  python scripts/bench/bulk.py
  python scripts/bench/bulk.py --sizes 10000 100000 --doubled 40

Memory and growth: reports of fifty short paragraphs, of which each report repeats a few, so that the model has little
to do; and the same number of paragraphs less in one report. "largest process" is the most memory that any one process
of the run held, "processor" what all of them took together, with one that tags. The exponent is that of the processor
time beyond a start, 1 where twice the paragraphs take twice as long.

Share: reports of forty paragraphs of real length, all different. What twice the reports take more, less what the model
alone takes for these, is everything but the model: reading, starting no more processes, keeping, tables and pages.

A folder of such reports is tagged, the same command given again, and given anew without pages; it tells the disk that
a report takes, too.
"""
PARAGRAPHS_OF_A_REPORT, PARAGRAPHS_OF_REAL_LENGTH = 50, 40
_DISTINCT = 6  # paragraphs of a report, where the model is to have little to do


_TIMES = (
    Column("seconds", "in all", "s"),
    Column("processor", "processor time", "s"),
    Column("ratio", "times as fast as the first"),
)
_DISK = (
    Column("reports", "reports"),
    Column("characters", "characters"),
    Column("paragraphs", "paragraphs"),
    Column("tables", "tables", "kB"),
    Column("pages", "pages", "kB"),
    Column("work", "work folder", "kB"),
)
_SHARE = (
    Column("paragraphs", "paragraphs more"),
    Column("whole", "processor time more", "s"),
    Column("model", "`Tagger` alone", "s"),
    Column("other", "everything but the model", "%"),
)
_NOTE = (
    "Reports of fifty short paragraphs, most of which repeat, so that the model has little to do; "
    "one process tags, one run each. The exponent is of processor time beyond a start."
)


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--sizes",
        type=values.positive,
        nargs=2,
        default=[10_000, 100_000],
        metavar="N",
        help="paragraphs of each folder (default: 10000 100000)",
    )
    for name, default, what in (
        ("--doubled", 16, "reports of real length by which the share is measured"),
        ("--folder", 500, "reports of real length in the folder that is tagged and tagged again"),
    ):
        parser.add_argument(
            name, type=values.positive, default=default, metavar="N", help=f"{what} (default: %(default)s)"
        )
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Measure memory and growth, an unchanged folder, disk, and the share that is not the model's."""
    # In this order: the system counts a command's memory from that of this process, which loads torch for the last.
    with tempfile.TemporaryDirectory() as place:
        return [
            growth(Path(place) / "growth", *arguments.sizes),
            *again(Path(place) / "again", arguments.folder),
            share(Path(place) / "share", arguments.doubled),
        ]


def growth(place: Path, fewer: int, more: int) -> Table:
    """Tag two numbers of short paragraphs, and a fifth of the larger in one report."""
    runs = {}
    for key, count, of_each in (
        ("start", _DISTINCT, _DISTINCT),
        (str(fewer), fewer, PARAGRAPHS_OF_A_REPORT),
        (str(more), more, PARAGRAPHS_OF_A_REPORT),
        ("one", more // 5, more // 5),
    ):
        commandline.say(f"{count:,} short paragraphs, {of_each:,} a report")
        folder = write_reports(place / key, count, of_each, _DISTINCT)
        runs[key] = tagged(folder, place / f"{key}-tagged", "--taggers", "1")
    start, small, large = runs["start"], runs[str(fewer)], runs[str(more)]
    rows = [_size_row(key, runs[key], small) for key in (str(fewer), str(more), "one")]
    rows[1] = replace(rows[1], figures={**rows[1].figures, "exponent": _exponent(start, small, large)})
    columns = [
        Column("seconds", "in all", "s"),
        Column("rate", "tagged", "paragraphs/s"),
        Column("processor", "processor time", "s"),
        Column("memory", "largest process", "MiB"),
        Column("memory_ratio", f"memory, times that of {fewer:,}"),
        Column("exponent", "exponent of time"),
    ]
    return Table("sizes", "paragraphs", columns, rows, _NOTE)


def _exponent(start: Spent, small: Spent, large: Spent) -> float | None:
    """Return the power of the paragraphs by which processor time grows; None where the smaller is lost in the start."""
    times = [one.took.processor - start.took.processor for one in (small, large)]
    if min(times) <= 0:
        return None
    return math.log(times[1] / times[0]) / math.log(large.paragraphs / small.paragraphs)


def _size_row(key: str, spent: Spent, small: Spent) -> Row:
    took = spent.took
    title = f"{spent.paragraphs:,}" + (" in one report" if key == "one" else "")
    figures = {
        "seconds": took.seconds,
        "rate": spent.paragraphs / took.seconds,
        "processor": took.processor,
        "memory": took.mib,
        "memory_ratio": took.mib / small.took.mib,
    }
    return Row(key, title, figures)


def again(place: Path, reports: int) -> list[Table]:
    """Tag a folder of reports of real length, the same command again, and anew without pages; return the times, and the
    disk a report."""
    folder, output, length = place / "reports", place / "tagged", PARAGRAPHS_OF_REAL_LENGTH
    commandline.say(f"{reports:,} reports of real length, again, and without pages")
    write_reports(folder, reports * length, length)
    characters = sum(len(path.read_text("utf-8")) for path in folder.iterdir()) / reports
    first = tagged(folder, output)
    second = measured(tag_command(folder, output))
    plain = tagged(folder, place / "plain", "--no-pages")
    rows = [
        _time_row("folder", "with pages", first.took, first.took),
        _time_row("again", "the same command again", second, first.took),
        _time_row("plain", "anew, with --no-pages", plain.took, first.took),
    ]
    figures = {
        "reports": reports,
        "characters": characters,
        "paragraphs": first.paragraphs / reports,
        "tables": plain.result / reports,
        "pages": (first.result - plain.result) / reports,
        "work": plain.work / reports,
    }
    return [
        Table("unchanged", f"{reports:,} reports of real length", _TIMES, rows),
        Table("disk", "a report", _DISK, [Row("report", "mean of that folder", figures)]),
    ]


def _time_row(key: str, title: str, took: Took, first: Took) -> Row:
    figures = {"seconds": took.seconds, "processor": took.processor, "ratio": first.seconds / took.seconds}
    return Row(key, title, figures)


def share(place: Path, reports: int) -> Table:
    """Tag reports of real length, and twice as many: what of the difference was not the model's, in processor time."""
    from inference.inputs import read_inputs
    from inference.tagger import Tagger
    from reports.skipped import Skipped

    length, folders = PARAGRAPHS_OF_REAL_LENGTH, [place / name for name in ("once", "twice")]
    commandline.say(f"{reports:,} reports of real length, and twice as many")
    for number, folder in enumerate(folders, start=1):
        write_reports(folder, number * reports * length, length)
    once, twice = (tagged(folder, folder.with_name(f"{folder.name}-tagged")) for folder in folders)
    read = [one for one in read_inputs(folders[1:]) if not isinstance(one, Skipped)]
    _use_one_thread()
    tagger = Tagger.load(device="cpu")
    list(tagger.tag(read[0].paragraphs))  # the first is slower
    began = time.process_time()
    for one in read[reports:]:
        list(tagger.tag(one.paragraphs))
    model = time.process_time() - began
    whole = twice.took.processor - once.took.processor
    figures = {
        "paragraphs": twice.paragraphs - once.paragraphs,
        "whole": whole,
        "model": model,
        "other": 100 * (1 - model / whole),
    }
    return Table("share", "twice the reports", _SHARE, [Row("tag", f"{reports} more", figures)])


def _use_one_thread() -> None:
    from scripts.shared import options

    options.use_threads(1)


if __name__ == "__main__":
    commandline.run(main)
