"""Finish a run as a result folder."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from inference.inputs import is_read_again
from inference.output.results import Results, write_results
from inference.output.tables import JSONL
from inference.pages.corpus.writing import INDEX
from inference.scale.asked import Asked
from inference.scale.cluster.pulse import Pulse
from inference.scale.reading import Reading, content_digest, file_key
from inference.scale.run import Run
from inference.scale.tagging import Arrangement
from reports.formats.own_results import RECORD
from reports.reading import read_each
from reports.skipped import Skipped
from storage.errors import UnreadableReport
from storage.results.folders import result_folder
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
        write_json(folder / RECORD, _record(run, results))
    Pulse(run.work.folder).end()  # what a cluster left that was killed
    results.remade = run.work.clear(used={*run.used, *asked.reads})
    return results


def _record(run: Run, results: Results) -> dict[str, Any]:
    record = {**run.asked.to_json(), "counts": _counts(results)}
    if any(_was_away(run, one) for one in results.account.skipped):
        record["inputs"] = ""  # which nothing is equal to: the next run makes the result again
    return record


def _was_away(run: Run, skipped: Skipped) -> bool:
    """Say whether a file could be opened when the run began and could not when its turn came: what it holds is missing,
    and may be there again."""
    origin = skipped.origin
    if skipped.kind != "unreadable" or origin is None or origin.member or str(origin.file) in run.asked.unread:
        return False
    try:
        key = file_key(origin.file, content_digest(origin.file), run.asked.columns)
    except OSError:
        return True
    if is_read_again(origin.file):  # of which nothing is kept that would tell
        return _can_be_read(origin.file, run.asked.columns)
    kept = Reading(run.work.read, run.asked.columns).kept(key, origin.file)
    return (isinstance(kept, list) and not any(isinstance(one, Skipped) for one in kept)) or kept is None


def _can_be_read(table: Path, columns: Mapping[str, str]) -> bool:
    try:
        for _ in read_each(table, columns):
            pass
    except UnreadableReport:
        return False
    return True


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
