"""A tagged folder as drift looks at it: by report, what its paragraphs say and what the model said of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.output.tables import JSONL
from inference.output.tagged_file import score_numbers
from inference.output.tagged_lines import tagged_file
from labels.counting import Floats, Truth, indicators
from storage.errors import BadData
from storage.jsonl import read_objects
from storage.shown import shown

FEWEST = 2
"""Reports of a folder without which nothing can be said of how much reports differ."""


@dataclass(frozen=True, slots=True)
class TaggedFolder:
    """All paragraphs of a folder. `owner` is the place of each one's report in `reports`; `scores` and `tags` have
    shape (paragraphs, categories); `left_out` counts reports that were passed over."""

    reports: tuple[str, ...]
    owner: NDArray[np.int64]
    texts: tuple[str, ...]
    parts: tuple[str, ...]
    flags: tuple[frozenset[str], ...]
    review: Truth
    scores: Floats
    tags: Truth
    models: frozenset[str]
    left_out: int

    def by_report(self, values: Floats) -> Floats:
        """Sum values of paragraphs, shape (paragraphs, …), over each report, shape (reports, …)."""
        sums = np.zeros((len(self.reports), *values.shape[1:]))
        np.add.at(sums, self.owner, values)
        return sums

    def joined(self) -> list[str]:
        """Return the text of each report, its paragraphs on lines of their own."""
        own: list[list[str]] = [[] for _ in self.reports]
        for place, text in zip(self.owner, self.texts, strict=True):
            own[place].append(text)
        return ["\n".join(texts) for texts in own]


def read_folder(tagged: Path, ids: Sequence[str], without: Collection[str] = ()) -> TaggedFolder:
    """Read what was tagged.

    Args:
        tagged: the folder that tag.py wrote, or its tagged.jsonl.
        ids: the categories of the bundle that tagged.
        without: ids of reports that are passed over.

    Raises:
        BadData: there is no tagged file, a line is none, or there are fewer than two reports.
    """
    path = tagged_file(tagged)
    places: dict[str, int] = {}
    passed: set[str] = set()
    lines: list[Mapping[str, Any]] = []
    owner, scores = [], []
    for number, line in read_objects(path):
        where = f"{shown(path)}, line {number}"
        _check(line, ids, where)
        if line["report"] in without:
            passed.add(line["report"])
            continue
        owner.append(places.setdefault(line["report"], len(places)))
        scores.append(score_numbers(line.get("scores"), ids, where))
        lines.append(line)
    if len(places) < FEWEST:
        raise BadData(_too_few(shown(path), len(places), len(passed)))
    numbers = np.array(owner, np.int64), np.array(scores, np.float64)
    return _folder(lines, tuple(places), *numbers, ids=ids, left_out=len(passed))


def _folder(
    lines: Sequence[Mapping[str, Any]],
    reports: tuple[str, ...],
    owner: NDArray[np.int64],
    scores: Floats,
    *,
    ids: Sequence[str],
    left_out: int,
) -> TaggedFolder:
    return TaggedFolder(
        reports=reports,
        owner=owner,
        texts=tuple(line["text"] for line in lines),
        parts=tuple(str(line.get("part") or "") for line in lines),
        flags=tuple(frozenset(line.get("flags") or ()) for line in lines),
        review=np.array([bool(line.get("review")) for line in lines], np.bool_),
        scores=scores,
        tags=indicators([line["tags"] for line in lines], ids),
        models=frozenset(str(line.get("model", "")) for line in lines),
        left_out=left_out,
    )


def _check(line: Mapping[str, Any], ids: Sequence[str], where: str) -> None:
    if not all(isinstance(line.get(key), str) and line[key] for key in ("id", "report", "text")):
        raise BadData(f"{where}: id, report or text is missing. Expected a line of {JSONL}; give the folder of tag.py.")
    tags, flags = line.get("tags"), line.get("flags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag in ids for tag in tags):
        raise BadData(f"{where}: tags is {tags!r}. Expected categories among {', '.join(ids)}; tag again.")
    if not isinstance(flags, list) or not all(isinstance(flag, str) for flag in flags):
        raise BadData(f"{where}: flags is {flags!r}. Expected a list of names; tag again.")


def _too_few(name: str, reports: int, passed: int) -> str:
    if passed:
        return (
            f"{name}: but {reports} of its {reports + passed} reports are in --before too. Expected at least {FEWEST} "
            "others; give a folder of new reports, or compare two models on the same ones with evaluate.py --against."
        )
    return (
        f"{name}: holds {reports} report. Expected at least {FEWEST}, or nothing says how much reports differ; tag "
        "more of them."
    )
