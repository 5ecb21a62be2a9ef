"""Ways to cut labelled data into what is learnt from and what is judged, from the most flattering to the hardest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np

from labels.labelled import LabelledParagraph
from labels.quick.characters import Folds
from labels.splits import folds_by_report
from storage.errors import BadSettings

Way = Literal["random", "report", "region", "year", "source", "level"]
WAYS: tuple[Way, ...] = get_args(Way)
FOLDS = 5
Rows = Sequence[LabelledParagraph]


def folds_of(rows: Rows, way: Way, seed: int = 0) -> Folds:
    """Cut rows into folds: by paragraphs at random; whole reports or regions (`labels.splits`), each with what shares
    text; the past to learn from and the years after it to judge; all but one source or level to learn from.

    Rows that do not state their year, source or level are left out of the last three.

    Raises:
        BadSettings: the rows have too few reports, regions, years, sources or levels; the message says how many.
    """
    if way == "random":
        return _random(len(rows), seed)
    if way in ("report", "region"):
        return folds_by_report(rows, FOLDS, seed, "report" if way == "report" else "region")
    return _past_and_future(rows) if way == "year" else _each_left_out(rows, way)


def _random(rows: int, seed: int) -> Folds:
    if rows < FOLDS:
        raise BadSettings(f"{rows} labelled paragraphs arrived. Expected at least {FOLDS} to split; label more.")
    numbers = np.random.default_rng(seed).permutation(rows)
    parts = [set(part.tolist()) for part in np.array_split(numbers, FOLDS)]
    return [([i for i in range(rows) if i not in part], sorted(part)) for part in parts]


def _past_and_future(rows: Rows) -> Folds:
    """Judge each period by what was said before it; the first is learnt from only.

    Periods are years in a row, as even in paragraphs as whole years allow.
    """
    held = Counter(year for row in rows if (year := row.paragraph.about.year) is not None)
    years = sorted(held)
    if len(years) < 2:
        raise BadSettings(
            f"The labelled paragraphs state {len(years)} year(s). Expected two or more to learn from the past; give "
            "rows their 'year'."
        )
    period = _periods(held, years)
    of_rows = [-1 if row.paragraph.about.year is None else period[row.paragraph.about.year] for row in rows]
    last = max(of_rows)
    return [([i for i, one in enumerate(of_rows) if 0 <= one < now], _at(of_rows, now)) for now in range(1, last + 1)]


def _periods(held: Mapping[int, int], years: Sequence[int]) -> dict[int, int]:
    total, before, periods = sum(held.values()), 0, {}
    for year in years:
        periods[year] = min(FOLDS - 1, int(FOLDS * (before + held[year] / 2) / total))
        before += held[year]
    order = {period: number for number, period in enumerate(sorted(set(periods.values())))}
    if len(order) < 2:  # one year holds nearly all: it is the future of the years before it, or their past
        return {year: int(year > years[0]) for year in years}
    return {year: order[period] for year, period in periods.items()}


def _each_left_out(rows: Rows, way: Way) -> Folds:
    """Judge each source or level by a model that learnt from the others."""
    values = [(row.paragraph.source if way == "source" else row.paragraph.about.level) or None for row in rows]
    stated = sorted({value for value in values if value is not None})
    reports = {row.report for row in rows}
    if len(stated) < 2:
        raise BadSettings(
            f"The labelled paragraphs state {len(stated)} {way}(s). Expected two or more to leave one out; give rows "
            f"their '{way}'."
        )
    if len(stated) > max(FOLDS, len(reports) // 2):
        raise BadSettings(
            f"The labelled paragraphs state {len(stated)} {way}s for {len(reports)} reports: that is nearly the "
            f"split by report. Expected fewer; give rows a broader '{way}'."
        )
    part = {value: number % FOLDS for number, value in enumerate(stated)}
    of_rows = [-1 if value is None else part[value] for value in values]
    return [
        ([i for i, one in enumerate(of_rows) if one not in (-1, now)], _at(of_rows, now))
        for now in sorted(set(part.values()))
    ]


def _at(parts: Sequence[int], wanted: int) -> list[int]:
    return [number for number, part in enumerate(parts) if part == wanted]
