"""Labels as they come in: what the model had right in each report, what should hold, and whether it still does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from scipy.stats import t as student

from evaluation.drift.monitor import Watched, bounds, evidence, first_above
from evaluation.findings.basis import CHOSEN, check_unseen, complete_reports, tagged_rows
from evaluation.findings.corpus import Tagger
from evaluation.findings.frame import Frame, read_frame
from labels.counting import Counts, Floats, count
from labels.labelled import LabelledParagraph
from labels.sampling.design import drawn_of
from reports.words import Phrase
from storage.errors import BadData, BadSettings

MEASURES = ("recall", "precision")
Order = Literal["file", "date"]
_LONG = 10  # paragraphs
_OF_BASELINE = 0.2
"""Of the false alarms allowed, what is spent on the floor where that is estimated itself."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What should hold, how often an alarm may be false, and in what order labels came. A floor of None is that of the
    labelled reports of the earlier folder."""

    recall: float | None = None
    precision: float | None = None
    false_alarms: float = 0.05
    order: Order = "file"

    def floor(self, measure: str) -> float | None:
        """Return the floor of a measure that was stated."""
        return self.recall if measure == "recall" else self.precision


@dataclass(frozen=True, slots=True)
class Stream:
    """What was watched: the reports in order, how many paragraphs of them are labelled, how many labelled reports of
    the earlier folder gave floors (0 where they were stated), and in words what was left out."""

    reports: tuple[str, ...]
    paragraphs: int
    baseline: int
    watch: Watch
    watched: tuple[Watched, ...]
    left_out: tuple[Phrase, ...]

    @property
    def alarmed(self) -> tuple[Watched, ...]:
        """What fell below its floor, all that is watched considered."""
        return tuple(one for one in self.watched if one.alarmed is not None)

    @property
    def warned(self) -> tuple[Watched, ...]:
        """What would be an alarm if it alone were watched."""
        return tuple(one for one in self.watched if one.warned is not None and one.alarmed is None)

    def to_json(self) -> dict[str, Any]:
        """Return what drift.json holds of it."""
        return {
            "reports": list(self.reports),
            "paragraphs": self.paragraphs,
            "baseline_reports": self.baseline,
            "false_alarms": self.watch.false_alarms,
            "order": self.watch.order,
            "watched": [one.to_json() for one in self.watched],
            "left_out": [one.english for one in self.left_out],
        }


def watch_stream(before: Path, after: Path, rows: Sequence[LabelledParagraph], tagger: Tagger, watch: Watch) -> Stream:
    """Watch what the model has right in labelled reports of `after`, against a floor.

    Args:
        rows: labels of whole reports of both folders; those of `before` tell the floor where none is stated.

    Raises:
        BadData: labels were chosen by `next`, taught the model or are of other texts; none are of `after`; or fewer
            than two reports of `before` are labelled and no floor is stated.
        BadSettings: by date, and a report has none.
    """
    _check_chosen(rows)
    earlier = _read(before, rows, tagger, "--before")
    later = _read(after, rows, tagger, "--after", without=frozenset(earlier.frame.counted))
    if not later.reports:
        raise BadData(
            f"None of the {len(rows)} labelled paragraphs is of a report of --after alone. Expected labels of new "
            "reports; label some."
        )
    names = _ordered(later, watch.order)
    ids = tagger.taxonomy.ids
    table = np.stack([_counts(later, name, ids) for name in names])
    lengths = np.array([[len(later.reports[name])] for name in names], np.float64)
    most = bounds(lengths, table[:, :, 1].astype(np.float64), _largest_shares(earlier.frame))
    told = np.stack([_counts(earlier, name, ids) for name in earlier.reports]) if earlier.reports else None
    return Stream(
        tuple(names),
        sum(len(later.reports[name]) for name in names),
        0 if None not in (watch.recall, watch.precision) else len(earlier.reports),
        watch,
        tuple(_watched(table, most, told, ids, watch)),
        (*earlier.left_out, *later.left_out),
    )


@dataclass(frozen=True, slots=True)
class _Labelled:
    frame: Frame
    reports: dict[str, Sequence[LabelledParagraph]]
    left_out: tuple[Phrase, ...]


def _check_chosen(rows: Sequence[LabelledParagraph]) -> None:
    if chosen := sum(any(key in row.paragraph.extra for key in CHOSEN) for row in rows):
        raise BadData(
            f"{chosen} of {len(rows)} labelled paragraphs were chosen by `label_studio.py next` because they are hard, "
            "so they say nothing of the others. Expected whole reports; label all of a report, or draw some with "
            "`label_studio.py sample`."
        )


def _read(
    tagged: Path,
    rows: Sequence[LabelledParagraph],
    tagger: Tagger,
    folder: str,
    *,
    without: Collection[str] = frozenset(),
) -> _Labelled:
    frame = read_frame(tagged, (), "paragraphs", tagger.taxonomy.ids, wanted=[row.id for row in rows])
    own = [row for row in rows if row.id in frame.lines and row.report not in without]
    if not own:
        return _Labelled(frame, {}, ())
    left_out: list[Phrase] = []
    own = tagged_rows(own, frame, left_out)
    check_unseen(own, tagger.taught, set())
    by_report: dict[str, list[LabelledParagraph]] = {}
    for row in own:
        by_report.setdefault(row.report, []).append(row)
    drawn = {report: drawn_of(rows[0].paragraph.extra, rows[0].id) for report, rows in by_report.items()}
    complete = complete_reports(by_report, drawn, frame, left_out)
    return _Labelled(frame, dict(complete), tuple(_of(folder, line) for line in left_out))


def _of(folder: str, line: Phrase) -> Phrase:
    return Phrase(f"{folder}：{line.chinese}", f"{folder}: {line.english}")


def _ordered(later: _Labelled, order: Order) -> list[str]:
    names = list(later.reports)
    if order == "file":
        return names
    dates = {name: str(later.frame.lines[own[0].id].get("date") or "") for name, own in later.reports.items()}
    if undated := [name for name, date in dates.items() if not date]:
        raise BadSettings(
            f"'{undated[0]}' states no date ({len(undated)} such labelled reports). Expected one for --order date; "
            "use --order file."
        )
    return sorted(names, key=lambda name: dates[name])


def _counts(labelled: _Labelled, name: str, ids: Sequence[str]) -> Counts:
    """Count what the model had right in a report, shape (categories, 3)."""
    own = labelled.reports[name]
    tags = [labelled.frame.lines[row.id]["tags"] for row in own]
    return np.asarray(count([row.labels for row in own], tags, ids).sum(axis=0))


def _largest_shares(frame: Frame) -> Floats:
    """Return for each category the largest share of its paragraphs that was tagged in an earlier report of some
    length; of short ones chance makes any share."""
    reports = [one for own in frame.counted.values() for one in own.values()]
    long = [one for one in reports if one.paragraphs >= _LONG] or reports
    return np.array([one.tagged / one.paragraphs for one in long]).max(axis=0)


def _watched(table: Counts, most: Floats, told: Counts | None, ids: Sequence[str], watch: Watch) -> list[Watched]:
    every = len(ids) * len(MEASURES)
    found = []
    for measure in MEASURES:
        column, stated = (2 if measure == "recall" else 1), watch.floor(measure)
        spent = 0.0 if stated is not None else _OF_BASELINE * watch.false_alarms
        for number, key in enumerate(ids):
            floor = _floor(told, number, column, measure, spent / every) if stated is None else stated
            right, asked = (table[:, number, place].astype(np.float64) for place in (0, column))
            capital = evidence(right, asked - right, most[:, number], floor)
            bound = 1 / (watch.false_alarms - spent)
            alarms = first_above(capital, bound), first_above(capital, every * bound)
            of_reports = tuple(float(one) for one in capital)
            found.append(Watched(key, measure, floor, int(right.sum()), int(asked.sum()), of_reports, *alarms))
    return found


def _floor(told: Counts | None, number: int, column: int, measure: str, risk: float) -> float:
    """Return what the earlier reports show to have held at least, but for a risk (by report, t).

    The one mistake more that could have been seen keeps the bound from being sure of perfection.
    """
    if told is None or len(told) < 2:
        raise BadData(
            f"{0 if told is None else len(told)} reports of --before are labelled, which tell no floor of {measure}. "
            f"Expected two at least, better thirty; label some of them, or state the floor with --{measure}."
        )
    right, asked = (told[:, number, place].astype(np.float64) for place in (0, column))
    if asked.sum() == 0:
        return 0.0
    rate = right.sum() / asked.sum()
    spread = _error(right, asked, rate, len(told))
    return float(max(0.0, rate - student.ppf(1 - risk, len(told) - 1) * spread))


def _error(right: Floats, asked: Floats, rate: float, reports: int) -> float:
    seen = np.sqrt(((right - rate * asked) ** 2).sum() * reports / (reports - 1)) / asked.sum()
    return float(max(seen, 1 / asked.sum()))
