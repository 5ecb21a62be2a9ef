"""Boosted trees as plain arrays: what scikit-learn has learnt is judged with numpy alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_ROWS_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees whose answers add up to log-odds, one row a tree, one column a node; a leaf leads to itself.

    `column` is what a node looks at and `highest` the greatest value that goes `left`; `answer` counts at leaves.
    """

    column: NDArray[np.int32]
    highest: Floats
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    answer: Floats
    start: float

    def scores(self, columns: Floats) -> Floats:
        """Return the log-odds for rows of columns, shape (rows,)."""
        parts = [self._scores(columns[one : one + _ROWS_AT_ONCE]) for one in range(0, len(columns), _ROWS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _scores(self, values: Floats) -> Floats:
        nodes: NDArray[np.int32]
        following: NDArray[np.int32]
        rows, trees = np.arange(len(values))[:, None], np.arange(len(self.column))[None, :]
        nodes = np.zeros((len(values), len(self.column)), dtype=np.int32)
        while True:
            lower = values[rows, self.column[trees, nodes]] <= self.highest[trees, nodes]
            following = np.asarray(np.where(lower, self.left[trees, nodes], self.right[trees, nodes]))
            if np.array_equal(following, nodes):
                return np.asarray(self.answer[trees, nodes].sum(axis=1) + self.start, dtype=np.float64)
            nodes = following
