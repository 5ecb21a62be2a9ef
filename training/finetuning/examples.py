"""What a model learns from: readings of texts, with what is known of each.

Where people marked the sentences, each sentence is taught by itself, and the paragraph as a whole once more. Where they
said only what a paragraph carries, it is taught by multiple-instance learning: its logit for a category is the maximum
over its windows (the codebook's rule is "at least one clause"), and the model learns which sentence carries the label.
Maximum pooling over instances: Zhou (2004), "Multi-instance learning: a survey". A text may be read in several views
(clauses, sentences, the whole of it); its logit is then the mean of their maxima.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from labels.counting import Floats, indicators
from labels.labelled import LabelledParagraph
from labels.quick.marked import UNKNOWN, any_marked, marks_of
from models.batching import padded
from models.manifest import Unit
from models.units import Spans, views, windows
from reports.sentences import sentence_spans

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedTokenizerFast

_AT_ONCE = 4_096  # lists of numbers take ten times the memory of the data set that is made of them


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the views in which it is read, and 1 or 0 for each category, or how probable it is, shape (categories,).

    NaN stands where nothing is known.
    """

    text: str
    views: list[Spans]
    labels: Floats


def by_the_sentence(rows: Sequence[LabelledParagraph], unit: Unit) -> bool:
    """Say whether a model is taught sentences by themselves: where people marked some, unless it judges paragraphs."""
    return unit != "paragraph" and any_marked(rows)


def asked(texts: Sequence[str], labels: Floats, unit: Unit) -> list[Example]:
    """Return an example of each text as the model is asked about it once it is made.

    Args:
        labels: shape (texts, categories).
    """
    return [Example(text, views(text, unit), own) for text, own in zip(texts, labels, strict=True)]


def taught(rows: Sequence[LabelledParagraph], ids: Sequence[str], unit: Unit) -> list[Example]:
    """Return what labelled rows teach.

    Where nobody marked a sentence in any of them, that is each paragraph as it will be asked about. Else it is every
    sentence of which something is known, and each paragraph whole.
    """
    truth = indicators([row.labels for row in rows], ids).astype(np.float64)
    marks = marks_of(rows, ids) if by_the_sentence(rows, unit) else None
    if marks is None:
        return asked([row.text for row in rows], truth, unit)
    return by_sentences([row.text for row in rows], marks, truth)


def by_sentences(texts: Sequence[str], of_sentences: Sequence[Floats], labels: Floats) -> list[Example]:
    """Return the sentences of texts and the texts whole, each reading once.

    A category of which a text is known to carry it, but not where, is taught by the highest of its sentences.

    Args:
        of_sentences: for each text, shape (sentences, categories).
        labels: shape (texts, categories).
    """
    read: dict[tuple[str, int, bytes], Example] = {}
    for text, units, own in zip(texts, of_sentences, labels, strict=True):
        for one in _readings(text, units, own):
            read.setdefault((one.text, len(one.views[0]), one.labels.tobytes()), one)
    return list(read.values())


def _readings(text: str, units: Floats, labels: Floats) -> Iterator[Example]:
    spans = sentence_spans(text)
    yield Example(text, [[(0, len(text))]], labels)
    if len(spans) == 1:
        return
    for (start, end), known in zip(spans, units, strict=True):
        if not np.isnan(known).all():
            yield Example(text[start:end], [[(0, end - start)]], known)
    if (somewhere := np.isnan(units).any(axis=0)).any():
        yield Example(text, [spans], np.where(somewhere, labels, UNKNOWN))


def to_dataset(examples: Sequence[Example], tokenizer: "PreTrainedTokenizerFast", max_tokens: int) -> "Dataset":
    """Return a data set with `views` (the token ids of every window of every view) and `labels` (a float for each
    category)."""
    from datasets import Dataset, concatenate_datasets

    begins = range(0, max(len(examples), 1), _AT_ONCE)
    read = (_columns(examples[begin : begin + _AT_ONCE], tokenizer, max_tokens) for begin in begins)
    return concatenate_datasets([Dataset.from_dict(one) for one in read])


def _columns(
    examples: Sequence[Example], tokenizer: "PreTrainedTokenizerFast", max_tokens: int
) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"views": [], "labels": []}
    for one in examples:
        units = [[one.text[start:end] for start, end in view] for view in one.views]
        cut = [windows(tokenizer, own, max_tokens) for own in units]
        columns["views"].append([[list(window.tokens) for window in own] for own in cut])
        columns["labels"].append(one.labels.tolist())
    return columns


class Collator:
    """Lay the windows of a batch of examples under each other, longest first."""

    def __init__(self, tokenizer: "PreTrainedTokenizerFast") -> None:
        self._padding = tokenizer.pad_token_id

    def __call__(self, rows: Sequence[dict[str, Any]]) -> dict[str, Tensor]:
        """Return the arguments of `SentenceMaximum.forward`."""
        owned = [(number, view) for number, row in enumerate(rows) for view in row["views"]]
        every = [(number, tokens) for number, (_, view) in enumerate(owned) for tokens in view]
        every.sort(key=lambda one: -len(one[1]))
        batch = padded([tokens for _, tokens in every], self._padding)
        batch["view"] = torch.tensor([number for number, _ in every])
        batch["paragraph"] = torch.tensor([number for number, _ in owned])
        batch["labels"] = torch.tensor([row["labels"] for row in rows], dtype=torch.float32)
        return batch
