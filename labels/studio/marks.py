"""The sentences of a paragraph as a labelling page shows them, and what people marked of them.

A sentence is a region of the text, there from the start: people give it labels and take them away, and draw none of
their own. Offsets count characters, as Python does; a browser's own would count some Chinese ones twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from labels.evidence import Evidence, Marks, carrying
from labels.studio.page import MARKED, MARKS, TEXT, Question
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from storage.errors import BadData

Entry = Mapping[str, Any]
"""One entry of a Label Studio result."""

_LONGEST_QUOTE = 20
_JUDGED, _UNJUDGED = "s", "u"


def sentence_regions(text: str, evidence: Evidence | None, question: Question) -> list[dict[str, Any]]:
    """Return the sentences of a text as entries of a result, each with the categories that a mark in it is for.

    Args:
        evidence: None where people are shown nothing that a model says, which the ids of the entries tell.
    """
    spans = sentence_spans(text)
    shown = _shown(text)
    carried = {key: carrying(marks, spans) for key, marks in (evidence or {}).items()}
    kind = _UNJUDGED if evidence is None else _JUDGED
    regions = []
    for number, (start, end) in enumerate(shown):
        labels = [key for key, sentences in carried.items() if sentences[number]]
        given = [MARKED] * bool(labels) if question.exclusive else labels
        value = {"start": start, "end": end, "text": text[start:end], "labels": given}
        region = {"id": f"{kind}{number}", "from_name": MARKS, "to_name": TEXT, "type": "labels", "value": value}
        regions.append(region)
    return regions


def _shown(text: str) -> list[tuple[int, int]]:
    """Return where each sentence stands without the white space around it: a region that ends with a line is drawn in
    part only."""
    pieces = [(start, end, text[start:end]) for start, end in sentence_spans(text)]
    return [(start + len(one) - len(one.lstrip()), start + len(one.rstrip())) for start, _, one in pieces]


def regions_in(result: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a result that are sentences, marked or not."""
    return [entry for entry in result if entry.get("from_name") == MARKS]


def is_unjudged(region: Entry) -> bool:
    """Say whether a sentence was shown without what a model says of it."""
    return str(region.get("id")).startswith(_UNJUDGED)


def is_marked(region: Entry) -> bool:
    """Say whether a sentence was given anything."""
    return bool((region.get("value") or {}).get("labels"))


def marked_in(result: Sequence[Entry], text: str, ticked: Sequence[str], exclusive: bool) -> dict[str, Marks]:
    """Return the marks of a result by category, as whole sentences in order, unchecked; in an exclusive taxonomy they
    are for what is ticked."""
    whole = dict(zip(_shown(text), sentence_spans(text), strict=True))
    found: dict[str, set[tuple[int, int]]] = {}
    for entry in regions_in(result):
        value = entry.get("value") or {}
        place = (value.get("start"), value.get("end"))
        for label in value.get("labels") or []:
            for category in ticked if exclusive and label == MARKED else (label,):
                found.setdefault(category, set()).update({whole[place]} if place in whole else ())
    return {category: tuple(sorted(marks)) for category, marks in found.items()}


def check_marks(result: Sequence[Entry], text: str, taxonomy: Taxonomy, where: str) -> None:
    """Check that what people marked are sentences of the text, and given what the page gives.

    Args:
        where: names the task and the annotator in an error.

    Raises:
        BadData: a mark is no sentence, or its category is none.
    """
    places = set(_shown(text))
    for entry in regions_in(result):
        value = entry.get("value") or {}
        labels = value.get("labels") or []
        for label in labels:
            if not (taxonomy.exclusive and label == MARKED):
                taxonomy.check(label, f"{where}: a marked sentence")
        start, end = value.get("start"), value.get("end")
        if labels and (start, end) not in places:
            quoted = f" (“{str(value['text'])[:_LONGEST_QUOTE]}…”)" if value.get("text") else ""
            raise BadData(
                f"{where}: characters {start} to {end}{quoted} are marked, which are no sentence of the text. Expected "
                "whole sentences, as they were sent; mark them again in Label Studio."
            )
