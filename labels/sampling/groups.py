"""Group paragraphs by what their lines say: year, level, part, a column of the user's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.report import ABOUT_KEYS
from storage.errors import BadSettings

NOT_STATED = "–"
"""Stands for a year, level or part that a line does not state."""
OF_PARAGRAPHS = ("part", "section")
"""What differs from paragraph to paragraph of a report; all else is the same throughout a report."""
USUAL = ("report", *ABOUT_KEYS, *OF_PARAGRAPHS)


def group_of(line: Mapping[str, Any], by: Sequence[str]) -> tuple[str, ...]:
    """Return the values of a line that place its paragraph in a group, as text; a section goes by its first heading."""
    return tuple(_value(line, key) for key in by)


def _value(line: Mapping[str, Any], key: str) -> str:
    value = line.get(key)
    if key == "section":
        value = value[0] if value else None
    return NOT_STATED if value is None or value == "" else str(value)


def stratum_of(line: Mapping[str, Any], by: Sequence[str]) -> str:
    """Return the name of the stratum that the report of a line is in."""
    return ", ".join(group_of(line, by))


def check_groups(by: Sequence[str], lines: Sequence[Mapping[str, Any]], what: str) -> None:
    """Raise BadSettings where a name to group by is given twice or on none of the first lines.

    Args:
        what: the file, for the message.
    """
    for key in by:
        if by.count(key) > 1:
            raise BadSettings(f"--by names {key} twice. Expected each name once; leave one out.")
        if key not in USUAL and not any(key in line for line in lines):
            raise BadSettings(
                f"No line of {what} has '{key}'. Expected one of {', '.join(USUAL)}, or a key of it; correct --by."
            )
