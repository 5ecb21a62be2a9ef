"""Deal groups out into parts of given shares, as even in everything they hold as whole groups allow."""

import random
from collections.abc import Mapping, Sequence

_TRIES = 40
"""Random orders of dealing, of which the most even is taken. Measured on 3,886 paragraphs of 31 regions, ten seeds, a
share of 0.15: the worst category was off its share by 0.025 after one try, 0.007 after 40, 0.004 after 200."""

Weights = Mapping[str, Sequence[float]]
"""By the name of a group how much of each feature it holds; all groups have the same features in the same order."""


def deal(weights: Weights, shares: Sequence[float], seed: int) -> list[list[str]]:
    """Deal the groups out, at least as many as there are shares; return the names of each part, none of them empty."""
    names = sorted(weights)  # so that the order of the groups does not change the parts
    totals = [sum(column) for column in zip(*map(weights.__getitem__, names), strict=True)]
    order = random.Random(seed)
    best: list[list[str]] = []
    lowest = float("inf")
    for _ in range(_TRIES):
        order.shuffle(names)
        parts, cost = _deal_once(names, weights, totals, shares)
        if cost < lowest:
            best, lowest = parts, cost
    return best


def _deal_once(
    names: Sequence[str], weights: Weights, totals: Sequence[float], shares: Sequence[float]
) -> tuple[list[list[str]], float]:
    """Give each group, in order, to the part that lacks most of what it holds.

    Returns the parts and how uneven they are: the sum over parts and features of (had − due)², in shares of the whole.
    """
    parts: list[list[str]] = [[] for _ in shares]
    lacks = [[share] * len(totals) for share in shares]
    for position, name in enumerate(names):
        gain = [weight / total for weight, total in zip(weights[name], totals, strict=True)]
        empty = [part for part in range(len(shares)) if not parts[part]]
        # The last groups fill what is empty.
        choice = empty if len(empty) == len(names) - position else range(len(shares))
        taker = max(choice, key=lambda part: sum(g * lack for g, lack in zip(gain, lacks[part], strict=True)))
        parts[taker].append(name)
        lacks[taker] = [lack - g for lack, g in zip(lacks[taker], gain, strict=True)]
    return parts, sum(lack * lack for part in lacks for lack in part)
