"""Tagged paragraphs as files: JSON Lines for programs, CSV for spreadsheets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from inference.tagged import TaggedParagraph
from labels.taxonomy import Taxonomy
from reports.report import ABOUT_KEYS
from reports.rows import ROW_KEY, further_columns
from storage.sheets import WideningSheet, safe_cell, widening_sheet
from storage.whole_files import atomic_writer

JSONL = "tagged.jsonl"
CSV = "tagged.csv"


class TableWriter:
    """Writes paragraphs to tagged.jsonl and tagged.csv as they come."""

    def __init__(self, lines: IO[str], sheet: WideningSheet, taxonomy: Taxonomy) -> None:
        self._lines = lines
        self._sheet = sheet
        self._taxonomy = taxonomy

    def write(self, tagged: TaggedParagraph) -> None:
        """Append one paragraph to both files."""
        self._lines.write(json.dumps(tagged.to_json(), ensure_ascii=False, allow_nan=False) + "\n")
        self._sheet.writerow(csv_row(tagged, self._taxonomy), further_columns(tagged.paragraph.extra.get(ROW_KEY)))


@contextmanager
def table_writer(folder: Path, taxonomy: Taxonomy) -> Iterator[TableWriter]:
    """Open both files in `folder`; they appear whole when the block ends, and not at all where it fails.

    Raises:
        CannotWrite: the folder is not writable.
    """
    header = csv_header(taxonomy)
    with atomic_writer(folder / JSONL) as lines, widening_sheet(folder / CSV, header, atomic_writer) as sheet:
        yield TableWriter(lines, sheet, taxonomy)


def csv_header(taxonomy: Taxonomy) -> list[str]:
    """Return the columns: where the paragraph stands, its text, 1 or 0 and a score for each category, and what to
    review. Behind them stand those of the user's own table that it was read from."""
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
