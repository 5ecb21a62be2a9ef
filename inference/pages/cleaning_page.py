"""Write a page for each document that shows what cleaning removed and changed, and an index with the counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inference.pages.rendering import TEMPLATES, render
from reports.cleaning.changes import Change, changes, counts, marked
from reports.formats.document import raw_documents
from reports.report import Origin, Report
from reports.words import Phrase
from storage.results.folders import result_folder
from storage.whole_files import atomic_writer

INDEX = "index.html"
_PAGE_TEMPLATE = TEMPLATES / "cleaning_page.html.j2"
_INDEX_TEMPLATE = TEMPLATES / "cleaning_index.html.j2"


@dataclass(frozen=True, slots=True)
class _Row:
    """A document in the index: the link to its page, where it came from, and what `counts` says of it."""

    href: str
    source: str
    counts: Mapping[Phrase, int]


def write_changes(files: Sequence[Path], reports: Sequence[Report], folder: Path) -> int:
    """Write a page for each document that reports were read from, and `index.html`; return the number of pages.

    Args:
        files: the files that were read, archives too.
        reports: what was read from them, in order.
        folder: see `storage.results.folders.result_folder`, whose errors it raises.
    """
    with result_folder(folder, "read_reports.py --show-cleaning", INDEX) as made:
        rows = _write_pages(files, reports, made)
        _write(made / INDEX, render(_INDEX_TEMPLATE, rows=rows, names=list(counts([]))))
    return len(rows)


def _write_pages(files: Iterable[Path], reports: Sequence[Report], folder: Path) -> list[_Row]:
    by_origin: dict[Origin | None, list[Report]] = {}
    for report in reports:
        by_origin.setdefault(report.origin, []).append(report)
    rows: list[_Row] = []
    for path in files:
        for origin, lines in raw_documents(path):
            own = by_origin.get(origin)
            if not own:
                continue
            found = changes(lines, own)
            row = _Row(f"{len(rows) + 1:04}.html", own[0].source, counts(found))
            _write(folder / row.href, _page(row, found))
            rows.append(row)
    return rows


def _page(row: _Row, found: Sequence[Change]) -> str:
    parts = (part for one in found for part in marked(one))
    return render(_PAGE_TEMPLATE, source=row.source, counts=row.counts, parts=parts, home=INDEX)


def _write(path: Path, page: str) -> None:
    with atomic_writer(path) as file:
        file.write(page)
