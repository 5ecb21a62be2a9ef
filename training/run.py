"""Labelled paragraphs to bundle: cross-validate, choose thresholds, train on everything, write."""

import hashlib
import json
import shutil
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from labels.labelled import LabelledParagraph
from labels.splits import folds_by_report, split_by_report
from labels.taxonomy import Taxonomy
from models.bundle import Bundle, write_bundle
from models.decision import Floats, calibrated, tags_of
from reports.errors import BadData
from reports.files import check_writable
from training.encoder import encoder_name, load_encoder
from training.finetuning import Fitted, Say, fit
from training.resume import claim
from training.settings import TrainingSettings
from training.thresholds import Truth, cross_fitted_tags, expected_calibration_error, fit_calibration, fit_thresholds

_FEWEST_PARAGRAPHS = 20


@dataclass(frozen=True, slots=True)
class Trained:
    """A new bundle and how its recipe did on paragraphs it had not seen.

    `judged` are the numbers of the rows that were predicted unseen (all of them with cross-validation, else the validation
    reports), `tags` what was said of them, with thresholds that never saw the row; `folds` are empty without cross-validation.
    """

    bundle: Bundle
    folds: list[tuple[list[int], list[int]]]
    judged: list[int]
    tags: list[tuple[str, ...]]


def train(
    rows: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    encoder: str,
    output: Path,
    settings: TrainingSettings,
    data_name: str,
    say: Say,
    about: str = "",
) -> Trained:
    """Train a bundle and write it to `output`; work that an interrupted run left in `output/work` is used.

    Args:
        encoder: a folder or a hub name.
        data_name: the name of the data file, for the model card.
        about: where the labels come from, for the model card.

    Raises:
        BadData: fewer than 20 paragraphs, or a category nobody gave.
        BadBundle: the encoder cannot be loaded.
        BadSettings: too few reports for the folds; `output/work` holds another run.
        CannotWrite: `output` is not writable.
    """
    _check_rows(rows, taxonomy)
    folds = _folds(rows, settings)
    load_encoder(encoder, taxonomy)  # a wrong name is refused before anything is written, as are too few reports
    work = check_writable(output / "work")
    data = _data_facts(rows, data_name) | ({"about": about} if about else {})
    dealt = hashlib.sha256(json.dumps(folds).encode()).hexdigest()
    claim(
        work,
        {"settings": asdict(settings), "encoder": encoder, "taxonomy": taxonomy.digest, "data": data["sha256"], "folds": dealt},
    )
    say(f"training on {len(rows)} paragraphs of {len(data['reports'])} reports")
    truth = np.array([[key in row.labels for key in taxonomy.ids] for row in rows])
    if folds:
        logits, epochs = _cross_validate(rows, folds, taxonomy, encoder, settings, work, say)
        say(f"all folds done; the final model is trained on all {len(rows)} paragraphs for {epochs} epochs")
        fitted = fit(rows, [], taxonomy, encoder, replace(settings, epochs=epochs), work / "final", "final", say)
        judged = list(range(len(rows)))
        tags = cross_fitted_tags(logits, truth, folds, taxonomy.ids, taxonomy.exclusive)
    else:
        fitted, judged, logits = _validate_once(rows, taxonomy, encoder, settings, work, say)
        tags = _own_tags(logits, truth[judged], taxonomy)
    calibration = fit_calibration(logits, truth[judged], taxonomy.ids)
    probabilities = calibrated(logits, calibration)
    bundle = write_bundle(
        output,
        fitted.classifier,
        fitted.tokenizer,
        taxonomy=taxonomy,
        thresholds=fit_thresholds(probabilities, truth[judged], taxonomy.ids),
        calibration=calibration,
        unit=settings.unit,
        max_tokens=fitted.max_tokens,
        encoder=encoder_name(encoder),
        data=data,
        scores=_scores(tags, truth[judged], probabilities, taxonomy, settings),
        versions={name: version(name) for name in ("torch", "transformers", "tokenizers")},
    )
    shutil.rmtree(work)
    return Trained(bundle, folds, judged, tags)


