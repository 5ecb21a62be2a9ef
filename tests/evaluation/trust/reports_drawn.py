"""Reports whose paragraphs resemble each other: a model finds a category well in one and badly in the next."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit


@dataclass(frozen=True)
class World:
    """Scores and truth of one category for the paragraphs of many reports, report after report."""

    scores: NDArray[np.float64]
    truth: NDArray[np.bool_]
    reports: NDArray[np.int64]

    def drawn(self, reports: NDArray[np.int64]) -> "World":
        """Return the paragraphs of some reports."""
        starts = np.searchsorted(self.reports, np.arange(self.reports[-1] + 2))
        rows = np.concatenate([np.arange(starts[one], starts[one + 1]) for one in reports])
        return World(self.scores[rows], self.truth[rows], self.reports[rows])

    @property
    def names(self) -> list[str]:
        return [f"岚川县-{number}" for number in self.reports]

    def recall(self, threshold: float) -> float:
        return float((self.scores[self.truth] >= threshold).mean())

    def precision(self, threshold: float) -> float:
        return float(self.truth[self.scores >= threshold].mean())


def world(seed: int, reports: int, spread: float = 0.8) -> World:
    """Draw reports of 15 to 89 paragraphs; `spread` is how far their log-odds lie apart as a whole."""
    generator = np.random.default_rng(seed)
    number = np.repeat(np.arange(reports), generator.integers(15, 90, reports))
    truth = generator.random(len(number)) < generator.beta(4, 16, reports)[number]
    shift = generator.normal(0, spread, reports)[number]
    odds = np.where(truth, 2.2, -2.5) + generator.normal(0, 1.6, len(number)) + shift
    return World(expit(odds), truth, number)
