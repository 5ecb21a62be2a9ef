"""Sentences whose labels are probably wrong: those of which people said what they carry, judged as paragraphs are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from labels.counting import Floats, Truth, indicators
from labels.evidence import sentence_labels
from labels.labelled import LabelledParagraph
from labels.next.doubtful import Doubt, doubtful
from labels.quick.calibration import calibrated
from labels.quick.known_sentences import unseen_sentence_log_odds
from labels.quick.marked import any_marked
from labels.splits import grouped_folds
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans
from storage.errors import BadSettings

_FOLDS = 5
_QUOTED = 12  # characters of a sentence, enough to find it


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, the number of its row, and what it carries."""

    row: int
    span: tuple[int, int]
    labels: tuple[str, ...]


def doubtful_sentences(
    rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, support: Floats | None = None
) -> list[Doubt]:
    """Rank the rows all of whose labels have evidence by how doubtful their most doubtful sentence is.

    Args:
        support: of the rows' labels, as for `doubtful`; it counts for sentences that say what their paragraph says.

    Returns:
        One doubt for each such row, most doubtful first; none where nobody marked any sentence, or all is of one
        report.

    Raises:
        BadSettings: cleanlab is not installed.
    """
    places = [
        number
        for number, row in enumerate(rows)
        if row.evidence.keys() == set(row.labels) or len(sentence_spans(row.text)) == 1
    ]
    known = [rows[number] for number in places]
    if not any_marked(known):
        return []
    cut = [one for number, row in enumerate(known) for one in _sentences(number, row, taxonomy)]
    try:
        folds = _folds(known, cut)
    except BadSettings:  # all of one report: no model is without it
        return []
    truth = indicators([one.labels for one in cut], taxonomy.ids)
    texts = [known[one.row].text[slice(*one.span)] for one in cut]
    probabilities = calibrated(unseen_sentence_log_odds(texts, truth, folds), truth)
    judged = [
        LabelledParagraph(replace(known[one.row].paragraph, id=str(number), text=text), one.labels)
        for number, (one, text) in enumerate(zip(cut, texts, strict=True))
    ]
    # A sentence may carry nothing, whatever is asked of its paragraph.
    shares = None if support is None else _support(truth, support[places], [one.row for one in cut], known, taxonomy)
    doubts = doubtful(judged, probabilities, replace(taxonomy, exclusive=False), shares)
    return _first_of_each([_of_sentence(doubt, known, cut) for doubt in doubts])


def _support(
    truth: Truth, support: Floats, owners: Sequence[int], rows: Sequence[LabelledParagraph], taxonomy: Taxonomy
) -> Floats:
    """Return the support of each sentence's labels: the paragraph's, where both say the same of a category, else 1."""
    whole = indicators([row.labels for row in rows], taxonomy.ids)
    shares: Floats = np.where(truth == whole[owners], support[owners], 1.0)
    return shares


def merged(paragraphs: Sequence[Doubt], sentences: Sequence[Doubt]) -> list[Doubt]:
    """Make one list of doubts about paragraphs and about sentences, in which each paragraph stands once, where it is
    most doubtful. Of either list what is ahead stays ahead."""
    heads, waiting, order = [*paragraphs], [*sentences], []
    while heads or waiting:
        first = heads if not waiting or (heads and heads[0].score <= waiting[0].score) else waiting
        order.append(first.pop(0))
    return _first_of_each(order)


def _sentences(number: int, row: LabelledParagraph, taxonomy: Taxonomy) -> Iterator[_Sentence]:
    said = sentence_labels(row.text, row.labels, row.evidence, taxonomy.ids)
    for span, carried in zip(sentence_spans(row.text), said, strict=True):
        yield _Sentence(number, span, tuple(key for key, yes in zip(taxonomy.ids, carried, strict=True) if yes))


def _folds(rows: Sequence[LabelledParagraph], cut: Sequence[_Sentence]) -> list[tuple[list[int], list[int]]]:
    """Cut into folds of whole regions."""
    folds = []
    for learnt, scored in grouped_folds(rows, _FOLDS):
        own, others = set(learnt), set(scored)
        folds.append(
            ([i for i, one in enumerate(cut) if one.row in own], [i for i, one in enumerate(cut) if one.row in others])
        )
    return folds


def _of_sentence(doubt: Doubt, rows: Sequence[LabelledParagraph], cut: Sequence[_Sentence]) -> Doubt:
    sentence = cut[int(doubt.paragraph)]
    row = rows[sentence.row]
    quote = row.text[slice(*sentence.span)].strip()[:_QUOTED]
    return replace(doubt, paragraph=row.id, sentence=sentence.span, quote=quote)


def _first_of_each(doubts: Sequence[Doubt]) -> list[Doubt]:
    first: dict[str, Doubt] = {}
    for doubt in doubts:
        first.setdefault(doubt.paragraph, doubt)
    return [replace(doubt, rank=rank) for rank, doubt in enumerate(first.values(), start=1)]
