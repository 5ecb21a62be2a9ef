"""Speed and memory of the workbook: a tagged folder of a hundred thousand paragraphs, by `workbook.py` itself."""

import json
import random
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.processes import measured
from scripts.bench.figures.tables import Column, Row, Table
from scripts.shared import values

EPILOG = """\
examples:
  python scripts/bench/workbook.py
  python scripts/bench/workbook.py --sizes 1000 10000

Paragraphs are those of the sample reports, each with a number of its own, with tags and evidence drawn by lot. Seconds
are those of the clock; memory is the most that the process held.
"""

_A_REPORT = 200
_SEED = 0


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=values.positive,
        default=[10_000, 100_000],
        metavar="N",
        help="paragraphs of each folder (default: 10000 100000)",
    )
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Measure writing a workbook of each size."""
    rows = []
    script = str(commandline.ROOT / "scripts" / "workbook.py")
    with tempfile.TemporaryDirectory() as place:
        for count in arguments.sizes:
            commandline.say(f"{count:,} paragraphs")
            folder = _folder(Path(place), count)
            output = Path(place) / f"{count}-workbook"
            took = measured([sys.executable, script, "--tagged", str(folder), "--output", str(output)])
            size = (output / "workbook.xlsx").stat().st_size / 1e6
            figures = {"seconds": took.seconds, "processor": took.processor, "memory": took.mib, "size": size}
            rows.append(Row(str(count), f"{count:,}", figures))
    columns = [
        Column("seconds", "written in", "s"),
        Column("processor", "processor time", "s"),
        Column("memory", "largest process", "MiB"),
        Column("size", "workbook", "MB"),
    ]
    return [Table("sizes", "paragraphs", columns, rows)]


def _folder(place: Path, count: int) -> Path:
    """Write a tagged folder with so many paragraphs."""
    from models.bundle import SHIPPED_TAGGER, read_bundle
    from reports.reading import read_all
    from reports.report import Report
    from reports.sentences import sentence_spans

    manifest = read_bundle(SHIPPED_TAGGER).manifest
    samples = [
        one
        for report in read_all([commandline.ROOT / "reports" / "sample"])
        if isinstance(report, Report)
        for one in report.paragraphs
    ]
    chance = random.Random(_SEED)
    folder = place / f"{count}-tagged"
    folder.mkdir()
    with (folder / "tagged.jsonl").open("w", encoding="utf-8") as file:
        for number in range(count):
            report, index = divmod(number, _A_REPORT)
            source = chance.choice(samples)
            text = f"{number}、{source.text}"
            tags = [key for key in manifest.taxonomy.ids if chance.random() < 0.3]
            spans = [[start, end, 0.9] for start, end in sentence_spans(text)]
            line = source.to_json() | {
                "id": f"{report}:{index:03}",
                "report": str(report),
                "year": 2000 + report % 25,
                "index": index,
                "text": text,
                "tags": tags,
                "scores": {key: round(chance.random(), 4) for key in manifest.taxonomy.ids},
                "review": chance.random() < 0.1,
                "evidence": {key: spans[: chance.randint(1, 3)] for key in tags},
                "model": manifest.id,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return folder


if __name__ == "__main__":
    commandline.run(main)
