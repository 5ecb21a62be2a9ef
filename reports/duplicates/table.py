"""One row for every report that looks like a copy and every paragraph that repeats another report's."""

from typing import Any

from reports.duplicates.match import Match, Place
from storage.sheets import safe_cell

DUPLICATES_HEADER = (
    *("kind", "similarity", "copy", "copy_file", "copy_paragraph", "copy_text"),
    *("original", "original_file", "original_paragraph", "original_text"),
)
_SHOWN = 40  # characters of a text: enough to find it by


def duplicate_row(match: Match) -> list[Any]:
    """Return the cells of one match, in the order of `DUPLICATES_HEADER`; the kind is "report" or "paragraph"."""
    kind = "paragraph" if match.copy.paragraph else "report"
    cells = [kind, round(match.similarity, 3), *_cells(match.copy), *_cells(match.original)]
    return [safe_cell(cell) for cell in cells]


def _cells(place: Place) -> list[str]:
    return [place.report, place.source, place.paragraph, place.text[:_SHOWN]]
