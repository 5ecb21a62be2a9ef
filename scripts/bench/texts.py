"""What the texts of the other benches are like, beside real reports where a folder of such is named."""

import json
import os
import statistics
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.bench.figures.bench import run_bench
from scripts.bench.figures.tables import Column, Row, Table
from scripts.bench.speed import LABELS, PARAGRAPHS, SAMPLE

if TYPE_CHECKING:
    from reports.report import Report

EPILOG = """\
examples:
  python scripts/bench/texts.py
  python scripts/bench/texts.py --real my-reports

Speed counts characters in the end: who knows how long the texts are can carry a figure over to texts of another length.
"""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--real", type=Path, metavar="DIR", help="folder of real reports (default: reports/ in $ZHENGBIAO_DATA)"
    )
    return parser


def main() -> None:
    run_bench(make_parser(), measure)


def measure(arguments: Namespace) -> list[Table]:
    """Count characters, paragraphs and sentences."""
    data = os.environ.get("ZHENGBIAO_DATA")
    real = arguments.real or (Path(data) / "reports" if data else None)
    rows = [_row("sample", "the sample reports", _read(SAMPLE))]
    note = ""
    if real is not None and real.is_dir():
        rows.append(_row("real", "real reports, not part of the project", _read(real)))
    else:
        note = "No folder of real reports was named (ZHENGBIAO_DATA, or --real)."
    columns = [
        Column("reports", "reports"),
        Column("characters", "characters a report"),
        Column("paragraphs", "paragraphs a report"),
        Column("characters_a_paragraph", "characters a paragraph"),
        Column("sentences", "sentences a paragraph"),
        Column("file", "file of paragraphs", "kB a report"),
    ]
    return [Table("reports", "means", columns, rows, note), _labelled()]


def _read(folder: Path) -> "list[Report]":
    """Return the reports of a folder; of one given twice both."""
    from reports.reading import read_all
    from reports.report import Report

    return [one for one in read_all([folder]) if isinstance(one, Report)]


def _row(key: str, title: str, reports: "Sequence[Report]") -> Row:
    paragraphs = [paragraph for one in reports for paragraph in one.paragraphs]
    characters = sum(len(one.text) for one in paragraphs)
    size = sum(len(json.dumps(one.to_json(), ensure_ascii=False).encode()) + 1 for one in paragraphs)
    figures = {
        "reports": len(reports),
        "characters": characters / len(reports),
        "paragraphs": len(paragraphs) / len(reports),
        "characters_a_paragraph": characters / len(paragraphs),
        "sentences": _sentences([one.text for one in paragraphs]),
        "file": size / 1000 / len(reports),
    }
    return Row(key, title, figures)


def _sentences(texts: Sequence[str]) -> float:
    from reports.sentences import sentence_spans

    return statistics.mean(len(sentence_spans(text)) for text in texts)


def _labelled() -> Table:
    from labels.labelled import read_labelled
    from labels.taxonomy import Taxonomy

    texts = [row.text for row in read_labelled(LABELS, Taxonomy.load())][:PARAGRAPHS]
    figures = {
        "paragraphs": len(texts),
        "characters": statistics.mean(map(len, texts)),
        "sentences": _sentences(texts),
    }
    columns = [
        Column("paragraphs", "paragraphs"),
        Column("characters", "characters a paragraph"),
        Column("sentences", "sentences a paragraph"),
    ]
    return Table(
        "labelled", "what is tagged to measure speed", columns, [Row("speed", "sample paragraphs with labels", figures)]
    )


if __name__ == "__main__":
    commandline.run(main)
