"""Know a result that need not be made again: quickly, so nothing is loaded here that reads, tags or writes pages."""

from pathlib import Path

from inference.scale.asked import Asked
from inference.scale.kept_files import Damaged, read_kept
from reports.account import Account
from reports.formats.own_results import RECORD
from storage.results.folders import whole_result
from storage.shown import shown


def unchanged(output: Path, asked: Asked, *, again: bool = False) -> str:
    """Return a line that says what lies at `output` where that is what was asked for, as it was written; "" where it
    is to be made.

    Args:
        again: what failed is to be tried again.

    Raises:
        CannotWrite: another run is at work there.
    """
    try:
        value = read_kept(output / RECORD)
    except Damaged:
        return ""
    same = isinstance(value, dict) and {key: value.get(key) for key in asked.to_json()} == asked.to_json()
    counts = value.get("counts") if same else None
    if not isinstance(counts, dict) or (again and counts.get("failed")) or not whole_result(output, RECORD):
        return ""
    amount = Account(counts.get("reports", 0), counts.get("paragraphs", 0)).amount()
    return f"{shown(output)}: nothing has changed since it was written; {amount}, {counts.get('skipped')} skipped"
