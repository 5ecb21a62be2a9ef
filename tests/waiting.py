"""Waiting for what must happen, however busy the machine is: a bound here only tells what comes late from what never
comes."""

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 120.0
"""Seconds after which something is taken to hang. No test is about how long anything takes."""


def wait_until(fact: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Return when something is true; fail where it does not come."""
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, f"it has not come in {seconds:g} seconds"
        time.sleep(0.02)


def has_ended(process: int, seconds: float = PATIENCE) -> bool:
    """Say whether a process ends, or has done so; one that its parent has not asked about yet counts."""
    stat = Path(f"/proc/{process}/stat")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False
