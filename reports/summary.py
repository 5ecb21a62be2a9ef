"""One row for every report that was read and every file that was not: the table to check a collection by."""

from typing import Any

from reports.flags import meaning_of
from reports.report import Report
from reports.skipped import Skipped
from storage.sheets import safe_cell

# The fields of About in the order in which a person looks for them: a place beside its province.
_ABOUT = ("title", "region", "level", "province", "year", "date", "speaker", "meeting")
SUMMARY_HEADER = (
    *("file", "status", "reason", "report", *_ABOUT),
    *("encoding", "paragraphs", "characters", "notes", "flags", "meaning", "cleaning"),
)


def summary_row(one: Report | Skipped) -> list[Any]:
    """Return the cells of one report or skipped file, in the order of `SUMMARY_HEADER`."""
    if isinstance(one, Skipped):
        cells: list[Any] = [str(one.path), "skipped", one.reason, *[""] * (len(SUMMARY_HEADER) - 3)]
    else:
        flags = sorted({*one.flags, *(flag for paragraph in one.paragraphs for flag in paragraph.flags)})
        given = [getattr(one.about, field) for field in _ABOUT]
        size = [
            one.encoding,
            len(one.paragraphs),
            sum(len(paragraph.text) for paragraph in one.paragraphs),
            len(one.notes),
        ]
        meaning = "; ".join(meaning_of(flag).about_chinese for flag in flags)
        cells = [one.source, "read", "", one.id, *given, *size, "; ".join(flags), meaning]
        cells.append("; ".join(f"{name} {count}" for name, count in sorted(one.cleaning.items())))
    return [safe_cell(cell) for cell in cells]
