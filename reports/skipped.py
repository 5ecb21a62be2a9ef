"""List what was met and not read: a row for each, few lines for many, and counts that add up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reports.report import Origin
from reports.rows import Row, further_columns
from storage.sheets import safe_cell, widening_sheet
from storage.shown import number_of
from storage.whole_files import atomic_writer

Kind = Literal["unreadable", "sheet", "row", "twice", "other", "made", "hidden", "empty", "untagged"]
_SAID: dict[Kind, str] = {  # in the order in which a person should look at them
    "unreadable": "that cannot be read",
    "untagged": "reports that could not be tagged",
    "sheet": "sheets that are not read",
    "row": "rows that hold no report",
    "twice": "reached before",
    "other": "of a kind that is not read",
    "made": "made by this program",
    "hidden": "hidden",
    "empty": "rows without text",
}
_SAID_OF_ONE: dict[Kind, str] = {
    "untagged": "report that could not be tagged",
    "sheet": "sheet that is not read",
    "row": "row that holds no report",
    "empty": "row without text",
}
_OF_TABLES: tuple[Kind, ...] = ("sheet", "row", "empty")  # no files
SKIPPED = "skipped.csv"
_MOST_LINES = 20
_MOST_ENDINGS = 5
_FEW_ROWS = 10


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was met and not read, or a folder that was not looked into, and the line to show for it.

    `path` is its name as it is shown; `origin` says where it lies, of a file that was tried; `row` is the row of a
    table that gave no report. `passing` is true where another try may read it: there was no time or memory left.
    """

    path: Path
    reason: str
    kind: Kind = "unreadable"
    is_folder: bool = False
    origin: Origin | None = None
    row: Row | None = None
    passing: bool = False


def lines_of(skipped: Sequence[Skipped], where: str) -> list[str]:
    """Return a line for each, but one for all empty rows of a table; of more than twenty the twenty that a person
    should see first, and a line that counts the others.

    Args:
        where: ends that last line: what lists all of them.
    """
    skipped, counted = _without_empty(skipped)
    if counted:
        return [*lines_of(skipped, where), *counted]
    if len(skipped) <= _MOST_LINES:
        return [f"skipped {one.reason}" for one in skipped]
    order = list(_SAID)
    by_need = sorted(skipped, key=lambda one: order.index(one.kind))  # of one kind in the order in which they were met
    more = by_need[_MOST_LINES:]
    return [*lines_of(by_need[:_MOST_LINES], where), f"… and {len(more):,} more: {by_kind(more)}; {where}"]


def _without_empty(skipped: Sequence[Skipped]) -> tuple[list[Skipped], list[str]]:
    """Take out the empty rows, and count them for each table."""
    places: dict[str, list[str]] = {}
    for one in skipped:
        if one.kind == "empty":
            place = one.row.place.removeprefix(f"{one.row.sheet}, ") if one.row else ""
            table = f"{one.path}, sheet {one.row.sheet}" if one.row and one.row.sheet else str(one.path)
            places.setdefault(table, []).append(place.removeprefix("row "))
    counted = [
        f"skipped {table}: {number_of(len(rows), 'row holds', 'rows hold')} no text ({', '.join(rows[:_FEW_ROWS])}"
        f"{', …' if len(rows) > _FEW_ROWS else ''})."
        for table, rows in places.items()
    ]
    return [one for one in skipped if one.kind != "empty"], counted


def write_skipped(path: Path, skipped: Iterable[Skipped]) -> None:
    """Write a table of all of them into a folder that is our own.

    Raises:
        CannotWrite: the place is not writable.
    """
    with widening_sheet(path, ("file", "why", "reason"), atomic_writer) as sheet:
        for one in skipped:
            further = further_columns(one.row.to_json()) if one.row is not None else {}
            sheet.writerow([safe_cell(cell) for cell in (str(one.path), _SAID[one.kind], one.reason)], further)


def tally(read: int, skipped: Sequence[Skipped]) -> str:
    """Return "from 4 of 13 files; 9 skipped: …": files that were read and files that were not are all that were met."""
    files = [one for one in skipped if not one.is_folder and one.kind not in (*_OF_TABLES, "untagged")]
    inside = [one for one in skipped if one.kind in _OF_TABLES]
    folders = [one for one in skipped if one.is_folder]
    untagged = [one for one in skipped if one.kind == "untagged"]
    of = f"{read} of {number_of(read + len(files), 'file')}" if files else number_of(read, "file")
    why = f": {by_kind(files)}" if files else ""
    passed = f"; folders not looked into: {by_kind(folders)}" if folders else ""
    rows = f"; of tables: {by_kind(inside)}" if inside else ""
    failed = f"; {by_kind(untagged)}" if untagged else ""
    return f"from {of}; {len(files)} skipped{why}{rows}{passed}{failed}"


def by_kind(skipped: Iterable[Skipped]) -> str:
    """Return "2 that cannot be read, 4 of a kind that is not read (.png 3, .xlsx 1)"."""
    kinds: Counter[Kind] = Counter()
    endings: Counter[str] = Counter()
    for one in skipped:
        kinds[one.kind] += 1
        if one.kind == "other":
            endings[one.path.suffix.lower() or "no ending"] += 1
    listed = [f"{ending} {count}" for ending, count in endings.most_common(_MOST_ENDINGS)]
    if len(endings) > _MOST_ENDINGS:
        listed.append("…")
    said = {**_SAID, "other": f"{_SAID['other']} ({', '.join(listed)})"}
    return ", ".join(
        f"{count:,} {said[kind] if count > 1 else _SAID_OF_ONE.get(kind, said[kind])}"
        for kind in _SAID
        if (count := kinds[kind])
    )
