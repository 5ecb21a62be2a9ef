"""Sentences as people marked them and as a model names them: the evidence of a tag, judged like the tag itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.scoring.average_precision import AveragePrecision, average_precision
from evaluation.scoring.intervals import f1_interval, macro, micro
from evaluation.scoring.scores import CategoryScores, category_scores
from inference.tagged import TaggedParagraph
from labels.bootstrap import Interval
from labels.counting import Counts, Floats, Truth, counted
from labels.evidence import carrying, sentence_labels
from labels.keywords import keyword_labels
from labels.labelled import LabelledParagraph
from labels.quick.marked import any_marked
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans, sentences
from storage.errors import BadData


@dataclass(frozen=True, slots=True)
class SaidOfSentences:
    """What a model said of the sentences (`sentence_spans`) of paragraphs, in their order.

    `named` holds for each paragraph which of its sentences the model names as evidence for which category, shape
    (sentences, categories); `scores` its score of each, of the same shapes, None where it gives none. It names
    sentences only for the categories that it tags the paragraph with, as a tagged file does.
    """

    named: Sequence[Truth]
    scores: Sequence[Floats] | None = None


def said_of_sentences(
    tagged: Iterable[TaggedParagraph], scores: Sequence[Floats], ids: Sequence[str]
) -> SaidOfSentences:
    """Return what a tagger says of sentences.

    Args:
        scores: as `inference.tagger.Tagger.tag_with_sentences` gives them.
    """
    return SaidOfSentences([_named(one, ids) for one in tagged], scores)


def _named(tagged: TaggedParagraph, ids: Sequence[str]) -> Truth:
    spans = sentence_spans(tagged.paragraph.text)
    marks = [tuple((one.start, one.end) for one in tagged.evidence.get(key, ())) for key in ids]
    return np.array([carrying(one, spans) for one in marks], dtype=np.bool_).T


def keyword_sentences(texts: Iterable[str], taxonomy: Taxonomy) -> SaidOfSentences:
    """Name the sentences in which a keyword stands of a category that the keywords give the paragraph."""
    return SaidOfSentences([_with_keywords(text, taxonomy) for text in texts])


def _with_keywords(text: str, taxonomy: Taxonomy) -> Truth:
    given = keyword_labels(text, taxonomy)
    return np.array(
        [
            [one.id in given and any(word in sentence for word in one.keywords) for one in taxonomy.categories]
            for sentence in sentences(text)
        ],
        dtype=np.bool_,
    )


@dataclass(frozen=True, slots=True)
class SentenceTruth:
    """What people said of the sentences of paragraphs, one row for each sentence of all.

    `carried` says which carry which category, shape (sentences, categories), `known` for which of these that is known:
    of a label without evidence nobody said which sentences carry it. Of a category that nobody marked in any row
    nothing is: there would be wrong sentences to count, and hardly a right one. `owner` is the number of each
    sentence's paragraph.
    """

    carried: Truth
    known: Truth
    owner: NDArray[np.int64]
    paragraphs: int

    def table(self, parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """Return one row for each sentence from a table for each paragraph.

        Raises:
            BadData: there is not a row for every sentence.
        """
        rows = [len(part) for part in parts]
        if rows != np.bincount(self.owner, minlength=self.paragraphs).tolist():
            raise BadData(
                f"{sum(rows)} judged sentences of {len(rows)} paragraphs arrived for {len(self.owner)} of "
                f"{self.paragraphs}. Expected one for each of the labelled file; tag the same file."
            )
        return np.concatenate(parts)

    def counts(self, said: SaidOfSentences) -> Counts:
        """Count the known sentences of each paragraph, shape (paragraphs, categories, 3)."""
        named = self.table(said.named)
        counts = counted(named & self.known, self.carried)
        sums = np.zeros((self.paragraphs, *counts.shape[1:]), dtype=np.int64)
        np.add.at(sums, self.owner, counts)
        return sums


def sentence_truth(rows: Sequence[LabelledParagraph], ids: Sequence[str]) -> SentenceTruth | None:
    """Return what people said of the sentences of labelled paragraphs, None where no row has evidence."""
    if not any_marked(rows):
        return None
    said = [sentence_labels(row.text, row.labels, row.evidence, ids) for row in rows]
    every = [one for own in said for one in own]
    known = np.array([[one is not None for one in sentence] for sentence in every], dtype=np.bool_)
    known &= known.all(axis=0) | np.array([any(key in row.evidence for row in rows) for key in ids], dtype=np.bool_)
    return SentenceTruth(
        carried=np.array([[one is True for one in sentence] for sentence in every], dtype=np.bool_) & known,
        known=known,
        owner=np.repeat(np.arange(len(rows)), [len(own) for own in said]),
        paragraphs=len(rows),
    )


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """How well the sentences that a model names agree with those that people marked, as `evaluation.scoring.scores`.

    The intervals are the middle 95 % over reports drawn again, None with fewer than two. `average_precision` is that
    of the sentences' own scores; None where the model gives none.
    """

    categories: Mapping[str, CategoryScores]
    macro_f1: float
    macro_f1_interval: Interval | None
    micro_f1: float
    micro_f1_interval: Interval | None
    average_precision: AveragePrecision | None

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds, at full precision."""
        return asdict(self)


def score_sentences(
    truth: SentenceTruth, said: SaidOfSentences, ids: Sequence[str], reports: Sequence[str], seed: int = 0
) -> SentenceScores:
    """Score the sentences whose truth is known.

    Args:
        reports: for each paragraph the id of its report.
        seed: of the bootstrap.

    Raises:
        BadData: the model did not judge every sentence of these paragraphs.
    """
    counts = truth.counts(said)
    totals: Counts = counts.sum(axis=0)
    ranked = None
    if said.scores is not None:
        of_sentences = [reports[number] for number in truth.owner]
        scores = truth.table(said.scores)
        ranked = average_precision(truth.carried, scores, ids, of_sentences, known=truth.known, seed=seed)
    return SentenceScores(
        categories=category_scores(totals, ids),
        macro_f1=float(macro(totals)),
        macro_f1_interval=f1_interval(counts, reports, macro, seed=seed),
        micro_f1=float(micro(totals)),
        micro_f1_interval=f1_interval(counts, reports, micro, seed=seed),
        average_precision=ranked,
    )
