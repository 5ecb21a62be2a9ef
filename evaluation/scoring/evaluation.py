"""One model, judged on held-out labels beside the references."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from evaluation.scoring.average_precision import AveragePrecision, average_precision
from evaluation.scoring.calibration import CalibrationReport, calibration_report
from evaluation.scoring.intervals import macro_f1_difference_interval, macro_f1_interval
from evaluation.scoring.references import REFERENCES
from evaluation.scoring.scores import Scores, score
from evaluation.scoring.sentence_evaluation import SentenceEvaluation, evaluate_sentences
from evaluation.scoring.sentences import SaidOfSentences, sentence_truth
from evaluation.scoring.slices import Slice, slices
from evaluation.trust.errors import Error, errors_of
from evaluation.trust.review import Review, review_of
from labels.asking.annotator import BY_MODELS, facts_of_models
from labels.bootstrap import Interval
from labels.counting import Floats, Labels, indicators
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy

MODEL = "model"
"""The name under which the model itself stands among the contestants."""
COMPARED_WITH = next(iter(REFERENCES))
"""The reference that the model is compared with pairwise: the strongest of them."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What scores.json and report.html say.

    `contestants` holds the scores of the model (under `MODEL`), then of the references; `intervals` the 95 % interval
    of the macro-F1 of each, None with fewer than two reports. `difference` is the macro-F1 of the model less that of
    `COMPARED_WITH`, with its own interval; None where that reference was not run. `errors` are the model's, the surest
    first. `average_precision` is the model's, None where not every category of every paragraph has a score; so are
    `calibration`, `review` and the `slices`, by key. `sentences` is None where the labels have no evidence.
    `by_models` is what `labels.asking.annotator.facts_of_models` says of the rows.
    """

    model: str
    data: str
    taxonomy: Taxonomy
    contestants: Mapping[str, Scores]
    intervals: Mapping[str, Interval | None]
    difference: tuple[float, Interval | None] | None
    errors: tuple[Error, ...]
    average_precision: AveragePrecision | None = None
    sentences: SentenceEvaluation | None = None
    slices: Mapping[str, tuple[Slice, ...]] = field(default_factory=dict)
    calibration: CalibrationReport | None = None
    review: Review | None = None
    by_models: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the object that scores.json holds; what there is nothing to say of is left out."""
        difference = None
        if self.difference is not None:
            value, interval = self.difference
            difference = {"against": COMPARED_WITH, "macro_f1": value, "interval": interval}
        return {
            "model": self.model,
            "data": self.data,
            "categories": list(self.taxonomy.ids),
            "scores": {
                name: {**scores.to_json(), "macro_f1_interval": self.intervals[name]}
                for name, scores in self.contestants.items()
            },
            "difference": difference,
            "errors": [error.to_json() for error in self.errors],
            **self._further(),
        }

    def _further(self) -> dict[str, Any]:
        found: dict[str, Any] = {BY_MODELS: dict(self.by_models)} if self.by_models else {}
        if self.average_precision is not None:
            found["average_precision"] = self.average_precision.to_json()
        if self.sentences is not None:
            found["sentences"] = self.sentences.to_json()
        if self.slices:
            found["slices"] = {key: [one.to_json() for one in parts] for key, parts in self.slices.items()}
        for name in ("calibration", "review"):
            if (part := getattr(self, name)) is not None:
                found[name] = part.to_json()
        return found


def evaluate(
    rows: Sequence[LabelledParagraph],
    predicted: Labels,
    scores: Sequence[Mapping[str, float]],
    taxonomy: Taxonomy,
    *,
    model: str,
    data: str,
    references: Mapping[str, Labels] = MappingProxyType({}),
    sentences: Mapping[str, SaidOfSentences] = MappingProxyType({}),
    marked: Sequence[bool] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Compare what a model and the references said of held-out paragraphs with what people said.

    Args:
        rows: what people said.
        predicted: the model's tags for each row.
        scores: the model's score of every category for each row.
        model: the bundle's id.
        data: the name of the labelled file.
        references: by name, the labels that each gave to the same rows.
        sentences: by name, the model's first (`MODEL`), what was said of the sentences of the same rows.
        marked: which rows the model marks for review, None where that is not known.
        seed: of the bootstrap.

    Raises:
        BadData: there are no rows, a prediction is missing, or a category is not in the taxonomy.
    """
    truth, reports = [row.labels for row in rows], [row.report for row in rows]
    entries = {MODEL: predicted, **references}
    contestants = {name: score(truth, said, taxonomy.ids, reports) for name, said in entries.items()}
    intervals = {
        name: macro_f1_interval(truth, said, reports, taxonomy.ids, seed=seed) for name, said in entries.items()
    }
    lead = None
    if COMPARED_WITH in references:
        gained = contestants[MODEL].macro_f1 - contestants[COMPARED_WITH].macro_f1
        theirs = references[COMPARED_WITH]
        lead = gained, macro_f1_difference_interval(truth, predicted, theirs, reports, taxonomy.ids, seed=seed)
    truth_of_sentences = sentence_truth(rows, taxonomy.ids) if sentences else None
    in_sentences = counts = None
    if truth_of_sentences is not None:
        in_sentences = evaluate_sentences(rows, truth_of_sentences, predicted, sentences, taxonomy.ids, seed=seed)
        counts = truth_of_sentences.counts(sentences[MODEL])
    table = _table(scores, taxonomy.ids)
    by_scores = {} if table is None else _by_scores(rows, predicted, table, taxonomy, marked=marked, seed=seed)
    return Evaluation(
        model=model,
        data=data,
        taxonomy=taxonomy,
        contestants=contestants,
        intervals=intervals,
        difference=lead,
        errors=errors_of(rows, predicted, scores, taxonomy),
        sentences=in_sentences,
        slices={} if table is None else slices(rows, predicted, table, taxonomy.ids, counts),
        by_models=facts_of_models(rows),
        **by_scores,
    )


def _by_scores(
    rows: Sequence[LabelledParagraph],
    predicted: Labels,
    table: Floats,
    taxonomy: Taxonomy,
    *,
    marked: Sequence[bool] | None,
    seed: int,
) -> dict[str, Any]:
    """Return what only a model with scores can be asked."""
    ids, reports = taxonomy.ids, [row.report for row in rows]
    truth, tagged = indicators([row.labels for row in rows], ids), indicators(predicted, ids)
    return {
        "average_precision": average_precision(truth, table, ids, reports, seed=seed),
        "calibration": calibration_report(rows, table, truth, ids, seed=seed),
        "review": review_of(
            table, tagged, truth, reports, ids=ids, exclusive=taxonomy.exclusive, marked=marked, seed=seed
        ),
    }


def _table(scores: Sequence[Mapping[str, float]], ids: Sequence[str]) -> Floats | None:
    """Return scores as a table, shape (rows, categories), None where a row lacks one."""
    if not all(key in row for row in scores for key in ids):
        return None
    return np.array([[row[key] for key in ids] for row in scores], dtype=np.float64).reshape(len(scores), len(ids))
