"""Finish a run as a result folder, and know one that need not be made again."""

from collections.abc import Callable
from pathlib import Path

from inference.output.results import Results, write_results
from inference.output.tables import JSONL
from inference.pages.corpus.writing import INDEX
from inference.scale.asked import Asked
from inference.scale.kept_files import Damaged, read_kept
from inference.scale.run import Run
from inference.scale.tagging import Arrangement
from reports.formats.own_results import RECORD
from storage.results.folders import result_folder, whole_result
from storage.shown import shown
from storage.whole_files import write_json

_BY = "tag.py"


def finish(output: Path, run: Run, arrangement: Arrangement, progress: Callable[[int], object]) -> Results:
    """Tag what is missing and write the result; what is kept and was not used is cleared away when it is there.

    Args:
        progress: called after each report with the number of its paragraphs.

    Raises:
        CannotWrite: as `storage.results.folders.result_folder`; what is read and tagged cannot be kept.
        UnreadableReport, BadData: as `inference.inputs.read_inputs`.
    """
    asked = run.asked
    with result_folder(output, _BY, _last(asked)) as folder:
        tagged = run.tagged(arrangement)
        results = write_results(folder, asked.bundle.manifest, tagged, progress, pages=asked.pages)
        write_json(folder / RECORD, {**asked.to_json(), "counts": _counts(results)})
    results.remade = run.work.clear(used={*run.used, *asked.reads})
    return results


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
    if not isinstance(value, dict) or {key: value.get(key) for key in asked.to_json()} != asked.to_json():
        return ""
    counts = value.get("counts")
    if not isinstance(counts, dict) or (again and counts.get("failed")) or not whole_result(output, _last(asked)):
        return ""
    return (
        f"{shown(output)}: nothing has changed since it was written; {counts.get('reports')} reports, "
        f"{counts.get('paragraphs')} paragraphs, {counts.get('skipped')} skipped"
    )


def _last(asked: Asked) -> str:
    """Return the file of a result that comes last."""
    return INDEX if asked.pages else JSONL


def _counts(results: Results) -> dict[str, int]:
    account = results.account
    return {
        "reports": account.reports,
        "paragraphs": account.paragraphs,
        "skipped": len(account.skipped),
        "failed": sum(one.passing for one in account.skipped),
    }
