"""Describe a run: its data, all that decides what it comes to, and how it did."""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from labels.asking.annotator import BY_MODELS, by_models_alone, facts_of_models
from labels.contradictions import repeated_texts
from labels.counting import Floats, Truth, counted, f1, indicators, macro_f1
from labels.evidence import carrying, marks_to_json
from labels.labelled import LabelledParagraph
from labels.quick.calibration import expected_calibration_error
from labels.quick.marked import any_marked
from labels.sampling.widths import ERRORS_BY_REPORT, spread_of
from labels.soft.line import SoftText
from labels.soft.taught import Taught
from labels.splits import region_of
from labels.taxonomy import Taxonomy
from models.manifest import Unit
from reports.sentences import sentence_spans
from training.finetuning.examples import by_the_sentence
from training.finetuning.self_training import Unlabelled
from training.finetuning.settings import TrainingSettings
from training.hub.encoder_source import FoundEncoder
from training.libraries import versions
from training.precision import has_fast_bf16
from training.together import processes

_LIBRARIES = ("torch", "transformers", "tokenizers", "scikit-learn")


def data_facts(rows: Sequence[LabelledParagraph], name: str, unit: Unit = "sentence") -> dict[str, Any]:
    """Return what manifest and model card say of the labelled paragraphs of the file `name`."""
    counts = Counter(key for row in rows for key in row.labels)
    repeated = repeated_texts(rows)
    return {
        "file": name,
        "sha256": _digest([[row.id, row.text, row.labels, *_marked(row)] for row in rows]),
        "paragraphs": len(rows),
        "without_category": sum(not row.labels for row in rows),
        "labels": dict(sorted(counts.items())),
        **({BY_MODELS: models} if (models := facts_of_models(rows)) else {}),
        **(_evidence_facts(rows) if by_the_sentence(rows, unit) else {}),
        "repeated_texts": repeated.texts,
        "contradicting_texts": repeated.contradicting,
        "reports": sorted({row.report for row in rows}),
    }


def _evidence_facts(rows: Sequence[LabelledParagraph]) -> dict[str, Any]:
    """Return of how many paragraphs all labels have their sentences marked, of how many only some, and how many
    sentences are marked for each category."""
    whole = sum(bool(row.labels) and set(row.labels) == set(row.evidence) for row in rows)
    partly = sum(bool(row.evidence) for row in rows) - whole
    counts = Counter(
        key
        for row in rows
        for key, marks in row.evidence.items()
        for carried in carrying(marks, sentence_spans(row.text))
        if carried
    )
    some = {"paragraphs_marked_in_part": partly} if partly else {}
    return {"paragraphs_with_evidence": whole, **some, "sentences": dict(sorted(counts.items()))}


def said_of_marks(rows: Sequence[LabelledParagraph], unit: Unit) -> str:
    """Say in how many paragraphs marked sentences are learnt from, or left aside; "" where nobody marked any."""
    if not any_marked(rows):
        return ""
    if not by_the_sentence(rows, unit):
        marked = sum(bool(row.evidence) for row in rows)
        return f"; the marks in {marked} teach nothing: what judges paragraphs whole learns from paragraphs whole"
    facts = _evidence_facts(rows)
    partly = facts.get("paragraphs_marked_in_part")
    some = f", for some of the labels only in {partly} more" if partly else ""
    return f", the sentences marked in {facts['paragraphs_with_evidence']}{some}"


def decisive(
    rows: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    encoder: FoundEncoder,
    settings: TrainingSettings,
    *,
    folds: Sequence[tuple[list[int], list[int]]],
    unlabelled: Sequence[Unlabelled],
    taught: Taught | None,
) -> dict[str, Any]:
    """Return all that decides what a run comes to, so that it is not resumed with anything else."""
    return {
        "settings": asdict(settings),
        "encoder": encoder.given,
        "encoder_digest": encoder.digest,
        "taxonomy": _digest(taxonomy.to_json()),
        "data": _digest([[row.id, row.report, region_of(row), row.text, row.labels, *_marked(row)] for row in rows]),
        "folds": _digest(folds),
        "unlabelled": _digest([[one.text, one.region] for one in unlabelled]),
        **({} if taught is None else {"taught": _digest([_said(one) for one in taught.texts])}),
        **_arithmetic(),
    }


def _said(one: SoftText) -> list[Any]:
    known = [[None if math.isnan(value) else value for value in own] for own in one.of_sentences.tolist()]
    return [one.text, one.regions, one.reports, one.probabilities.tolist(), known]


def _marked(row: LabelledParagraph) -> list[Any]:
    """Return its evidence, nothing where there is none: the digest of a file without any stays what it was."""
    return [marks_to_json(row.evidence)] if row.evidence else []


def _arithmetic() -> dict[str, Any]:
    """Return what decides how the numbers of a run are rounded."""
    several = {"processes": processes.count()} if processes.count() > 1 else {}  # a checkpoint is for as many
    return {"versions": versions(_LIBRARIES), "precision": "bfloat16" if has_fast_bf16() else "float32"} | several


def unseen_scores(
    tags: Sequence[tuple[str, ...]],
    truth: Truth,
    probabilities: Floats,
    judged: Sequence[LabelledParagraph],
    *,
    taxonomy: Taxonomy,
    settings: TrainingSettings,
) -> dict[str, Any]:
    """Return what manifest and model card say of how good the tags are that paragraphs got unseen; `errors_by_report`
    is what `label_studio.py sample` plans with (`labels.sampling.widths`)."""
    spreads = spread_of(truth.astype(np.float64) - indicators(tags, taxonomy.ids), [row.report for row in judged])
    totals = counted(indicators(tags, taxonomy.ids), truth).sum(axis=0)
    by_category = f1(totals)
    return {
        "method": f"grouped {settings.folds}-fold cross-validation by {settings.split_by}"
        if settings.folds
        else "validation reports, also used to stop",
        "paragraphs": len(tags),
        **({BY_MODELS: len(found)} if (found := by_models_alone(judged)) else {}),
        "macro_f1": round(float(macro_f1(totals)), 6),
        "micro_f1": round(float(f1(totals.sum(axis=0))), 6),
        "f1": {key: round(float(value), 6) for key, value in zip(taxonomy.ids, by_category, strict=True)},
        "calibration_error": {
            key: round(expected_calibration_error(probabilities[:, i], truth[:, i]), 4)
            for i, key in enumerate(taxonomy.ids)
        },
        ERRORS_BY_REPORT: {
            key: {"within": round(one.within, 6), "between": round(one.between, 6)}
            for key, one in zip(taxonomy.ids, spreads, strict=True)
        },
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode(errors="surrogatepass")
    ).hexdigest()
