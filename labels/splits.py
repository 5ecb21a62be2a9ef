"""Cut labelled data so that no report, and no region, stands on both sides.

A region's reports of two years repeat each other, often word for word: a model tested on one year after training on the
other is tested on what it has seen. Rows are therefore dealt out by region, and by report where asked for. Regions
whose reports share text all the same (`JOINING`, or one report under two names) are dealt out as one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from labels.dealing import deal
from labels.labelled import LabelledParagraph
from reports.duplicates.index import DuplicateIndex
from storage.errors import BadData, BadSettings
from storage.parsing import read_lines

Unit = Literal["region", "report", "year", "source", "level"]

JOINING = 0.6
"""Similarity from which a paragraph that two regions' reports share joins them. Two real regions reached 0.58, on a
formula of state."""
_YEAR_AND_AFTER = re.compile(r"-\d{4}(?!\d).*$")  # "榆木市-2021-要点", "榆木市-2021~2" → "榆木市"
_KIND_OF_PLACE = re.compile(r"(?<=..)(?:(?:壮族|回族|维吾尔)?自治区|省|市)$")
_LARGEST_LIST = 10_000_000  # bytes


def region_of(row: LabelledParagraph) -> str:
    """Return the name under which reports of one region meet, whatever their year.

    That is the paragraph's region, else the report's id before its year; 省, 市 and 自治区 at the end are left out,
    because one report says 云山 where the next says 云山省.
    """
    name = row.paragraph.about.region
    return _KIND_OF_PLACE.sub("", name) if name else region_named(row.report)


def region_named(report: str) -> str:
    """Return the region that the id of a report names, as `region_of`."""
    return _KIND_OF_PLACE.sub("", _YEAR_AND_AFTER.sub("", report))


def split_by_report(
    rows: Sequence[LabelledParagraph], share: float, seed: int, by: Unit = "region"
) -> tuple[list[LabelledParagraph], list[LabelledParagraph]]:
    """Split off about `share` of the rows, as even in every category as whole regions allow.

    Args:
        share: of the rows that go to the second list, above 0 and below 1.
        by: "region" keeps all reports of a region together, and regions that share near-duplicate paragraphs; the
            others only what has one value, and copies of reports.

    Returns:
        (train, rest), both in the order of `rows` and never empty.

    Raises:
        BadSettings: the share is outside its range, or there are fewer than two regions (reports) that share no text.
    """
    if not 0 < share < 1:
        raise BadSettings(f"A share of {share} arrived. Expected a number above 0 and below 1; 0.15 is usual.")
    parts = _deal(rows, (1 - share, share), seed, by)
    return [rows[i] for i in parts[0]], [rows[i] for i in parts[1]]


def folds_by_report(
    rows: Sequence[LabelledParagraph], k: int, seed: int, by: Unit = "region"
) -> list[tuple[list[int], list[int]]]:
    """Cut `rows` into `k` folds of whole regions, as even in every category as these allow.

    Regions (reports) that share text are kept together, as `split_by_report` does.

    Returns:
        For each fold the row numbers (from 0, ascending) to train on and to test on; every row is tested exactly once.

    Raises:
        BadSettings: `k` is below 2, or there are fewer regions (reports) that share no text than folds.
    """
    if k < 2:
        raise BadSettings(f"{k} folds were asked for. Expected 2 or more; 5 is usual.")
    parts = _deal(rows, (1 / k,) * k, seed, by)
    return [([i for i in range(len(rows)) if i not in test], sorted(test)) for test in map(set, parts)]


def grouped_folds(rows: Sequence[LabelledParagraph], k: int) -> list[tuple[list[int], list[int]]]:
    """Cut rows into `k` folds of whole regions; of whole reports, or of fewer parts, where there are too few of these.

    Raises:
        BadSettings: not even two reports stand apart.
    """
    wanted = [("region", k), ("report", k), *(("report", fewer) for fewer in range(k - 1, 2, -1))]
    for unit, count in wanted:
        try:
            return folds_by_report(rows, count, 0, "region" if unit == "region" else "report")
        except BadSettings:
            continue  # too few of this unit; the next is smaller
    return folds_by_report(rows, 2, 0, "report")


def read_report_list(path: Path) -> set[str]:
    """Read a list of report ids, one a line; what follows # is a comment.

    Raises:
        BadData: the file cannot be read, or lists nothing.
    """
    lines = read_lines(path, _LARGEST_LIST, "a list of report ids, one a line")
    reports = {line.split("#")[0].strip() for line in lines} - {""}
    if not reports:
        raise BadData(f"{path}: lists no report. Expected one report id a line; add those to hold out.")
    return reports


def hold_out(
    rows: Sequence[LabelledParagraph], reports: Iterable[str]
) -> tuple[list[LabelledParagraph], list[LabelledParagraph]]:
    """Split off the rows of the given reports.

    Returns:
        (train, held_out), both in the order of `rows`.

    Raises:
        BadData: a given report has no row.
    """
    wanted = set(reports)
    present = {row.report for row in rows}
    missing = sorted(wanted - present)
    if missing:
        raise BadData(
            f"The report '{missing[0]}' is to be held out, but no labelled paragraph is of it ({len(missing)} such in "
            "all). "
            f"Expected ids such as '{min(present, default='')}'; correct the list."
        )
    return [row for row in rows if row.report not in wanted], [row for row in rows if row.report in wanted]


def _deal(rows: Sequence[LabelledParagraph], shares: Sequence[float], seed: int, by: Unit) -> list[list[int]]:
    """Deal whole groups of rows into parts of the given shares; return the row numbers of each part, none of them
    empty."""
    groups = _groups_apart(rows, len(shares), by)
    features = sorted({label for row in rows for label in row.labels})
    weights = {name: _weights(rows, groups[name], features) for name in sorted(groups)}
    return [sorted(i for name in part for i in groups[name]) for part in deal(weights, shares, seed)]


def _groups_apart(rows: Sequence[LabelledParagraph], parts: int, by: Unit) -> dict[str, list[int]]:
    """Return the row numbers of each group that shares no text with another.

    Raises:
        BadSettings: there are fewer such than parts.
    """
    group_of = _groups(rows, by)
    if (count := len(set(group_of.values()))) < parts:
        instead = (
            f", or split by report (--split-by report) and trust the scores for these {by}s only"
            if by != "report"
            else ""
        )
        raise BadSettings(
            f"The labelled paragraphs come from {count} {by}(s), but {parts} parts were asked for. "
            f"Expected at least one {by} for each part; label more reports, ask for fewer parts{instead}."
        )
    groups = _joined(rows, group_of, by)
    if len(groups) < parts:
        instead = "remove the copies"
        if by != "report":
            instead = "split by report (--split-by report), which keeps only copies of a report together"
        raise BadSettings(
            f"The labelled paragraphs come from {count} {by}s, but these share text, so that only {len(groups)} "
            f"group(s) of them can stand apart, and {parts} parts were asked for. Expected at least one group for each "
            f"part; ask for fewer parts, label more reports, or {instead}."
        )
    return groups


def _weights(rows: Sequence[LabelledParagraph], numbers: Sequence[int], features: Sequence[str]) -> list[float]:
    """Count the rows of a group, and those of each category."""
    return [float(len(numbers)), *(float(sum(label in rows[i].labels for i in numbers)) for label in features)]


def _groups(rows: Sequence[LabelledParagraph], by: Unit) -> dict[str, str]:
    """Return the region (year, …) of each report, or the report itself. All rows of a report follow its first row that
    names one."""
    group_of: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: not (row.paragraph.about.region if by == "region" else _value(row, by))):
        group_of.setdefault(row.report, _value(row, by))
    return group_of


def _value(row: LabelledParagraph, by: Unit) -> str:
    if by == "region":
        return region_of(row)
    stated = {"report": row.report, "year": row.paragraph.about.year, "source": row.paragraph.source}
    return str((row.paragraph.about.level if by == "level" else stated[by]) or "")


def _joined(rows: Sequence[LabelledParagraph], group_of: dict[str, str], by: Unit) -> dict[str, list[int]]:
    """Return the row numbers of each group, where groups that share text are one, under the first of their names."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        numbers[row.report].append(number)
    index = DuplicateIndex()
    for report in sorted(numbers):
        index.add([rows[i].paragraph for i in numbers[report]])
    pairs = {(match.copy.report, match.original.report) for match in index.same_reports()}
    if by == "region":
        pairs |= index.linked_reports(JOINING)
    names = {group: group for group in group_of.values()}
    for one, other in pairs:
        first, second = sorted((names[group_of[one]], names[group_of[other]]))
        if first != second:
            names = {group: first if name == second else name for group, name in names.items()}
    groups: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[names[group_of[row.report]]].append(number)
    return dict(groups)
