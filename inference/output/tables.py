"""Tagged paragraphs as files: JSON Lines for programs, CSV for spreadsheets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from inference.tagged import TaggedParagraph
from labels.taxonomy import Taxonomy
from reports.report import ABOUT_KEYS
from storage.sheets import Sheet, safe_cell, sheet_writer
from storage.whole_files import atomic_writer

JSONL = "tagged.jsonl"
CSV = "tagged.csv"


class TableWriter:
    """Writes paragraphs to tagged.jsonl and tagged.csv as they come."""

    def __init__(self, lines: IO[str], sheet: Sheet, taxonomy: Taxonomy) -> None:
        self._lines = lines
        self._sheet = sheet
        self._taxonomy = taxonomy
        self._sheet.writerow(csv_header(taxonomy))

    def write(self, tagged: TaggedParagraph) -> None:
        """Append one paragraph to both files."""
        self._lines.write(json.dumps(tagged.to_json(), ensure_ascii=False, allow_nan=False) + "\n")
        self._sheet.writerow(csv_row(tagged, self._taxonomy))


@contextmanager
def table_writer(folder: Path, taxonomy: Taxonomy) -> Iterator[TableWriter]:
    """Open both files in `folder`; they appear whole when the block ends, and not at all where it fails.

    Raises:
        CannotWrite: the folder is not writable.
    """
    with atomic_writer(folder / JSONL) as lines, sheet_writer(folder / CSV, atomic_writer) as sheet:
        yield TableWriter(lines, sheet, taxonomy)


def csv_header(taxonomy: Taxonomy) -> list[str]:
    """Return the columns: where the paragraph stands, its text, 1 or 0 and a score for each category, and what to
    review."""
    place = ["id", "report", *ABOUT_KEYS, "part", "section", "index", "text", "tags"]
    return [*place, *taxonomy.ids, *(f"{key}_score" for key in taxonomy.ids), "review", "flags", "source", "model"]


def csv_row(tagged: TaggedParagraph, taxonomy: Taxonomy) -> list[Any]:
    """Return the cells of one paragraph, in the order of `csv_header`."""
    one = tagged.paragraph
    about = one.about.to_json().values()
    place = [one.id, one.report, *about, one.part, " › ".join(one.section), one.index, one.text]
    marks = [int(key in tagged.tags) for key in taxonomy.ids]
    scores = [f"{tagged.scores[key]:.4f}" for key in taxonomy.ids]
    cells = [
        *place,
        "; ".join(tagged.tags),
        *marks,
        *scores,
        int(tagged.review),
        "; ".join(one.flags),
        one.source,
        tagged.model,
    ]
    return [safe_cell(cell) for cell in cells]
