"""Raw reports → paragraphs: read files and folders of TXT, HTML, DOCX, PDF and ZIP, clean them, cut them into
paragraphs."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

from scripts.shared import options
from storage.shown import number_of

if TYPE_CHECKING:
    from reports.duplicates.repeats import Repeats
    from reports.formats.finding import Found
    from reports.gathering import Gathering
    from storage.sheets import WideningSheet

EPILOG = """\
examples:
  python scripts/read_reports.py reports/sample --output runs/paragraphs.jsonl
  python scripts/read_reports.py 2024.docx pages/ all.zip --output runs/paragraphs.jsonl --summary runs/read.csv
  python scripts/read_reports.py pages/ --output runs/paragraphs.jsonl --duplicates runs/duplicates.csv
  python scripts/read_reports.py corpus.xlsx --output runs/paragraphs.jsonl --audit runs/audit.xlsx
  python scripts/read_reports.py page.html --output runs/paragraphs.jsonl --show-cleaning runs/cleaning

One JSON object a paragraph. A file in a folder that is not read is named, with the reason, and counted; one given by
name is an error. Read are TXT, HTML, DOCX, RTF, PDF, MHTML, EML and Markdown of at most 200 MB (DOC, WPS and ODT
through LibreOffice), ZIPs of at most 2 GB, and tables with a report a row (XLSX, CSV, TSV, Parquet, JSON Lines;
docs/corpora.md). Linked folders are followed, hidden ones are not looked into, and what this program made itself is no
report.
"""
_FILES = ("output", "summary", "notes", "duplicates", "audit")


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_inputs(parser)
    options.add_output(parser, "FILE.jsonl", "paragraphs file to write")
    parser.add_argument(
        "--summary",
        type=Path,
        metavar="FILE.csv",
        help="table of every report read, and of every file met that was not and why (default: none)",
    )
    parser.add_argument(
        "--notes",
        type=Path,
        metavar="FILE.jsonl",
        help="the glossaries behind the reports, an entry a line (default: none)",
    )
    parser.add_argument(
        "--show-cleaning",
        type=Path,
        metavar="DIR",
        help="folder for a page of each file, tables excepted, that shows what was taken out and changed (default: "
        "none)",
    )
    parser.add_argument(
        "--duplicates",
        type=Path,
        metavar="FILE.csv",
        help="table of reports that look like copies of others, and of paragraphs that repeat others', all of which "
        "are kept (default: none)",
    )
    parser.add_argument(
        "--audit",
        type=Path,
        metavar="FILE.xlsx",
        help="table that compares what columns, or the names of files, say of each report with what its text says; "
        ".csv for CSV (default: none)",
    )
    options.add_columns(parser)
    options.add_workers(parser)
    return parser


def main() -> None:
    parser = make_parser()
    arguments = parser.parse_args()
    files = [path.resolve() for name in _FILES if (path := getattr(arguments, name))]
    if len(set(files)) < len(files):
        parser.error("--output, --summary, --notes, --duplicates and --audit must name different files")
    commandline.check_output_files(arguments, _FILES, arguments.show_cleaning)

    from reports.corpora.columns import read_columns
    from reports.duplicates.repeats import repeats_in
    from reports.duplicates.table import DUPLICATES_HEADER
    from reports.formats.finding import find
    from reports.summary import SUMMARY_HEADER
    from storage.jsonl import write_objects
    from storage.results.folders import check_result_folder

    columns = read_columns(arguments.columns)
    if arguments.show_cleaning is not None:
        check_result_folder(arguments.show_cleaning, arguments.inputs)
    met = find(arguments.inputs)  # before anything is written, which may be in a folder that is read
    gathering = _gathering(arguments)
    with _sheet(arguments.summary, SUMMARY_HEADER) as summary, _sheet(arguments.duplicates, DUPLICATES_HEADER) as table:
        gathering.summary = summary
        _write_paragraphs(arguments, met, gathering, columns)
        repeats = None if gathering.index is None else repeats_in(gathering.index)
        if table is not None and repeats is not None:
            for row in repeats.rows():
                table.writerow(row)
    if gathering.notes is not None:
        write_objects(arguments.notes, gathering.notes)
    if gathering.whole is not None:
        _write_cleaning(arguments.show_cleaning, met, gathering)
    _write_audit(arguments, gathering)
    _say_all(arguments, met, gathering, repeats)


def _gathering(arguments: Namespace) -> "Gathering":
    """Make what gathers all that is asked for."""
    from reports.audit.audit import Audit
    from reports.duplicates.index import DuplicateIndex
    from reports.gathering import Gathering

    return Gathering(
        notes=None if arguments.notes is None else [],
        whole=None if arguments.show_cleaning is None else [],
        index=None if arguments.duplicates is None else DuplicateIndex(),
        audit=None if arguments.audit is None else Audit(),
    )


def _write_paragraphs(arguments: Namespace, met: "Found", gathering: "Gathering", columns: Mapping[str, str]) -> None:
    from reports.reading import read_all
    from scripts.shared.progress import by_file
    from storage.jsonl import write_objects
    from storage.processes.pool import usual_workers

    files = len(met.files)
    results = by_file(read_all(met, arguments.workers or usual_workers(files), columns), files)
    write_objects(arguments.output, (paragraph.to_json() for paragraph in gathering.paragraphs(results)))


def _write_cleaning(folder: Path, met: "Found", gathering: "Gathering") -> None:
    from inference.pages.cleaning_page import write_changes
    from storage.shown import shown

    reports = [one for one in gathering.whole or [] if one.row is None]
    with_pages = {one.origin.file for one in reports if one.origin is not None}
    pages = write_changes([file for file in met.files if file in with_pages], reports, folder)
    commandline.say(f"What was cleaned, on {number_of(pages, 'page')}: {shown(folder / 'index.html')}")
    if of_rows := len(gathering.whole or []) - len(reports):
        said = number_of(
            of_rows, "report of rows or columns of a table has", "reports of rows and columns of tables have"
        )
        commandline.say(f"{said} no page; --summary counts what was changed in each")


def _write_audit(arguments: Namespace, gathering: "Gathering") -> None:
    from reports.audit.table import write_audit
    from storage.shown import shown

    if gathering.audit is None:
        return
    gathering.audit.finish()
    write_audit(arguments.audit, gathering.audit)
    for line in gathering.audit.convention_lines():
        commandline.say(line)
    commandline.say(f"Audit: {gathering.audit.tally()}. Wrote {shown(arguments.audit)}")


def _say_all(arguments: Namespace, met: "Found", gathering: "Gathering", repeats: "Repeats | None") -> None:
    """Name what was not read and what looks like a copy, and print the counts."""
    from reports.duplicates.repeats import copy_line
    from storage.shown import shown

    account = gathering.account
    lists_all = "--summary" if arguments.summary is None else shown(arguments.summary)
    commandline.say_links(met.links)
    commandline.say_skipped(account.skipped, f"{lists_all} lists all")
    for match in repeats.copies() if repeats is not None else []:
        commandline.say(copy_line(match))
    alike = "" if repeats is None else f"; {repeats.tally()}"
    print(f"{account.amount()} {account.tally()}{alike}. Wrote {shown(arguments.output)}")


@contextmanager
def _sheet(path: Path | None, header: Sequence[str]) -> Iterator["WideningSheet | None"]:
    """Open a table with its header, or give None where none was asked for."""
    from storage.sheets import widening_sheet

    if path is None:
        yield None
        return
    with widening_sheet(path, header) as sheet:
        yield sheet


if __name__ == "__main__":
    commandline.run(main)
