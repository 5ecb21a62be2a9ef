"""Shares of all groups of one name, and the differences of any two of them, each with its own interval."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any, Literal

from evaluation.findings.blocks import Block, Counting, in_order
from evaluation.findings.corpus import Corpus
from evaluation.findings.differences import Question, able_groups, answers
from evaluation.findings.shares import Share, shares_of_group
from labels.sampling.groups import NOT_STATED, OVERVIEWS

MOST_GROUPS = 60
"""Groups of which any two are compared; of more, each with the next in order."""
Pairs = Literal["all", "neighbours"]


@dataclass(frozen=True, slots=True)
class Apart:
    """The share of a category in one group less that in another: `raw` as the model counted, `difference` corrected,
    with its 95 % interval (None where too little of either is labelled). It stands for itself: it is not corrected for
    how many differences are looked at."""

    raw: float
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the object that shares.json holds."""
        return {"raw": self.raw, "difference": self.difference, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two groups, and the share of `second` less that of `first` of each category, in their order."""

    first: str
    second: str
    categories: tuple[Apart, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of a name in their order, a share a category each; `differences` are of all `pairs` of them or of
    neighbours only. What does not state the name is a group, but is compared with none."""

    by: str
    ids: tuple[str, ...]
    groups: tuple[tuple[Share, ...], ...]
    pairs: Pairs
    differences: tuple[Pair, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the object that shares.json holds."""
        return {
            "by": self.by,
            "pairs": self.pairs,
            "groups": [_group_json(own) for own in self.groups],
            "differences": [
                {
                    "first": one.first,
                    "second": one.second,
                    "categories": {key: own.to_json() for key, own in zip(self.ids, one.categories, strict=True)},
                }
                for one in self.differences
            ],
        }


def _group_json(own: Sequence[Share]) -> dict[str, Any]:
    first = own[0]
    return {
        "group": first.group[0],
        "reports": first.reports,
        "paragraphs": first.paragraphs,
        "reports_labelled": first.reports_labelled,
        "shares": {
            one.category: {"raw": one.raw, "share": one.share, "low": one.low, "high": one.high, "note": one.note}
            for one in own
        },
    }


def groupings_of(corpus: Corpus, aim: float) -> list[Grouping]:
    """Return a grouping for each of `OVERVIEWS` that has two values or more.

    Args:
        corpus: counted by all of them.
        aim: half the width of the interval that is wanted, as a share.
    """
    found = (_grouping(Counting(replace(corpus, frame=corpus.frame.grouped((name,)))), name, aim) for name in OVERVIEWS)
    return [one for one in found if one]


def _grouping(counting: Counting, name: str, aim: float) -> Grouping | None:
    stated = {key for own in counting.frame.counted.values() for key in own if key != (NOT_STATED,)}
    if len(stated) < 2 or not counting.fits:
        return None
    blocks = counting.blocks()
    where = {group: (block, number) for block in blocks for number, group in enumerate(block.groups)}
    groups = in_order(where)
    shares = {
        group: tuple(shares_of_group(block, number, group, counting.ids, aim))
        for group, (block, number) in where.items()
    }
    compared = [group[0] for group in groups if group in stated]
    pairs: Pairs = "all" if len(compared) <= MOST_GROUPS else "neighbours"
    chosen = combinations(compared, 2) if pairs == "all" else pairwise(compared)
    raw = {group[0]: [one.raw for one in own] for group, own in shares.items()}
    differences = tuple(_pairs(blocks, counting.ids, list(chosen), raw))
    return Grouping(name, tuple(counting.ids), tuple(shares[group] for group in groups), pairs, differences)


def _pairs(
    blocks: Sequence[Block], ids: Sequence[str], chosen: Sequence[tuple[str, str]], raw: dict[str, list[float]]
) -> Iterator[Pair]:
    able = able_groups(blocks)
    for one, other in chosen:
        if (one,) in able and (other,) in able:
            question = Question("difference", (one,), (other,), {(one,): -1.0, (other,): 1.0})
            found = [Apart(own.raw, own.value, own.low, own.high) for own in answers(question, able, ids)]
        else:
            found = [Apart(last - first) for first, last in zip(raw[one], raw[other], strict=True)]
        yield Pair(one, other, tuple(found))
