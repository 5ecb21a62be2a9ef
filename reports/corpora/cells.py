"""What stands in a cell, as text, as a JSON value, as a year and as a date."""

import math
import re
from datetime import date, datetime, timedelta
from typing import Any

from reports.days import day_of_number
from reports.numerals import YEAR, number_of

SHORTEST_REPORT = 400
"""Characters that the text of a line or cell has at least that holds a report and nothing else."""
LONGEST_EXCEL = 32_767
"""Characters that a cell of Excel holds; what is longer was cut."""
MOST_CARRIED = 2_000
"""Characters of a cell that go along with each paragraph; a longer one is cut."""
_ERRORS = frozenset(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#GETTING_DATA"))
_NOTHING = frozenset(("", "nan", "none", "null", "na", "n/a", "-", "—", "无", "缺失", "nat", "<na>"))
_STATES_YEAR = re.compile(rf"(?<!\d)({YEAR})(?!\d)")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?")


def text_of(value: Any) -> str:
    """Return the text of a cell; "" where it holds none, or a word for none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    text = str(value).replace("_x000D_", "\r")
    return "" if text.strip().lower() in _NOTHING else text


def is_error(text: str) -> bool:
    """Tell a cell in which a formula failed."""
    return text.strip() in _ERRORS


def json_value(value: Any) -> Any:
    """Return what a JSON file holds for a cell: whole numbers as such, days as text, no NaN, nothing very long."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**18 else str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime | date | timedelta):
        return text_of(value)
    text = re.sub("[\ud800-\udfff]", "\ufffd", text_of(value) or str(value))
    return text if len(text) <= MOST_CARRIED else f"{text[:MOST_CARRIED]}…"


def year_of(value: Any) -> int | None:
    """Return 2031 for 2031, 2031.0, "2031年", "二〇三一" and a day of that year; None for anything else."""
    if isinstance(value, datetime | date):
        return value.year
    text = text_of(value).strip()
    if len(text) > 40:
        return None
    found = {number_of(one) for one in _STATES_YEAR.findall(text)}
    return found.pop() if len(found) == 1 else None


def date_of(value: Any) -> str:
    """Return a day as ISO 8601, as far as it is known: of a date, a text that names one, or a number of seconds,
    milliseconds, micro- or nanoseconds since 1970, as pandas writes them."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return day_of_number(value)
    match = _DAY.search(text_of(value))
    if match is None:
        return ""
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 0)
    try:
        return date(year, month, day or 1).isoformat()[: 10 if day else 7]
    except ValueError:
        return ""
