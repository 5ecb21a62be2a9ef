"""Write what reports state of themselves as a table in Markdown: one row a report, to be checked by reading."""

import sys
from argparse import Namespace
from pathlib import Path

if __name__ == "__main__" and __package__ is None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from reports.report import Report
from scripts import commandline

HEADER = ("document", "title", "region", "level", "year", "date", "speaker", "paragraphs", "notes", "flags")


def row(name: str, report: Report) -> str:
    """Return one report's line of the table."""
    about = report.about
    flags = sorted({*report.flags, *(flag for one in report.paragraphs for flag in one.flags)})
    cells = [name, about.title, about.region, about.level, about.year or "", about.date, about.speaker]
    return line([*cells, len(report.paragraphs), len(report.notes), ", ".join(flags)])


def line(cells: list[object] | tuple[str, ...]) -> str:
    """Return one line of a table."""
    return "| " + " | ".join(str(cell).replace("|", "/") for cell in cells) + " |"


def arguments() -> Namespace:
    """Read the command line."""
    parser = commandline.parser(__doc__ or "", "Example: .venv/bin/python scripts/build/reports_table.py FOLDER")
    parser.add_argument("inputs", nargs="+", type=Path, metavar="FILE_OR_FOLDER", help="reports to read")
    return parser.parse_args()


def main() -> None:
    from reports.reading import read_all

    given = arguments()
    print(line(HEADER))
    print("|" + " --- |" * len(HEADER))
    for one in read_all(given.inputs):
        if isinstance(one, Report):
            print(row(Path(one.source).name, one))


if __name__ == "__main__":
    commandline.run(main)
