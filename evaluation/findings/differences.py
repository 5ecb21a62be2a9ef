"""Did it rise, do they differ: differences of two groups and trends, each with its own interval."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np

from evaluation.findings.blocks import Block, in_order
from evaluation.findings.estimation import combine
from evaluation.findings.frame import Key
from evaluation.findings.holm import holm
from labels.sampling.groups import NOT_STATED, named
from storage.errors import BadSettings

MOST_VALUES = 6
"""Values of a name of which each is compared with each; of more, those that are asked for."""
_NUMBER = re.compile(r"\d{1,15}")
Kind = Literal["difference", "trend"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of groups: a coefficient for each, whose sum is the answer; `first` and `last` name them."""

    kind: Kind
    first: Key
    last: Key
    coefficients: Mapping[Key, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """The share of `last` less that of `first`, or (a trend) by how much the share grows by a unit, such as a year.

    `raw` is what the model counted; `value` the corrected one with its 95 % interval; `p` that of its being 0, `p_holm`
    corrected for all questions of the table. `holds` says whether it does by the corrected one, at 5 %.
    """

    kind: Kind
    first: Key
    last: Key
    category: str
    raw: float
    value: float
    low: float
    high: float
    error: float
    p: float
    p_holm: float = 1.0
    holds: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the object that shares.json holds."""
        return asdict(self)


def differences_of(blocks: Sequence[Block], ids: Sequence[str], pairs: Sequence[tuple[Key, Key]]) -> list[Difference]:
    """Answer the questions that the groups raise, and those asked for; groups that cannot be corrected raise none.

    Args:
        pairs: groups to compare, earlier first.

    Raises:
        BadSettings: a group asked for does not exist, or too few of its reports are labelled.
    """
    able = able_groups(blocks)
    known = {group for block in blocks for group in block.groups}
    for group in [one for pair in pairs for one in pair]:
        if group not in able:
            why = "has too few labelled reports" if group in known else "does not exist"
            raise BadSettings(
                f"--compare: the group '{named(group)}' {why}. Expected two of {_listed(in_order(able))}; correct it, "
                "or label more."
            )
    asked = [Question("difference", one, other, {one: -1.0, other: 1.0}) for one, other in pairs]
    questions = {(one.kind, one.first, one.last): one for one in [*asked, *_raised(in_order(able))]}
    found = [one for question in questions.values() for one in answers(question, able, ids)]
    corrected = holm([one.p for one in found])
    return [replace(one, p_holm=p, holds=p < 0.05) for one, p in zip(found, corrected, strict=True)]


def able_groups(blocks: Sequence[Block]) -> dict[Key, Block]:
    """Return the groups of which enough is labelled to correct them, each with its block."""
    return {group: block for block in blocks if block.corrected for group in block.groups if _is_able(block, group)}


def _is_able(block: Block, group: Key) -> bool:
    number = block.groups.index(group)
    there = block.reports.size[:, number] > 0
    return int((there & block.reports.labelled).sum()) >= min(2, int(there.sum()))


def _listed(groups: Sequence[Key]) -> str:
    if not groups:
        return "none, as no group has two labelled reports"
    more = f" and {len(groups) - MOST_VALUES} more" if len(groups) > MOST_VALUES else ""
    return "; ".join(named(one) for one in groups[:MOST_VALUES]) + more


def _raised(groups: Sequence[Key]) -> Iterator[Question]:
    """Yield for each name, all others held fixed: trend and last against first of numbers, each against each of few
    other values. Groups that do not state it are no values of it."""
    for place in range(len(groups[0]) if groups else 0):
        fixed: dict[Key, list[Key]] = {}
        for group in groups:
            if group[place] == NOT_STATED:
                continue
            fixed.setdefault(group[:place] + group[place + 1 :], []).append(group)
        for own in fixed.values():
            if all(_NUMBER.fullmatch(one[place]) for one in own):
                yield from _of_numbers(own, place)
            elif len(own) <= MOST_VALUES:
                for one, other in combinations(own, 2):
                    yield Question("difference", one, other, {one: -1.0, other: 1.0})


def _of_numbers(groups: Sequence[Key], place: int) -> Iterator[Question]:
    if len(groups) > 1:
        yield Question("difference", groups[0], groups[-1], {groups[0]: -1.0, groups[-1]: 1.0})
    if len(groups) > 2:
        numbers = np.array([float(one[place]) for one in groups])
        away = numbers - numbers.mean()
        slope = dict(zip(groups, (away / (away @ away)).tolist(), strict=True))
        yield Question("trend", groups[0], groups[-1], slope)


def answers(question: Question, able: Mapping[Key, Block], ids: Sequence[str]) -> Iterator[Difference]:
    """Yield the answer for each category, not yet corrected for other questions."""
    of_question = {id(able[group]): able[group] for group in question.coefficients}
    parts = [
        (block.corrected, block.coefficients(question.coefficients))
        for block in of_question.values()
        if block.corrected
    ]
    estimate = combine(parts)
    raw = sum(np.asarray(coefficients) @ corrected.raw for corrected, coefficients in parts)
    for n, key in enumerate(ids):
        yield Difference(
            question.kind,
            question.first,
            question.last,
            key,
            raw=float(np.asarray(raw)[n]),
            value=float(estimate.value[n]),
            low=float(estimate.low[n]),
            high=float(estimate.high[n]),
            error=float(estimate.error[n]),
            p=float(estimate.p[n]),
        )
