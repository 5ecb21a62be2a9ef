"""Invented reports whose truth is known: a tagger errs in them, more in some reports than in others."""

from dataclasses import dataclass

import numpy as np

from evaluation.findings.estimation import Reports
from labels.counting import Floats

CHANCE = np.random.Generator


@dataclass(frozen=True, slots=True)
class World:
    """Reports with their sizes, and how many paragraphs carry the category in truth and by the tagger."""

    size: Floats
    true: Floats
    tagged: Floats

    @property
    def truth(self) -> float:
        """The true share."""
        return float(self.true.sum() / self.size.sum())

    def reports(self, labelled: np.ndarray, only: np.ndarray | None = None) -> Reports:
        """Return what is known where people labelled so many reports, of those in `only`."""
        kept = np.ones(len(self.size), bool) if only is None else only
        size, true, tagged = (one[kept][:, None] for one in (self.size, self.true, self.tagged))
        return Reports(
            size,
            size,
            tagged[..., None],
            true[..., None],
            np.zeros_like(true[..., None]),
            labelled[kept],
            np.zeros(int(kept.sum()), np.int64),
        )


def world(chance: CHANCE, reports: int = 400) -> World:
    """Make reports of 30 to 89 paragraphs; the tagger finds 88 % and adds 9 %, more or less from report to report."""
    size = chance.integers(30, 90, reports)
    true = chance.binomial(size, chance.beta(4, 10, reports))
    found = chance.binomial(true, np.clip(chance.normal(0.88, 0.07, reports), 0, 1))
    added = chance.binomial(size - true, np.clip(chance.normal(0.09, 0.05, reports), 0, 1))
    return World(size.astype(float), true.astype(float), (found + added).astype(float))


def drawn(chance: CHANCE, among: np.ndarray, count: int) -> np.ndarray:
    """Draw so many of the reports that are true in `among`."""
    labelled = np.zeros(len(among), bool)
    labelled[chance.choice(np.flatnonzero(among), count, replace=False)] = True
    return labelled
