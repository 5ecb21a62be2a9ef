"""Weigh where a heading that runs into its text ends: in one place only, and where others numbered alike end."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.features import Candidate, mark_before

Floats = NDArray[np.float64]
NOT_IN_HEADING = -20.0  # log-odds
_NO_OTHERS = -1.0


def shares(found: Sequence[Candidate], ends: Floats) -> Floats:
    """Return each place's share of what tells that its heading ends there, by the log-odds `ends`; 0 outside
    headings."""
    shares = np.zeros(len(found))
    for numbers in _by_heading(found).values():
        odds = np.exp(ends[numbers] - ends[numbers].max())
        shares[numbers] = odds / odds.sum()
    return shares


def ends_beside_others(text: str, found: Sequence[Candidate], ends: Floats) -> Floats:
    """Return how much better a heading ends at each place than elsewhere, and than others numbered alike do, shape
    (candidates, 6)."""
    columns = np.zeros((len(found), 6))
    columns[:, 0], columns[:, 2] = ends, np.log(shares(found, ends) + 1e-6)
    columns[:, 3:5] = NOT_IN_HEADING
    for headings in _numbered_alike(text, found):
        best = [numbers[int(np.argmax(ends[numbers]))] for numbers in headings]
        highest, lengths = ends[best], np.array([found[number].place - found[number].before for number in best])
        for one, numbers in enumerate(headings):
            own = ends[numbers]
            runner_up = np.partition(own, -2)[-2] if len(own) > 1 else own.max() - 5
            columns[numbers, 1] = own - np.where(own == highest[one], runner_up, highest[one])
            columns[numbers, 3] = highest[one]
            if len(headings) > 1:
                columns[numbers, 4] = np.delete(highest, one).mean()
                usual = np.median(np.delete(lengths, one))
                columns[numbers, 5] = [found[number].place - found[number].before - usual for number in numbers]
    return columns


def chances_beside_others(text: str, found: Sequence[Candidate], chances: Floats) -> Floats:
    """Return how likely the heading around each place ends at all, the place's share of that, and how likely others
    numbered alike end, shape (candidates, 3)."""
    columns = np.zeros((len(found), 3))
    columns[:, 2] = _NO_OTHERS
    for headings in _numbered_alike(text, found):
        totals = np.array([chances[numbers].sum() for numbers in headings])
        for one, numbers in enumerate(headings):
            columns[numbers, 0] = totals[one]
            columns[numbers, 1] = chances[numbers] / (totals[one] + 1e-3)
            if len(headings) > 1:
                columns[numbers, 2] = np.delete(totals, one).mean()
    return columns


def _by_heading(found: Sequence[Candidate]) -> dict[int, list[int]]:
    """Return the numbers of the places within each heading, by where it begins."""
    within: dict[int, list[int]] = {}
    for number, one in enumerate(found):
        if one.in_heading:
            within.setdefault(one.before, []).append(number)
    return within


def _numbered_alike(text: str, found: Sequence[Candidate]) -> list[list[list[int]]]:
    """Return the numbers of the places within each heading, headings with marks of one kind together."""
    alike: dict[str, list[list[int]]] = {}
    for start, numbers in _by_heading(found).items():
        alike.setdefault(mark_before(text, start), []).append(numbers)
    return list(alike.values())
