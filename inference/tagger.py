"""The tagger: paragraphs in, tags with scores and evidence out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np

from inference.engines.engine import engine_for
from inference.tagged import Evidence, TaggedParagraph
from labels.counting import Floats
from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_TAGGER, Bundle, read_bundle
from models.decision import calibrated, in_doubt, looked_at_again, tags_of, to_review
from models.manifest import Manifest, Unit
from models.units import Spans, views
from reports.report import Paragraph
from reports.sentences import sentence_spans
from storage.errors import EmptyText

_PARAGRAPHS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class _Judged:
    """A text's logits, shape (categories,), and those of the units of its first view, shape (units, categories), with
    where they stand."""

    logits: Floats
    spans: Spans
    unit_logits: Floats


class Tags(Protocol):
    """What tags paragraphs, in order: a tagger, or one that waits its turn at a shared one."""

    @property
    def manifest(self) -> Manifest:
        """What the bundle says of itself."""

    def tag(self, paragraphs: Sequence[Paragraph]) -> Iterable[TaggedParagraph]:
        """Tag paragraphs."""


class Tagger:
    """A loaded bundle that tags paragraphs. Make one and keep it: loading takes longer than tagging a report."""

    def __init__(self, bundle: Bundle, device: str | None = None, batch_tokens: int | None = None) -> None:
        """Load a bundle's weights.

        Args:
            device: "cpu", "cuda", "cuda:1", …; None takes a GPU where there is one.
            batch_tokens: padded tokens scored at once; None takes what suits the device.

        Raises:
            BadBundle: the weights cannot be loaded.
            BadSettings: the device does not exist here, or `batch_tokens` is less than one window.
        """
        self.bundle = bundle
        self.manifest = bundle.manifest
        self.engine = engine_for(bundle, device, batch_tokens)

    @classmethod
    def load(cls, folder: Path | None = None, taxonomy: Taxonomy | None = None, device: str | None = None) -> "Tagger":
        """Load a bundle folder, or the shipped tagger where none is given.

        Args:
            taxonomy: what the caller works with; the bundle must have been trained for the same categories.

        Raises:
            BadBundle: the folder is not a usable bundle.
        """
        return cls(read_bundle(SHIPPED_TAGGER if folder is None else folder, taxonomy), device)

    def logits(self, texts: Sequence[str]) -> Floats:
        """Return each text's logits, shape (len(texts), categories), columns in taxonomy order.

        They are the highest of the text's units, and the mean of the views where the bundle has several, or takes a
        second look.

        Raises:
            EmptyText: a text is blank; the message gives its position.
        """
        if not texts:
            return np.empty((0, len(self.manifest.taxonomy.ids)))
        return np.stack([one.logits for one in self._judge(texts)])

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Score each text against every category.

        Returns:
            Calibrated probabilities in [0, 1], shape (len(texts), categories), columns in taxonomy order. Rows need
            not sum to 1: categories are independent questions.

        Raises:
            EmptyText: a text is blank; the message gives its position.
        """
        return calibrated(self.logits(texts), self.manifest.calibration)

    def tag(self, paragraphs: Iterable[Paragraph]) -> Iterator[TaggedParagraph]:
        """Tag paragraphs one after the other, in order and with flat memory.

        Raises:
            EmptyText: a paragraph's text is blank.
        """
        return (tagged for tagged, _ in self.tag_with_sentences(paragraphs))

    def tag_with_sentences(self, paragraphs: Iterable[Paragraph]) -> Iterator[tuple[TaggedParagraph, Floats]]:
        """Tag paragraphs as `tag` does, and give with each the calibrated scores of its sentences (`sentence_spans`).

        They have the shape (sentences, categories), and evidence is named by them. A bundle that reads paragraphs whole
        gives each sentence the score of its paragraph.
        """
        waiting = iter(paragraphs)
        while group := list(islice(waiting, _PARAGRAPHS_AT_ONCE)):
            judged = self._judge([paragraph.text for paragraph in group])
            scores = calibrated(np.stack([one.logits for one in judged]), self.manifest.calibration)
            tags = tags_of(scores, self.manifest.thresholds, self.manifest.taxonomy.exclusive)
            review = to_review(scores, tags, self.manifest)
            for paragraph, one, row, found, doubtful in zip(group, judged, scores, tags, review, strict=True):
                tagged = self._tagged(paragraph, one, row, found, review=bool(doubtful))
                yield tagged, self._sentence_scores(paragraph.text, one)

    def _tagged(
        self, paragraph: Paragraph, judged: _Judged, scores: Floats, tags: tuple[str, ...], *, review: bool
    ) -> TaggedParagraph:
        ids, thresholds = self.manifest.taxonomy.ids, self.manifest.thresholds
        units = calibrated(judged.unit_logits, self.manifest.calibration)
        evidence = {key: _evidence(judged.spans, units[:, ids.index(key)], thresholds[key]) for key in tags}
        named = {key: float(score) for key, score in zip(ids, scores, strict=True)}
        return TaggedParagraph(paragraph, tags, named, evidence, review, self.manifest.id)

    def _sentence_scores(self, text: str, judged: _Judged) -> Floats:
        scores = calibrated(judged.unit_logits, self.manifest.calibration)
        return scores.repeat(len(sentence_spans(text)), axis=0) if self.manifest.unit == "paragraph" else scores

    def _judge(self, texts: Sequence[str]) -> list[_Judged]:
        """Score every text, and where the manifest says so, those in doubt a second time."""
        for position, text in enumerate(texts):
            if not text.strip():
                raise EmptyText(
                    f"Text number {position + 1} of {len(texts)} is blank. Expected text to tag; leave it out."
                )
        judged = self._read(texts, self.manifest.unit)
        if not self.manifest.second_look:
            return judged
        logits = np.stack([one.logits for one in judged])
        doubtful = in_doubt(logits, self.manifest.second_look)
        whole = self._read([text for text, again in zip(texts, doubtful, strict=True) if again], "paragraph")
        told = looked_at_again(logits, np.array([one.logits for one in whole]).reshape(-1, logits.shape[1]), doubtful)
        return [replace(one, logits=own) for one, own in zip(judged, told, strict=True)]

    def _read(self, texts: Sequence[str], unit: Unit) -> list[_Judged]:
        """Score every unit of every text; a sentence that stands in several of them is scored once."""
        read = [views(text, unit) for text in texts]
        units = dict.fromkeys(
            text[start:end] for text, found in zip(texts, read, strict=True) for view in found for start, end in view
        )
        places = {unit: place for place, unit in enumerate(units)}
        logits = self.engine.unit_logits(list(places))
        judged = []
        for text, found in zip(texts, read, strict=True):
            of_views = [logits[[places[text[start:end]] for start, end in view]] for view in found]
            judged.append(_Judged(np.mean([one.max(axis=0) for one in of_views], axis=0), found[0], of_views[0]))
        return judged


def _evidence(spans: Spans, scores: Floats, threshold: float) -> tuple[Evidence, ...]:
    """Return the units at or above the threshold, strongest first; the best one where none is.

    That happens where the taxonomy is exclusive, and where the paragraph as a whole says what no sentence of it says
    alone.
    """
    carrying = [number for number, score in enumerate(scores) if score >= threshold] or [int(scores.argmax())]
    carrying.sort(key=lambda number: -scores[number])
    return tuple(Evidence(*spans[number], float(scores[number])) for number in carrying)
