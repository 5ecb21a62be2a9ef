"""shares.json of tagged reports, with intervals as if every fourth report were labelled."""

import random
from collections.abc import Iterable
from itertools import combinations
from typing import Any

from inference.pages.corpus.groupings import Group
from inference.pages.corpus.tally import Tally
from inference.tagged import TaggedReport

NOTHING = {"share": None, "low": None, "high": None}


def shares_of(reports: Iterable[TaggedReport], ids: Iterable[str]) -> dict[str, Any]:
    """Return what shares.json holds of reports: shares a little below the counted ones, and differences of any two
    groups; groups of fewer than eight reports have none."""
    tally, chance = Tally(tuple(ids)), random.Random(7)
    for one in reports:
        tally.add(one)
    figures = tally.figures()

    def figure(raw: float, labelled: int) -> dict[str, Any]:
        share = max(0.0, raw - 0.02 * chance.random())
        half = 0.1 * chance.random() / max(labelled, 1)
        corrected = {"share": share, "low": max(0.0, share - half), "high": min(1.0, share + half)}
        return {"raw": raw, "note": "", **(corrected if labelled > 1 else NOTHING)}

    def group(one: Group) -> dict[str, Any]:
        labelled = one.reports // 4
        return {
            "group": one.name,
            "reports": one.reports,
            "paragraphs": one.paragraphs,
            "reports_labelled": labelled,
            "shares": {key: figure(own.raw, labelled) for key, own in one.shares.items()},
        }

    whole = group(figures.whole)
    groupings = []
    for by, grouping in figures.groupings.items():
        groups = [group(one) for one in grouping.groups]
        pairs = combinations([one for one in groups if one["group"] != "–"], 2)
        groupings.append({"by": by, "groups": groups, "differences": [_apart(*pair) for pair in pairs]})
    rest = {key: whole[key] for key in ("reports", "paragraphs", "reports_labelled")}
    return {
        "measure": "paragraphs",
        "shares": [{"group": {}, "category": key, **rest, **own} for key, own in whole["shares"].items()],
        "groupings": groupings,
    }


def _apart(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for key, one in first["shares"].items():
        other = second["shares"][key]
        found[key] = {"raw": other["raw"] - one["raw"], "difference": None, "low": None, "high": None}
        if one["share"] is not None and other["share"] is not None:
            value = other["share"] - one["share"]
            half = one["high"] - one["share"] + other["high"] - other["share"]
            found[key] |= {"difference": value, "low": value - half, "high": value + half}
    return {"first": first["group"], "second": second["group"], "categories": found}
