"""Raw reports → paragraphs: read files and folders of TXT, HTML, DOCX, PDF and ZIP, clean them, cut them into paragraphs."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import commandline

EPILOG = """\
examples:
  python scripts/read_reports.py reports/sample --output runs/paragraphs.jsonl
  python scripts/read_reports.py 2024.docx pages/ all.zip --output runs/paragraphs.jsonl --summary runs/read.csv

One JSON object a paragraph. A file in a folder that cannot be read is named and passed over; one given by name is an error.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help="files and folders")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.jsonl", help="paragraphs file to write")
    parser.add_argument(
        "--summary", type=Path, default=None, metavar="FILE.csv", help="table of every report read, and every file skipped and why"
    )
    parser.add_argument(
        "--notes",
        type=Path,
        default=None,
        metavar="FILE.jsonl",
        help="write the glossaries behind the reports there, an entry a line",
    )
    parser.add_argument(
        "--workers",
        type=commandline.positive,
        default=None,
        help="processes that read (default: one for each core, one for few files)",
    )
    arguments = parser.parse_args()

    from tqdm import tqdm

    from reports.finding import find_files
    from reports.jsonl import write_objects
    from reports.reading import Skipped, read_all
    from reports.sheets import Sheet, sheet_writer
    from reports.streaming import usual_workers
    from reports.summary import SUMMARY_HEADER, summary_row

    files = find_files(arguments.inputs)
    skipped: list[Skipped] = []
    notes: list[dict[str, Any]] = []
    reports = 0
    seen: set[str] = set()
    read: set[str] = set()

    def paragraphs(sheet: Sheet | None) -> Iterator[dict[str, Any]]:
        nonlocal reports
        with tqdm(total=len(files), unit=" files", disable=None) as bar:
            for one in read_all(arguments.inputs, arguments.workers or usual_workers(len(files))):
                source = _file_of(str(one.path) if isinstance(one, Skipped) else one.source)
                if source not in seen:
                    seen.add(source)
                    bar.update()
                if sheet is not None:
                    sheet.writerow(summary_row(one))
                if isinstance(one, Skipped):
                    skipped.append(one)
                    continue
                reports += 1
                read.add(source)
                if arguments.notes is not None:
                    notes.extend(one.notes_to_json())
                yield from (paragraph.to_json() for paragraph in one.paragraphs)

    with nullcontext() if arguments.summary is None else sheet_writer(arguments.summary) as sheet:
        if sheet is not None:
            sheet.writerow(SUMMARY_HEADER)
        count = write_objects(arguments.output, paragraphs(sheet))
    if arguments.notes is not None:
        write_objects(arguments.notes, notes)
    commandline.say_skipped(skipped)
    print(f"{reports} reports, {count} paragraphs from {len(read)} files; {len(skipped)} skipped. Wrote {arguments.output}")


def _file_of(source: str) -> str:
    """Return the file that a source lies in: the archive of one that was read from an archive."""
    place = source.lower().find(".zip/")
    return source if place < 0 else source[: place + 4]


if __name__ == "__main__":
    commandline.run(main)