def _check_rows(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> None:
    if len(rows) < _FEWEST_PARAGRAPHS:
        raise BadData(f"{len(rows)} labelled paragraphs arrived. Expected at least {_FEWEST_PARAGRAPHS} to train on; label more.")
    for key in taxonomy.ids:
        if not any(key in row.labels for row in rows):
            raise BadData(
                f"No paragraph carries '{key}'. Expected some of every category; label more, or take it out of {taxonomy.source}."
            )


def _folds(rows: Sequence[LabelledParagraph], settings: TrainingSettings) -> list[tuple[list[int], list[int]]]:
    """Return the folds, none without cross-validation; raise BadSettings where one has too few reports to validate on."""
    folds = folds_by_report(rows, settings.folds, settings.seed, settings.split_by) if settings.folds else []
    for trained in [trained for trained, _ in folds] or [list(range(len(rows)))]:
        split_by_report([rows[i] for i in trained], settings.validation_share, settings.seed, settings.split_by)
    return folds


def _data_facts(rows: Sequence[LabelledParagraph], name: str) -> dict[str, Any]:
    content = json.dumps([[row.id, row.text, row.labels] for row in rows], ensure_ascii=False)
    counts = Counter(key for row in rows for key in row.labels)
    return {
        "file": name,
        "sha256": hashlib.sha256(content.encode()).hexdigest(),
        "paragraphs": len(rows),
        "without_category": sum(not row.labels for row in rows),
        "labels": dict(sorted(counts.items())),
        "reports": sorted({row.report for row in rows}),
    }


def _cross_validate(
    rows: Sequence[LabelledParagraph],
    folds: Sequence[tuple[list[int], list[int]]],
    taxonomy: Taxonomy,
    encoder: str,
    settings: TrainingSettings,
    work: Path,
    say: Say,
) -> tuple[Floats, int]:
    """Return out-of-fold logits, shape (rows, categories), and the median of the folds' best epochs."""
    logits = np.zeros((len(rows), len(taxonomy.ids)))
    epochs: list[int] = []
    for number, (trained, tested) in enumerate(folds, start=1):
        kept = work / f"fold-{number}.npz"
        if not kept.exists():
            train_rows, validation = split_by_report(
                [rows[i] for i in trained], settings.validation_share, settings.seed, settings.split_by
            )
            name = f"fold {number}/{len(folds)}"
            fitted = fit(train_rows, validation, taxonomy, encoder, settings, work / f"fold-{number}", name, say)
            np.savez(work / f"fold-{number}.part.npz", logits=fitted.logits([rows[i] for i in tested]), epochs=fitted.epochs)
            (work / f"fold-{number}.part.npz").replace(kept)
            shutil.rmtree(work / f"fold-{number}")
        with np.load(kept) as stored:
            logits[tested] = stored["logits"]
            epochs.append(int(stored["epochs"]))
    return logits, round(statistics.median(epochs))


def _validate_once(
    rows: Sequence[LabelledParagraph], taxonomy: Taxonomy, encoder: str, settings: TrainingSettings, work: Path, say: Say
) -> tuple[Fitted, list[int], Floats]:
    train_rows, validation = split_by_report(rows, settings.validation_share, settings.seed, settings.split_by)
    fitted = fit(train_rows, validation, taxonomy, encoder, settings, work / "final", "training", say)
    places = {row.id: number for number, row in enumerate(rows)}
    return fitted, [places[row.id] for row in validation], fitted.logits(validation)


def _own_tags(logits: Floats, truth: Truth, taxonomy: Taxonomy) -> list[tuple[str, ...]]:
    """Tag at 0.5 of the calibrated score: thresholds chosen on the same paragraphs would flatter the figure more than scaling does."""
    probabilities = calibrated(logits, fit_calibration(logits, truth, taxonomy.ids))
    return tags_of(probabilities, dict.fromkeys(taxonomy.ids, 0.5), taxonomy.exclusive)


def _scores(
    tags: Sequence[tuple[str, ...]], truth: Truth, probabilities: Floats, taxonomy: Taxonomy, settings: TrainingSettings
) -> dict[str, Any]:
    tagged = np.array([[key in found for key in taxonomy.ids] for found in tags])
    f1 = f1_score(truth, tagged, average=None, zero_division=0)
    return {
        "method": f"grouped {settings.folds}-fold cross-validation by region"
        if settings.folds
        else "validation reports, also used to stop",
        "paragraphs": len(tags),
        "macro_f1": round(float(f1.mean()), 6),
        "micro_f1": round(float(f1_score(truth, tagged, average="micro", zero_division=0)), 6),
        "f1": {key: round(float(value), 6) for key, value in zip(taxonomy.ids, f1, strict=True)},
        "calibration_error": {
            key: round(expected_calibration_error(probabilities[:, i], truth[:, i]), 4) for i, key in enumerate(taxonomy.ids)
        },
    }
