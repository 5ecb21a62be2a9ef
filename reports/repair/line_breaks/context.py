"""Gather what the other places of a text tell of one of them: how its author breaks lines shows over the whole text."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.cohesion import cohesion
from reports.repair.line_breaks.features import LONGEST_HEADING, LONGEST_LEAD, Candidate, mark_before, opening_kind
from reports.repair.line_breaks.headings import chances_beside_others, ends_beside_others, shares
from reports.repair.line_breaks.nearby import around, nearby, neighbours

Floats = NDArray[np.float64]
LEAST_LIKELY = 0.03  # a place below this is no break whatever stands around it,
LEAST_SHARE = 0.08  # unless a heading, if it ends at all, ends there as likely as this
_RULED_OUT = -9.0


def likely(scores: Floats) -> Floats:
    """Return the probabilities of log-odds, shape (candidates,)."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -50.0, 50.0))), dtype=np.float64)


def plausible(found: Sequence[Candidate], scores: Floats, ends: Floats) -> NDArray[np.int64]:
    """Return the numbers of the places that are not ruled out whatever stands around them, shape (k,).

    `scores` are the log-odds that a line begins there, `ends` those that a heading ends there if it ends at all.
    """
    return np.flatnonzero((likely(scores) > LEAST_LIKELY) | (shares(found, ends) > LEAST_SHARE))


def judged_once(text: str, found: Sequence[Candidate], scores: Floats, ends: Floats, kept: NDArray[np.int64]) -> Floats:
    """Return all that tells of the kept candidates before the whole is weighed, shape (k, columns)."""
    beside = ends_beside_others(text, found, ends)[kept]
    return np.hstack([context(text, found, scores, kept), _wording(text, found, kept), beside])


def judged_again(
    text: str, found: Sequence[Candidate], once: Floats, scores: Floats, kept: NDArray[np.int64]
) -> Floats:
    """Add to what `judged_once` returned what the log-odds that came of it, shape (k,), tell of each other."""
    everywhere = np.full(len(found), _RULED_OUT)
    everywhere[kept] = scores
    return np.hstack([once, context(text, found, everywhere, kept)])


def context(text: str, found: Sequence[Candidate], scores: Floats, kept: NDArray[np.int64]) -> Floats:
    """Return what tells of some of the candidates, shape (k, columns).

    Args:
        found: the places of the whole text, in order.
        scores: log-odds that a line begins there, shape (candidates,).
        kept: the numbers of those that are asked for, shape (k,), not empty.
    """
    chances = likely(scores)
    lead = np.array([_is_lead(text, one) for one in found])
    marked = np.array([bool(mark_before(text, one.place)) for one in found])
    chance, score, leads, marks = chances[kept], scores[kept], lead[kept].astype(float), marked[kept].astype(float)
    likely_ones = [found[number] for number in kept]
    place = np.array([one.place for one in likely_ones])
    whole = _whole_text(chances, lead, marked, len(text))
    columns = [
        score,
        *neighbours(score, place, len(text)),
        *around(chance, place, len(text)),
        *(leads, marks, *_sizes(likely_ones)),
        *(nearby(chance, place, group) for group in (leads, marks, 1 - leads - marks * (1 - leads))),
        place / len(text),
        *_openings([text[one : one + 2] for one in place], chance),
        *_openings([opening_kind(text, one) for one in place], chance),
        *_behind_marks(text, likely_ones, chance),
        1_000 * np.argsort(np.argsort(-score)) / len(text),
        *(np.full(len(kept), value) for value in whole),
        *(leads * whole[1], leads * whole[2]),
    ]
    return np.hstack([np.stack(columns, axis=1), chances_beside_others(text, likely_ones, chance)])


def _wording(text: str, found: Sequence[Candidate], kept: NDArray[np.int64]) -> Floats:
    """Return what the sentences around some of the candidates say of them, whatever is likely, shape (k, columns)."""
    starts = np.array([0, *(one.place for one in found if not one.in_heading)])
    numbers = np.searchsorted(starts, [found[number].place for number in kept], side="right") - 1
    lengths = np.diff([*starts, len(text)])
    often = Counter(int(length) for length in lengths if length <= LONGEST_LEAD)
    shapes = [_shape(text, found[number], often) for number in kept]
    return np.column_stack([*cohesion(text, starts, numbers), np.array(shapes, dtype=np.float64)])


def _shape(text: str, one: Candidate, often: "Counter[int]") -> list[float]:
    """Return the measures of the sentence behind a place and of the one before; authors write leads of one length."""
    own, before = text[one.place : one.end], text[one.before : one.place]
    clauses = own.split("，")
    return [
        often[len(own)] / (1 + often.total()),
        len(clauses[0]),
        len(clauses),
        len(clauses) == 2 and len(clauses[0]) == len(clauses[1]) - 1,
        sum(map(str.isdigit, own)),
        own.count("“"),
        own.count("、"),
        "；" in own,
        len(before),
        sum(map(str.isdigit, before)),
        before.endswith("；"),
    ]


def _whole_text(chances: Floats, lead: NDArray[np.bool_], marked: NDArray[np.bool_], length: int) -> list[float]:
    """Return what is the same for all places: how often the text breaks, and how much of that leads tell."""
    return [
        1_000 * chances.sum() / length,
        chances[lead].mean() if lead.any() else 0.0,
        1_000 * lead.sum() / length,
        np.sort(chances)[-30:].mean(),
        1_000 * chances[~lead & ~marked].sum() / length,
    ]


def _sizes(found: Sequence[Candidate]) -> list[Floats]:
    """Return whether each stands in a heading, and the sizes of its sentence and of the one behind it."""
    own = np.array([one.end - one.place for one in found])
    following = np.array([one.beyond - one.end for one in found])
    return [np.array([one.in_heading for one in found]).astype(float), np.log1p(own), np.log1p(following)]


def _openings(openings: Sequence[str], chance: Floats) -> list[Floats]:
    """Return how often a line would begin with the same characters, and how likely the others that do are breaks."""
    often, expected = Counter(openings), Counter[str]()
    for opening, value in zip(openings, chance.tolist(), strict=True):
        expected[opening] += value
    others = [
        (expected[opening] - value) / max(1, often[opening] - 1)
        for opening, value in zip(openings, chance.tolist(), strict=True)
    ]
    return [np.sqrt([often[opening] for opening in openings]), np.array(others)]


def _behind_marks(text: str, found: Sequence[Candidate], chance: Floats) -> list[Floats]:
    """Return how long the numbered heading is that ends before each, 0 for none, and what `_openings` tells of it."""
    lengths = [0 if one.in_heading else one.place - one.before for one in found]
    marks = [
        mark_before(text, one.before) if 0 < length <= LONGEST_HEADING else ""
        for one, length in zip(found, lengths, strict=True)
    ]
    numbered = [length if mark else 0 for mark, length in zip(marks, lengths, strict=True)]
    return [np.array(numbered, dtype=np.float64), *_openings(marks, chance)]


def _is_lead(text: str, one: Candidate) -> bool:
    """Tell a short sentence without digits before a longer one, as paragraphs like to begin: 产业结构持续优化。"""
    if one.in_heading or one.end - one.place > LONGEST_LEAD or one.beyond - one.end <= one.end - one.place:
        return False
    sentence = text[one.place : one.end]
    return sentence.endswith("。") and not any(character.isdigit() for character in sentence)
