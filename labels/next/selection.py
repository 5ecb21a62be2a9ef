"""Choose which paragraphs to label next: those the model is unsure of, unlike each other, a fair share for every
category and region.

For each category in turn, the least labelled first, the paragraphs nearest its threshold are shortlisted (Lewis and
Gale 1994, "A sequential algorithm for training text classifiers"), and the unlike among them are taken. Before there is
a model, keywords stand in for it (cold start; Yuan, Lin and Boyd-Graber 2020). Nothing is random.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labels.counting import Floats
from labels.next.taking import SHORTLIST, Candidates, take
from labels.taxonomy import NONE_ID, Taxonomy
from storage.errors import BadSettings


@dataclass(frozen=True, slots=True)
class Chosen:
    """A paragraph to label, and why.

    `number` is its row among the candidates, `rank` from 1; `category` the one for whose sake it was taken (NONE_ID in
    a cold start where no keyword stands in it); `uncertainty` from 0 to 1 (1 at the threshold; in a cold start 1
    throughout); `score` is uncertainty times the distance from what was taken before it; `probability` of the
    category, None in a cold start.
    """

    number: int
    rank: int
    category: str
    uncertainty: float
    score: float
    probability: float | None


def uncertainties(probabilities: Floats, thresholds: Sequence[float]) -> Floats:
    """Return how near each probability is to its category's threshold: 1 upon it, 0 at probability 0 or 1; the same
    shape."""
    inner = np.clip(np.asarray(thresholds, np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(
        1 - np.where(probabilities < inner, (inner - probabilities) / inner, (probabilities - inner) / (1 - inner))
    )


def choose_next(
    candidates: Candidates,
    probabilities: Floats,
    thresholds: Sequence[float],
    *,
    labelled: Sequence[int],
    taxonomy: Taxonomy,
    count: int,
) -> list[Chosen]:
    """Choose paragraphs by what a model is unsure of, best first.

    Args:
        probabilities: of the candidates, calibrated, shape (candidates, categories).
        labelled: how many labelled paragraphs carry each category; the least labelled is served first.
        count: fewer are returned where there are fewer candidates that do not repeat each other.

    Raises:
        BadSettings: `count` is below 1, or the shapes do not fit.
    """
    _check_count(count)
    candidates.check(probabilities=probabilities)
    unsure = uncertainties(probabilities, thresholds)
    order = np.argsort(labelled, kind="stable").tolist()
    return [
        Chosen(
            one.number,
            rank,
            taxonomy.ids[one.column],
            float(unsure[one.number, one.column]),
            one.score,
            float(probabilities[one.number, one.column]),
        )
        for rank, one in enumerate(take(unsure, order, candidates, count, SHORTLIST), start=1)
    ]


def choose_first(
    candidates: Candidates, keyword_labels: Sequence[Sequence[str]], taxonomy: Taxonomy, count: int
) -> list[Chosen]:
    """Choose the first paragraphs to label, unlike each other: as many for each category's keywords as for none.

    Args:
        keyword_labels: of each candidate, as `labels.keywords.keyword_labels` returns them.

    Raises:
        BadSettings: as `choose_next`.
    """
    _check_count(count)
    candidates.check(keyword_labels=keyword_labels)
    kinds = (*taxonomy.ids, NONE_ID)
    holds = np.array([[kind in (labels or (NONE_ID,)) for kind in kinds] for labels in keyword_labels], np.float64)
    order = np.argsort(holds.sum(axis=0), kind="stable").tolist()  # the rarest keywords first
    return [
        Chosen(one.number, rank, kinds[one.column], 1.0, one.score, None)
        for rank, one in enumerate(take(holds, order, candidates, count, None), start=1)
    ]


def describe(chosen: Chosen) -> dict[str, Any]:
    """Return the keys "rank", "score" and "why" that the order file gives a paragraph."""
    why: dict[str, Any] = {"category": chosen.category, "uncertainty": round(chosen.uncertainty, 4)}
    if chosen.probability is not None:
        why["probability"] = round(chosen.probability, 4)
    return {"rank": chosen.rank, "score": round(chosen.score, 4), "why": why}


def _check_count(count: int) -> None:
    if count < 1:
        raise BadSettings(f"{count} paragraphs were asked for. Expected 1 or more; correct the count.")
