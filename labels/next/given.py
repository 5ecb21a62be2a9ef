"""Whose labels are doubted, and how sure a language model was of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from labels.agreement.voices import folded
from labels.answered import Answer
from labels.asking.annotator import is_by_models_alone, is_model
from labels.counting import Floats
from labels.labelled import LabelledParagraph
from labels.next.doubtful import Doubt
from labels.taxonomy import Taxonomy


def support(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> Floats:
    """Return the share of language models' answers that say what the labels say.

    Returns:
        Shape (rows, categories), from 0 to 1; 1 where people gave the labels, or there was one answer only.
    """
    shares = np.ones((len(rows), len(taxonomy.ids)))
    for number, row in enumerate(rows):
        asked = row.asked.values() if is_by_models_alone(row) else ()
        for column, key in enumerate(taxonomy.ids):
            known = [one for one in asked if key in one.shares]
            if (answers := sum(one.answers for one in known)) > 1:
                gave = sum(one.answers * one.shares[key] for one in known) / answers
                shares[number, column] = gave if key in row.labels else 1 - gave
    return shares


def with_givers(
    doubts: Iterable[Doubt], rows: Sequence[LabelledParagraph], shares: Floats, taxonomy: Taxonomy
) -> list[Doubt]:
    """Return doubts with the names of those whose answer each is about, and the share of a language model's answers
    that are such.

    Of a label that somebody settled it is they; a language model is named where no person spoke.

    Args:
        shares: of all rows, as `support` returns them.
    """
    places = {row.id: number for number, row in enumerate(rows)}
    named = []
    for doubt in doubts:
        number = places[doubt.paragraph]
        share = float(shares[number, taxonomy.ids.index(doubt.category)])
        unsure = share if share < 1 and doubt.sentence is None else None
        named.append(replace(doubt, by=_givers(doubt, folded(rows[number], taxonomy)), confidence=unsure))
    return named


def _givers(doubt: Doubt, row: LabelledParagraph) -> tuple[str, ...]:
    if row.settled is not None:
        return row.settled.by
    people = [name for name in row.annotators if not is_model(name)]
    return tuple(name for name in people or row.annotators if _says(row, name, doubt) == doubt.given)


def _says(row: LabelledParagraph, name: str, doubt: Doubt) -> bool:
    if doubt.sentence is None:
        return doubt.category in row.annotators[name]
    start, end = doubt.sentence
    marks = row.answers.get(name, Answer()).evidence.get(doubt.category, ())
    return any(first < end and start < last for first, last in marks)
