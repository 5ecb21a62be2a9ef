"""Raw reports → paragraphs: read files and folders of TXT, HTML, DOCX, PDF and ZIP, clean them, cut them into
paragraphs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import commandline

if TYPE_CHECKING:
    from reports.duplicates.match import Match
    from reports.report import Origin, Report
    from storage.sheets import Sheet

EPILOG = """\
examples:
  python scripts/read_reports.py reports/sample --output runs/paragraphs.jsonl
  python scripts/read_reports.py 2024.docx pages/ all.zip --output runs/paragraphs.jsonl --summary runs/read.csv
  python scripts/read_reports.py pages/ --output runs/paragraphs.jsonl --duplicates runs/duplicates.csv
  python scripts/read_reports.py page.html --output runs/paragraphs.jsonl --show-cleaning runs/cleaning

One JSON object a paragraph. A file in a folder that is not read is named, with the reason, and counted; one given by
name is an error. Read are TXT, HTML, DOCX and PDF of at most 200 MB and ZIPs of at most 2 GB. Linked folders are
followed, hidden ones are not looked into, and what this program made itself is no report.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="files and folders")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.jsonl", help="paragraphs file to write")
    parser.add_argument(
        "--summary",
        type=Path,
        default=None,
        metavar="FILE.csv",
        help="table of every report read, and of every file met that was not and why",
    )
    parser.add_argument(
        "--notes",
        type=Path,
        default=None,
        metavar="FILE.jsonl",
        help="write the glossaries behind the reports there, an entry a line",
    )
    parser.add_argument(
        "--show-cleaning",
        type=Path,
        default=None,
        metavar="DIR",
        help="write a page for each file that shows what was taken out and changed",
    )
    parser.add_argument(
        "--duplicates",
        type=Path,
        default=None,
        metavar="FILE.csv",
        help="table of reports that look like copies of others, and of paragraphs that repeat others'; all are kept",
    )
    parser.add_argument(
        "--workers",
        type=commandline.positive,
        default=None,
        help="processes that read (default: one for each core, one for few files)",
    )
    arguments = parser.parse_args()
    outputs = [
        path.resolve() for path in (arguments.output, arguments.summary, arguments.notes, arguments.duplicates) if path
    ]
    if len(set(outputs)) < len(outputs):
        parser.error("--output, --summary, --notes and --duplicates must name different files")
    commandline.check_output_files(arguments, ("output", "summary", "notes", "duplicates"), arguments.show_cleaning)

    from tqdm import tqdm

    from inference.pages.cleaning_page import write_changes
    from reports.duplicates.index import DuplicateIndex
    from reports.duplicates.table import DUPLICATES_HEADER, duplicate_row
    from reports.formats.finding import find
    from reports.reading import read_all
    from reports.skipped import Skipped, tally
    from reports.summary import SUMMARY_HEADER, summary_row
    from storage.jsonl import write_objects
    from storage.processes.pool import usual_workers
    from storage.results.folders import check_result_folder
    from storage.shown import shown

    if arguments.show_cleaning is not None:
        check_result_folder(arguments.show_cleaning, arguments.inputs)
    found = find(arguments.inputs)  # before anything is written, which may be in a folder that is read
    files = found.files
    skipped: list[Skipped] = []
    notes: list[dict[str, Any]] = []
    reports = 0
    kept: list[Report] = []  # only where what was cleaned is shown
    seen: set[Path] = set()
    read: set[Origin] = set()
    index = None if arguments.duplicates is None else DuplicateIndex()

    def paragraphs(sheet: "Sheet | None") -> Iterator[dict[str, Any]]:
        nonlocal reports
        with tqdm(total=len(files), unit=" files", disable=None) as bar:
            for one in read_all(found, arguments.workers or usual_workers(len(files))):
                if one.origin is not None and one.origin.file not in seen:
                    seen.add(one.origin.file)
                    bar.update()
                if sheet is not None:
                    sheet.writerow(summary_row(one))
                if isinstance(one, Skipped):
                    skipped.append(one)
                    continue
                reports += 1
                if one.origin is not None:
                    read.add(one.origin)
                if arguments.notes is not None:
                    notes.extend(one.notes_to_json())
                if arguments.show_cleaning is not None:
                    kept.append(one)
                if index is not None:
                    index.add(one.paragraphs)
                yield from (paragraph.to_json() for paragraph in one.paragraphs)

    with _sheet(arguments.summary, SUMMARY_HEADER) as summary, _sheet(arguments.duplicates, DUPLICATES_HEADER) as table:
        count = write_objects(arguments.output, paragraphs(summary))
        copies, repeats = (index.same_reports(), index.reused_paragraphs()) if index is not None else ([], [])
        if table is not None:
            for match in (*copies, *repeats):
                table.writerow(duplicate_row(match))
    if arguments.notes is not None:
        write_objects(arguments.notes, notes)
    if arguments.show_cleaning is not None:
        with_reports = {one.file for one in read}
        pages = write_changes([file for file in files if file in with_reports], kept, arguments.show_cleaning)
        commandline.say(f"What was cleaned, on {pages} pages: {shown(arguments.show_cleaning / 'index.html')}")
    commandline.say_links(found.links)
    commandline.say_skipped(
        skipped, "--summary lists all" if arguments.summary is None else f"{shown(arguments.summary)} lists all"
    )
    named: dict[str, Match] = {}
    for match in copies:  # the most similar first
        named.setdefault(match.copy.report, match)
    for match in named.values():
        commandline.say(_copy_line(match))
    alike = (
        ""
        if index is None
        else f"; {len(named)} look like copies of others, {len(repeats)} paragraphs repeat another report's"
    )
    print(f"{reports} reports, {count} paragraphs {tally(len(read), skipped)}{alike}. Wrote {shown(arguments.output)}")


@contextmanager
def _sheet(path: Path | None, header: Sequence[str]) -> Iterator["Sheet | None"]:
    """Open a table with its header, or give None where none was asked for."""
    from storage.sheets import sheet_writer

    if path is None:
        yield None
        return
    with sheet_writer(path) as sheet:
        sheet.writerow(header)
        yield sheet


def _copy_line(match: "Match") -> str:
    copy, original = match.copy, match.original
    share = f"{match.similarity:.0%} of it stands there too"
    return f"{copy.report} ({copy.source}) looks like a copy of {original.report} ({original.source}): {share}"


if __name__ == "__main__":
    commandline.run(main)
