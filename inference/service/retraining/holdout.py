"""Choose the reports that a model trained here never sees: the same ones from one training to the next."""

from collections.abc import Collection, Sequence
from pathlib import Path

from labels.labelled import LabelledParagraph
from labels.splits import read_report_list, region_of, split_by_report
from storage.whole_files import atomic_writer

SHARE = 0.2
_SEED = 0


def held_out_reports(rows: Sequence[LabelledParagraph], known: Collection[str], share: float = SHARE) -> set[str]:
    """Return the reports to hold out: those of the regions that were held out before, else whole regions of about
    `share` of the rows.

    A later report of a region that was held out is held out too: a model trained on it would have read much of the
    earlier one.

    Args:
        known: the reports that were held out before; where none of their regions has a row, regions are chosen anew.

    Raises:
        BadSettings: regions are to be chosen, but fewer than two are labelled.
    """
    region = {row.report: region_of(row) for row in rows}
    regions = {region[report] for report in known if report in region}
    if not regions:
        regions = {region_of(row) for row in split_by_report(rows, share, _SEED)[1]}
    return {report for report, name in region.items() if name in regions}


def read_held_out(file: Path) -> set[str]:
    """Return the reports that were held out before, none where the file is missing.

    Raises:
        BadData: the file is not such a list.
    """
    return read_report_list(file) if file.exists() else set()


def write_held_out(file: Path, reports: Collection[str]) -> None:
    """Write a list that `labels.splits.read_report_list` reads.

    Raises:
        CannotWrite: the place is not writable.
    """
    with atomic_writer(file) as opened:
        opened.write("# Reports that no model trained here may see: one report id a line.\n")
        opened.writelines(f"{report}\n" for report in sorted(reports))
