"""Labelled paragraphs to bundle: cross-validate, choose thresholds, train on everything, write."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
from storage.errors import BadData
from storage.result_folders import check_result_folder
from training.encoder import encoder_name, load_encoder
from training.finetuning import Fitted, Say, fit
from training.resume import claim, remove_work, working
from training.self_training import Unlabelled, most_alike, soft_labels
from training.settings import TrainingSettings
from training.thresholds import Truth, cross_fitted_tags, expected_calibration_error, fit_calibration, fit_thresholds

_FEWEST_PARAGRAPHS = 20
_MADE = ("fold-*", "final")  # in the folder of the work


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
    unlabelled: Sequence[Unlabelled] = (),
) -> Trained:
    """Train a bundle and write it to `output`; work that an interrupted run left in `output`.work is used.

    Args:
        encoder: a folder or a hub name.
        data_name: the name of the data file, for the model card.
        about: where the labels come from, for the model card.
        unlabelled: texts for self-training; none: there is no self-training.

    Raises:
        BadData: fewer than 20 paragraphs, or a category nobody gave.
        BadBundle: the encoder cannot be loaded.
        BadSettings: too few reports for the folds; `output`.work holds another run.
        CannotWrite: `output` is not writable, holds what is no bundle of ours, or another run works for it.
    """
    check_result_folder(output)
    with working(output) as work:
        return _train(rows, taxonomy, encoder, output, settings, data_name, say, about, unlabelled, work)


def _train(
    rows: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    encoder: str,
    output: Path,
    settings: TrainingSettings,
    data_name: str,
    say: Say,
    about: str,
    unlabelled: Sequence[Unlabelled],
    work: Path,
) -> Trained:
    _check_rows(rows, taxonomy)
    folds = _folds(rows, settings)
    load_encoder(encoder, taxonomy)  # a wrong name is refused before anything is written, as are too few reports
    chosen = most_alike(unlabelled, [row.text for row in rows], settings.unlabelled_texts)
    data = _data_facts(rows, data_name) | ({"about": about} if about else {}) | ({"unlabelled": len(chosen)} if chosen else {})
    claim(
        work,
        {
            "settings": asdict(settings),
            "encoder": encoder,
            "taxonomy": taxonomy.digest,
            "data": data["sha256"],
            "folds": _digest(folds),
            "unlabelled": _digest([one.text for one in chosen]),
        },
    )
    say(f"training on {len(rows)} paragraphs of {len(data['reports'])} reports")
    truth = np.array([[key in row.labels for key in taxonomy.ids] for row in rows])
    recipe = _Recipe(taxonomy, encoder, settings, chosen, work, say)
    if folds:
        logits = _cross_validate(rows, folds, recipe)
        say(f"all folds done; the final model is trained on all {len(rows)} paragraphs")
        fitted = recipe.fit(rows, [], [], "final", "final")
        judged = list(range(len(rows)))
        tags = cross_fitted_tags(logits, truth, folds, taxonomy.ids, taxonomy.exclusive)
    else:
        fitted, judged, logits = _validate_once(rows, recipe)
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
    remove_work(work, _MADE)
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
    """Return the folds, none without cross-validation; raise BadSettings where the reports are too few for what is asked."""
    if settings.folds:
        return folds_by_report(rows, settings.folds, settings.seed, settings.split_by)
    split_by_report(rows, settings.validation_share, settings.seed, settings.split_by)
    return []


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


def _data_facts(rows: Sequence[LabelledParagraph], name: str) -> dict[str, Any]:
    counts = Counter(key for row in rows for key in row.labels)
    return {
        "file": name,
        "sha256": _digest([[row.id, row.text, row.labels] for row in rows]),
        "paragraphs": len(rows),
        "without_category": sum(not row.labels for row in rows),
        "labels": dict(sorted(counts.items())),
        "reports": sorted({row.report for row in rows}),
    }


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What all models of a run share."""

    taxonomy: Taxonomy
    encoder: str
    settings: TrainingSettings
    unlabelled: Sequence[Unlabelled]
    work: Path
    say: Say

    def fit(
        self,
        rows: Sequence[LabelledParagraph],
        validation: Sequence[LabelledParagraph],
        hidden: Sequence[LabelledParagraph],
        folder: str,
        name: str,
    ) -> Fitted:
        """Train one model; `hidden` rows are those it is to be judged by, whose regions' unlabelled texts it must not see."""
        soft = soft_labels(rows, self.unlabelled, self.taxonomy.ids, hidden) if self.unlabelled else None
        if soft is not None:
            self.say(f"{name}: a teacher labelled {len(soft.texts)} unlabelled texts")
        return fit(rows, validation, self.taxonomy, self.encoder, self.settings, self.work / folder, name, self.say, soft)


def _cross_validate(rows: Sequence[LabelledParagraph], folds: Sequence[tuple[list[int], list[int]]], recipe: _Recipe) -> Floats:
    """Return out-of-fold logits, shape (rows, categories)."""
    logits = np.zeros((len(rows), len(recipe.taxonomy.ids)))
    for number, (trained, tested) in enumerate(folds, start=1):
        folder = f"fold-{number}"
        kept = recipe.work / f"{folder}.npy"
        if not kept.exists():
            hidden = [rows[i] for i in tested]
            fitted = recipe.fit([rows[i] for i in trained], [], hidden, folder, f"fold {number}/{len(folds)}")
            np.save(recipe.work / f"{folder}.part.npy", fitted.logits(hidden))
            (recipe.work / f"{folder}.part.npy").replace(kept)
            shutil.rmtree(recipe.work / folder)
        logits[tested] = np.load(kept)
    return logits


def _validate_once(rows: Sequence[LabelledParagraph], recipe: _Recipe) -> tuple[Fitted, list[int], Floats]:
    settings = recipe.settings
    train_rows, validation = split_by_report(rows, settings.validation_share, settings.seed, settings.split_by)
    fitted = recipe.fit(train_rows, validation, validation, "final", "training")
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
