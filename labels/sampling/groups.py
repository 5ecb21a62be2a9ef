"""Group paragraphs by what their lines say: year, level, part, a column of the user's own."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from reports.report import ABOUT_KEYS, LEVELS, PARTS
from reports.rows import ROW_KEY, further_columns
from storage.errors import BadSettings

NOT_STATED = "–"
"""Stands for a year, level or part that a line does not state."""
OF_PARAGRAPHS = ("part", "section")
"""What differs from paragraph to paragraph of a report; all else is the same throughout a report."""
OVERVIEWS = ("year", "province", "region", "level", "part")
"""What an overview of a collection tells groups apart by, one at a time."""
_ORDERS: Mapping[str, Sequence[str]] = {"level": LEVELS, "part": PARTS}
_MOST_DIGITS = 15
_MARKS = re.compile('[,:"]')
USUAL = ("report", *ABOUT_KEYS, *OF_PARAGRAPHS)


def group_of(line: Mapping[str, Any], by: Sequence[str]) -> tuple[str, ...]:
    """Return the values of a line that place its paragraph in a group, as text; a section goes by its first heading."""
    return tuple(_value(line, key) for key in by)


def _value(line: Mapping[str, Any], key: str) -> str:
    value = line[key] if key in line else _carried(line).get(key)
    if key == "section" and isinstance(value, list | tuple):
        value = value[0] if value else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # tables keep a year as 2015 here and as 2015.0 there
    return NOT_STATED if value is None else " ".join(str(value).split()) or NOT_STATED


def _carried(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the user's own table that a line carries, by their names with and without "column."."""
    own = further_columns(line.get(ROW_KEY))
    return own | {name.removeprefix("column."): value for name, value in own.items()}


def names_in(line: Mapping[str, Any]) -> set[str]:
    """Return what a line can be grouped by: its keys, and the columns that it carries."""
    return {*line, *_carried(line)}


def place_in_order(by: str, group: str) -> tuple[bool, int, int, str]:
    """Return where a reader expects a group among others of one name: levels from above, what was done before what is
    planned, years and names by their order, what is not stated last."""
    order = _ORDERS.get(by, ())
    known = order.index(group) if group in order else len(order)
    number = int(group) if group.isdecimal() and len(group) <= _MOST_DIGITS else 0
    return group == NOT_STATED, known, number, group


def stratum_of(line: Mapping[str, Any], by: Sequence[str]) -> str:
    """Return the name of the stratum that the report of a line is in."""
    return named(group_of(line, by))


def named(group: Sequence[str]) -> str:
    """Return a group's name: its values with commas between them. A value with a mark that groups are told apart by
    stands in quotation marks, so that no two groups have one name."""
    return ", ".join('"' + one.replace('"', '""') + '"' if _MARKS.search(one) else one for one in group)


def check_groups(by: Sequence[str], stated: Collection[str], what: str) -> None:
    """Raise BadSettings where a name to group by is given twice or on no line.

    Args:
        stated: what lines have (`names_in`).
        what: the file, for the message.
    """
    for key in by:
        if by.count(key) > 1:
            raise BadSettings(f"--by names {key} twice. Expected each name once; leave one out.")
        if key not in USUAL and key not in stated:
            raise BadSettings(
                f"No line of {what} has '{key}'. Expected one of {', '.join(USUAL)}, a key of it, or a column of the "
                "table that it came from; correct --by."
            )
