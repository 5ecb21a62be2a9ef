"""Gather what the places around one of them in a text tell of it, by how far they are."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_NEAR = 2_500  # characters
_NEIGHBOURS = 4
_UNLIKELY = -6.0


def neighbours(score: Floats, place: NDArray[np.int64], length: int) -> list[Floats]:
    """Return the log-odds of the nearest places on both sides, and how far they are."""
    size, edge = len(score), _NEIGHBOURS
    scores = np.concatenate([np.full(edge, _UNLIKELY), score, np.full(edge, _UNLIKELY)])
    places = np.concatenate([np.zeros(edge), place, np.full(edge, length)])
    columns: list[Floats] = []
    for far in range(1, edge + 1):
        columns += [scores[edge - far : edge - far + size], scores[edge + far : edge + far + size]]
    for far in range(1, edge):
        columns += [
            np.log1p(place - places[edge - far : edge - far + size]),
            np.log1p(places[edge + far : edge + far + size] - place),
        ]
    return columns


def around(chance: Floats, place: NDArray[np.int64], length: int) -> list[Floats]:
    """Return how many breaks are expected within some distances, and how far the nearest likely ones are."""
    columns: list[Floats] = []
    for reach in (80, 200, 500, 1_500):
        columns += [
            _sum_between(chance, place, place - reach, place),
            _sum_between(chance, place, place + 1, place + reach + 1),
        ]
    for least in (0.3, 0.6):
        strong = place[chance > least]
        padded = np.concatenate([[0], strong, [length]])
        columns += [
            np.log1p(place - padded[np.searchsorted(strong, place, side="left")]),
            np.log1p(padded[np.searchsorted(strong, place, side="right") + 1] - place),
        ]
    return columns


def nearby(chance: Floats, place: NDArray[np.int64], group: Floats) -> Floats:
    """Return the mean chance of the others of a group within `_NEAR` characters."""
    own = chance * group
    others = _sum_between(own, place, place - _NEAR + 1, place + _NEAR) - own
    number = _sum_between(group, place, place - _NEAR + 1, place + _NEAR) - group
    return np.asarray(others / np.maximum(1e-3, number), dtype=np.float64)


def _sum_between(values: Floats, place: NDArray[np.int64], first: NDArray[np.int64], end: NDArray[np.int64]) -> Floats:
    """Return for each `first` and `end` the sum of the values at the places from `first` on and before `end`.

    By differences of running sums: comparing all places with all others would take the square of their number in
    memory.
    """
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(sums[np.searchsorted(place, end)] - sums[np.searchsorted(place, first)], dtype=np.float64)
