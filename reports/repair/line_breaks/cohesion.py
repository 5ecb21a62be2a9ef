"""Tell how much the sentences on both sides of a place have to do with each other, by the pairs of characters they
share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Sentences before and behind a place, counted from the one that begins there (0); no two are further apart than _REACH.
_WINDOWS = (
    ((-1, 0), (0, 1)),
    ((-2, 0), (0, 2)),
    ((-4, 0), (0, 4)),
    ((0, 1), (1, 2)),
    ((0, 1), (1, 4)),
    ((-1, 0), (1, 2)),
)
_REACH = 7
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF
_BITS = 16


def cohesion(text: str, starts: NDArray[np.int64], numbers: NDArray[np.int64]) -> list[Floats]:
    """Return columns of how alike are, by rare pairs of characters, windows of sentences around some of them.

    Args:
        starts: where the sentences of the text begin, in order, the first at 0.
        numbers: those sentences that are asked for.
    """
    shared = _shared(text, starts)
    return [_alike(shared, before, behind, numbers) for before, behind in _WINDOWS]


def _shared(text: str, starts: NDArray[np.int64]) -> Floats:
    """Return what each sentence shares with the one so many (row) further on, shape (reach + 1, sentences + margins).

    A pair of characters counts by the square of how rare it is. Margins of `_REACH` on both sides are empty.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    han = (codes >= _FIRST_HAN) & (codes <= _LAST_HAN)
    first = np.flatnonzero(han[:-1] & han[1:])
    sentences = np.searchsorted(starts, first, side="right") - 1
    pairs, terms = np.unique((codes[first] << _BITS) | codes[first + 1], return_inverse=True)
    number = len(starts)
    keys = np.unique(terms.ravel() * number + sentences)
    term, sentence = np.divmod(keys, number)
    weight = np.log(number / np.maximum(1, np.bincount(term, minlength=len(pairs)))) ** 2
    shared = np.zeros((_REACH + 1, number + 2 * _REACH))
    for apart in range(min(_REACH + 1, number)):
        near = sentence + apart < number
        both = near & _among(keys + apart, keys)
        shared[apart, _REACH : _REACH + number] = np.bincount(
            sentence[both], weights=weight[term[both]], minlength=number
        )
    return shared


def _among(values: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of each value whether it is among the sorted `known`."""
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.asarray(known[at] == values)


def _alike(shared: Floats, before: Sequence[int], behind: Sequence[int], numbers: NDArray[np.int64]) -> Floats:
    """Return the cosine of two windows of sentences, each a first and an end beside the sentences asked for."""
    both = _product(shared, before, behind, numbers)
    sizes = _product(shared, before, before, numbers) * _product(shared, behind, behind, numbers)
    return np.asarray(both / np.sqrt(sizes + 1e-9), dtype=np.float64)


def _product(shared: Floats, one: Sequence[int], other: Sequence[int], numbers: NDArray[np.int64]) -> Floats:
    total = np.zeros(len(numbers))
    for left in range(*one):
        for right in range(*other):
            total += shared[abs(left - right), numbers + _REACH + min(left, right)]
    return total
