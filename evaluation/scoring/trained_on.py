"""Judge on nothing that was learnt from, and on nothing that was corrected with tags on view: one rule for reports that
a bundle, or a reference, was taught with."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from labels.corrections.blind import check_not_corrected
from storage.errors import BadData

if TYPE_CHECKING:
    from labels.labelled import LabelledParagraph  # loading it takes as long as all else that --help needs

Seen = Literal["refuse", "leave-out"]
SEEN: tuple[str, ...] = get_args(Seen)


def unseen(
    rows: "Sequence[LabelledParagraph]", taught: Mapping[str, Collection[str]], seen: Seen
) -> "list[LabelledParagraph]":
    """Return the rows whose reports taught nobody who is judged on them.

    Args:
        taught: by the name of a model, or of the data of a reference, the ids of the reports that it was taught with.
        seen: what becomes of the other rows: "refuse" raises for the first such name, "leave-out" drops them.

    Raises:
        BadData: there are such rows and they are refused, or no row is left, or rows are corrections.
    """
    check_not_corrected(rows, "to judge by")
    if seen == "refuse":
        for teacher, reports in taught.items():
            _check(rows, teacher, reports)
        return list(rows)
    return _left_over(rows, taught)


def _left_over(rows: "Sequence[LabelledParagraph]", taught: Mapping[str, Collection[str]]) -> "list[LabelledParagraph]":
    known = {report for reports in taught.values() for report in reports}
    fair = [row for row in rows if row.report not in known]
    if rows and not fair:
        raise BadData(
            f"All {len(rows)} held-out paragraphs are of reports that {' or '.join(taught)} was trained on, so no fair "
            "comparison is left. Expected labels of other reports; label some, or give others to hold out."
        )
    return fair


def _check(rows: "Sequence[LabelledParagraph]", teacher: str, reports: Collection[str]) -> None:
    if known := sorted(set(reports) & {row.report for row in rows}):
        raise BadData(
            f"{len(known)} of the reports to judge are also those of {teacher} ('{known[0]}' among them), so its "
            "scores would flatter. "
            "Expected held-out reports; list such with --hold-out, or give another --data."
        )
