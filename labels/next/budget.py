"""Count what paragraphs cost whoever marks sentences, and keep an order within what somebody can read."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from statistics import fmean

from labels.next.selection import Chosen
from reports.report import Paragraph
from reports.sentences import sentence_spans
from storage.errors import BadSettings

_AHEAD = 1.5  # more than the mean paragraph would need, since the next to label may be shorter than that
SECONDS = 50.5
"""What a paragraph takes that is read and judged sentence by sentence, by a model of reading and keys
(docs/label-worth.md)."""
Order = Sequence[tuple[Paragraph, Chosen]]


def sentences_of(paragraph: Paragraph) -> int:
    """Return how many sentences of a paragraph there are to judge."""
    return len(sentence_spans(paragraph.text))


def paragraphs_for(paragraphs: Sequence[Paragraph], sentences: int) -> int:
    """Return how many of these paragraphs to choose, so that so many sentences are had among them."""
    mean = fmean(map(sentences_of, paragraphs)) if paragraphs else 1.0
    return ceil(_AHEAD * sentences / mean)


def within(order: Order, sentences: int) -> list[tuple[Paragraph, Chosen]]:
    """Keep an order's best that have at most so many sentences together; what does not fit is passed over.

    Raises:
        BadSettings: nothing fits.
    """
    left = sentences
    kept: list[tuple[Paragraph, Chosen]] = []
    for paragraph, chosen in order:
        if (cost := sentences_of(paragraph)) <= left:
            left -= cost
            kept.append((paragraph, replace(chosen, rank=len(kept) + 1)))
    if not kept:
        raise BadSettings(
            f"{sentences} sentences were asked for, and every paragraph that would come next has more. Expected enough "
            "for one of them; ask for more."
        )
    return kept
