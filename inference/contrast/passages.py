"""A tagged paragraph as far as words and sentences are looked for in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inference.tagged import is_evidence
from labels.sampling.groups import group_of
from storage.errors import BadData

NAMES = ("year", "province", "region", "level", "part")
"""What groups of paragraphs are told apart by."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A tagged paragraph: `groups` holds by each of `NAMES` the group it is in ("–" where that is not stated), `tags`
    the categories that it carries, `evidence` by category the sentences that do, as (start, end, score)."""

    id: str
    report: str
    index: int
    text: str
    groups: Mapping[str, str]
    tags: tuple[str, ...]
    evidence: Mapping[str, tuple[tuple[int, int, float], ...]]


def passage_of(line: Mapping[str, Any]) -> Passage:
    """Make a passage of a line of tagged.jsonl, which is what `TaggedParagraph.to_json` returns.

    Raises:
        BadData: its evidence is not of sentences; a line without tags and evidence has none.
    """
    evidence = line.get("evidence", {})
    if not is_evidence(evidence, line["text"]):
        raise BadData(
            f"{line['id']}: evidence is not of [start, end, score] by category. Expected a line of tagged.jsonl; tag "
            "again."
        )
    groups = dict(zip(NAMES, group_of(line, NAMES), strict=True))
    return Passage(
        line["id"],
        line["report"],
        line.get("index", 0),
        line["text"],
        groups,
        tuple(line.get("tags", ())),
        {key: tuple(map(tuple, own)) for key, own in evidence.items()},
    )
