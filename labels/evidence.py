"""Hold the sentences that carry a label: where they stand in the text, and which sentences that leaves without it.

The codebook's rule is that a paragraph carries a category where at least one clause of it does. So what people said of
the paragraph says something of its sentences too: a category that the paragraph does not carry is carried by none of
them, and one that was marked is carried by the marked ones alone. A label without evidence leaves open which.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

from labels.further_keys import EVIDENCE, Value
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from storage.errors import BadData

Marks = tuple[tuple[int, int], ...]
"""(start, end) of each marked piece of a text, in order, none overlapping another."""
Evidence = Mapping[str, Marks]
"""The marks of each category that has some."""


def read_evidence(value: Value, text: str, labels: Sequence[str] | None, taxonomy: Taxonomy) -> dict[str, Marks]:
    """Read {category: [[start, end], …]}, in taxonomy order.

    Where a mark begins or ends in a sentence of which it holds blanks only, it is cut to the sentences it is about.

    Args:
        text: what the offsets count in.
        labels: the categories that may have evidence; None where any may.

    Raises:
        BadData: it has another form; a category is unknown or no label; a mark is empty, blank, outside the text or
            overlaps another.
    """
    found: dict[str, Marks] = {}
    entries = value.entries()
    spans = sentence_spans(text) if entries else []
    for key, marks in entries.items():
        taxonomy.check(key, marks.place)
        if labels is not None:
            check_given(key, labels, marks.place)
        found[key] = _marks(marks, text, spans)
    return {key: found[key] for key in taxonomy.ids if key in found}


def check_given(key: str, labels: Sequence[str], where: str) -> None:
    """Raise BadData, which `where` begins, where a category that has evidence is not among the labels."""
    if key not in labels:
        raise BadData(
            f"{where} is evidence of a category that is not given there. Expected evidence of "
            f"{', '.join(labels) or 'nothing, as no category is given'}; add the label, or remove the evidence."
        )


def _marks(value: Value, text: str, spans: Sequence[tuple[int, int]]) -> Marks:
    marks: list[tuple[int, int]] = []
    for mark in value.each():
        start, end = mark.whole_numbers(2)
        if not start < end <= len(text) or not any(map(is_seen, text[start:end])):
            raise mark.refused(f"start and end of a piece of its text, which has {len(text)} characters")
        marks.append((start, end))
    marks.sort()
    if not marks or any(after[0] < before[1] for before, after in pairwise(marks)):
        raise value.refused("one mark or more, none overlapping another")
    return tuple(_of_sentences_seen(mark, text, spans) for mark in marks)


def _of_sentences_seen(mark: tuple[int, int], text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    places = range(*mark)
    seen = (next(place for place in way if is_seen(text[place])) for way in (places, reversed(places)))
    first, last = (spans[bisect_right(spans, place, key=itemgetter(0)) - 1] for place in seen)
    return max(mark[0], first[0]), min(mark[1], last[1])


def is_seen(character: str) -> bool:
    """Tell a character that a reader sees from blanks and from those that only steer others."""
    return not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc")


def is_of_a_model(line: Mapping[str, Any]) -> bool:
    """Tell a line whose evidence is that of its tags, [start, end, score] each: what a model said is no label's."""
    value = line.get(EVIDENCE)
    if "tags" not in line or not isinstance(value, dict):
        return False
    lists = [marks for marks in value.values() if isinstance(marks, list)]
    return len(lists) == len(value) and all(isinstance(one, list) and len(one) == 3 for marks in lists for one in marks)


def marks_to_json(evidence: Evidence) -> dict[str, list[list[int]]]:
    """Return evidence as a labelled file holds it."""
    return {key: [list(mark) for mark in marks] for key, marks in evidence.items()}


def carrying(marks: Marks, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Say of each span, such as a sentence, whether a mark lies in it, be it in part."""
    return [any(start < last and first < end for first, last in marks) for start, end in spans]


def of_sentences(carried: Sequence[bool], spans: Sequence[tuple[int, int]]) -> Marks:
    """Return the spans that carry a category as marks."""
    return tuple(span for span, yes in zip(spans, carried, strict=True) if yes)


def union(many: Iterable[Marks]) -> Marks:
    """Return marks that cover what any of these cover; those that overlap become one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(mark for marks in many for mark in marks):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def sentence_labels(
    text: str, labels: Sequence[str], evidence: Evidence, ids: Sequence[str]
) -> list[tuple[bool | None, ...]]:
    """Say of each sentence of a text (`sentence_spans`) whether it carries each category; None where nobody said.

    Returns:
        A row for each sentence, columns in the order of `ids`. A text of one sentence is known by its labels alone.
    """
    spans = sentence_spans(text)
    columns: list[list[bool | None]] = []
    for key in ids:
        if key not in labels:
            columns.append([False] * len(spans))
        elif key in evidence:
            columns.append([*carrying(evidence[key], spans)])
        else:
            columns.append([True if len(spans) == 1 else None] * len(spans))
    return list(zip(*columns, strict=True))
