"""Days that programs wrote as numbers."""

import math
from datetime import UTC, datetime

# Numbers of units since 1970 that stand for days from 1970-04-26 on, by how pandas counts: s, ms, us, ns.
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
_FIRST, _LAST = datetime(1970, 4, 26, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def day_of_number(value: int | float) -> str:
    """Return the day that a number of units since 1970 stands for, "" for one that stands for none."""
    for unit in _UNITS:
        if math.isfinite(value) and _FIRST.timestamp() <= value / unit <= _LAST.timestamp():
            return datetime.fromtimestamp(value / unit, UTC).date().isoformat()
    return ""
