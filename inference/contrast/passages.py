"""A tagged paragraph as far as words and sentences are looked for in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labels.sampling.groups import group_of

NAMES = ("year", "province", "region", "level", "part")
"""What groups of paragraphs are told apart by."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A tagged paragraph: `groups` holds by each of `NAMES` the group it is in ("–" where that is not stated), and
    `evidence` by category the sentences that carry it, as (start, end, score)."""

    id: str
    report: str
    index: int
    text: str
    groups: Mapping[str, str]
    evidence: Mapping[str, tuple[tuple[int, int, float], ...]]


def passage_of(line: Mapping[str, Any]) -> Passage:
    """Make a passage of a line of tagged.jsonl, which is what `TaggedParagraph.to_json` returns."""
    return Passage(
        line["id"],
        line["report"],
        line.get("index", 0),
        line["text"],
        dict(zip(NAMES, group_of(line, NAMES), strict=True)),
        {key: tuple((start, end, score) for start, end, score in own) for key, own in line["evidence"].items()},
    )
