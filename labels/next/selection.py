"""Which paragraphs to label next: those the model is unsure of, unlike each other, a fair share for every category and
region.

For each category in turn, the least labelled first, the paragraphs nearest its threshold are shortlisted (Lewis and
Gale 1994, "A sequential algorithm for training text classifiers"), and those are taken from the list that are also
unlike all taken so far, as cluster-margin (Citovsky et al. 2021, "Batch active learning at scale") and core-set
sampling (Sener and Savarese 2018) do. Before there is a model, keywords stand in for it (cold start; Yuan, Lin and
Boyd-Graber 2020). Nothing is random.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from labels.counting import Floats
from labels.taxonomy import NONE_ID, Taxonomy
from storage.errors import BadSettings

SHORTLIST = 4
"""Candidates for each place. On the development seeds 2, 4 and 8 ended within 0.01 of each other; without choosing
among them for diversity the macro-F1 of 400 labels fell by 0.005."""
REGION_SHARES = 4
"""Times its even share that a region may have of a batch, as long as others have candidates: regions differ in how
much is unsure. On the development seeds strictly even dealing had a macro-F1 of 0.815 at 400 labels, no such cap 0.820:
within chance."""


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
    probabilities: Floats,
    thresholds: Sequence[float],
    vectors: csr_matrix,
    taxonomy: Taxonomy,
    labelled: Sequence[int],
    regions: Sequence[str],
    repeats: npt.NDArray[np.int64],
    count: int,
) -> list[Chosen]:
    """Choose paragraphs by what a model is unsure of, best first.

    Args:
        probabilities: of the candidates, calibrated, shape (candidates, categories).
        vectors: of the candidates, each of length 1, shape (candidates, anything).
        labelled: how many labelled paragraphs carry each category; the least labelled is served first.
        regions: the region of each candidate.
        repeats: a number for each candidate; of those that share one, one is chosen.
        count: fewer are returned where there are fewer candidates that do not repeat each other.

    Raises:
        BadSettings: `count` is below 1, or the shapes do not fit.
    """
    _check(count, vectors, {"probabilities": probabilities, "regions": regions, "repeats": repeats})
    unsure = uncertainties(probabilities, thresholds)
    order = np.argsort(labelled, kind="stable")
    taken = _take(unsure, order, vectors, regions, repeats, count, SHORTLIST)
    return [
        Chosen(
            number,
            rank,
            taxonomy.ids[column],
            float(unsure[number, column]),
            score,
            float(probabilities[number, column]),
        )
        for rank, (number, column, score) in enumerate(_interleaved(taken), start=1)
    ]


def choose_first(
    keyword_labels: Sequence[Sequence[str]],
    vectors: csr_matrix,
    taxonomy: Taxonomy,
    regions: Sequence[str],
    repeats: npt.NDArray[np.int64],
    count: int,
) -> list[Chosen]:
    """Choose paragraphs before anything is labelled: as many for each category's keywords as for none, unlike each
    other.

    Args:
        keyword_labels: of each candidate, as `labels.keywords.keyword_labels` returns them; the others as for
            `choose_next`.

    Raises:
        BadSettings: as `choose_next`.
    """
    _check(count, vectors, {"keyword labels": keyword_labels, "regions": regions, "repeats": repeats})
    kinds = (*taxonomy.ids, NONE_ID)
    holds = np.array([[kind in (labels or (NONE_ID,)) for kind in kinds] for labels in keyword_labels], np.float64)
    order = np.argsort(holds.sum(axis=0), kind="stable")  # the rarest keywords first
    taken = _take(holds, order, vectors, regions, repeats, count, None)
    return [
        Chosen(number, rank, kinds[column], 1.0, score, None)
        for rank, (number, column, score) in enumerate(_interleaved(taken), start=1)
    ]


def describe(chosen: Chosen) -> dict[str, Any]:
    """Return the keys "rank", "score" and "why" that the order file gives a paragraph."""
    why: dict[str, Any] = {"category": chosen.category, "uncertainty": round(chosen.uncertainty, 4)}
    if chosen.probability is not None:
        why["probability"] = round(chosen.probability, 4)
    return {"rank": chosen.rank, "score": round(chosen.score, 4), "why": why}


def _check(count: int, vectors: csr_matrix, given: dict[str, Any]) -> None:
    if count < 1:
        raise BadSettings(f"{count} paragraphs were asked for. Expected 1 or more; correct the count.")
    for name, values in given.items():
        if len(values) != vectors.shape[0]:
            raise BadSettings(
                f"{vectors.shape[0]} vectors and {len(values)} {name} arrived. Expected one each for every candidate; "
                "give those of one list."
            )


def _take(
    weights: Floats,
    order: npt.NDArray[np.intp],
    vectors: csr_matrix,
    regions: Sequence[str],
    repeats: npt.NDArray[np.int64],
    count: int,
    shortlist: int | None,
) -> dict[int, list[tuple[int, int, float]]]:
    """Take the same number for each column of weights, in the given order; what a column lacks the columns after it,
    then all, make up.

    Args:
        weights: from 0 to 1, shape (candidates, columns); a candidate is never taken for a column where it weighs 0.
        shortlist: for each place so many candidates of the highest weight; None for all that weigh more than 0.

    Returns:
        For each column (candidate, column, score) in the order of taking.
    """
    free = np.ones(len(weights), np.bool_)
    likeness = np.zeros(len(weights))  # with the nearest of those taken
    places = np.unique(np.asarray(regions, object).astype(str), return_inverse=True)[1]
    seen = np.zeros(places.max(initial=0) + 1)
    most = -(-REGION_SHARES * count // len(seen))
    taken: dict[int, list[tuple[int, int, float]]] = {int(column): [] for column in order}
    rounds = [int(column) for column in order] * 2  # the second time for what a column could not fill
    missing = count
    for turn, column in enumerate(rounds):
        quota = -(-missing // (len(order) - turn)) if turn < len(order) else missing
        able = np.flatnonzero(free & (weights[:, column] > 0))
        ranked = able[np.argsort(-weights[able, column], kind="stable")]
        if shortlist is not None:
            ahead = _nth_of_its_kind(places[ranked]) < most - seen[places[ranked]]
            ranked = np.concatenate([ranked[ahead], ranked[~ahead]])[: shortlist * quota]
        candidates = ranked
        for _ in range(quota):
            candidates = candidates[free[candidates]]
            if not len(candidates):
                break
            below = seen[places[candidates]] < most
            scores = weights[candidates, column] * (1 - likeness[candidates])
            best = int(np.argmax(scores + below))  # a score is at most 1: what is below its region's share comes first
            number = int(candidates[best])
            taken[column].append((number, column, float(scores[best])))
            missing -= 1
            free[repeats == repeats[number]] = False
            seen[places[number]] += 1
            likeness = np.maximum(likeness, np.minimum(1.0, (vectors @ vectors[number].T).toarray().ravel()))
    return taken


def _interleaved(taken: dict[int, list[tuple[int, int, float]]]) -> list[tuple[int, int, float]]:
    """Deal out one for each column in turn: whoever stops early has been fair to all."""
    longest = max(map(len, taken.values()), default=0)
    return [own[place] for place in range(longest) for own in taken.values() if place < len(own)]


def _nth_of_its_kind(kinds: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return how many of the same kind stand before each."""
    order = np.argsort(kinds, kind="stable")
    first = np.searchsorted(kinds[order], kinds[order])
    nth = np.empty(len(kinds), np.intp)
    nth[order] = np.arange(len(kinds)) - first
    return nth
