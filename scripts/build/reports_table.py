"""Reports → what they state of themselves, as a table in Markdown: a row a report, to be checked by reading."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared import options

if TYPE_CHECKING:
    from reports.report import Report

EPILOG = """\
examples:
  python scripts/build/reports_table.py reports/sample
"""
HEADER = ("document", "title", "region", "level", "year", "date", "speaker", "paragraphs", "notes", "flags")


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_inputs(parser)
    return parser


def main() -> None:
    given = make_parser().parse_args()

    from reports.reading import read_all
    from reports.report import Report

    print(line(HEADER))
    print("|" + " --- |" * len(HEADER))
    for one in read_all(given.inputs):
        if isinstance(one, Report):
            print(row(one))
        else:
            commandline.say(f"skipped {one.reason}")


def row(report: "Report") -> str:
    """Return one report's line of the table; of a report in a sheet its row stands behind the file's name."""
    about, name = report.about, Path(report.source).name
    if report.paragraphs and (place := report.paragraphs[0].extra.get("row")):
        name += f" row {place['row']}"
    flags = sorted({*report.flags, *(flag for one in report.paragraphs for flag in one.flags)})
    stated = (about.title, about.region, about.level, about.year or "", about.date, about.speaker)
    return line((name, *stated, len(report.paragraphs), len(report.notes), ", ".join(flags)))


def line(cells: Iterable[object]) -> str:
    """Return one line of a table."""
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


if __name__ == "__main__":
    commandline.run(main)
