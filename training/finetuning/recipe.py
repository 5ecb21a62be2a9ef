"""Labelled paragraphs to bundle: cross-validate, choose thresholds, train on everything, write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from labels.contradictions import repeated_texts
from labels.counting import Truth, indicators
from labels.labelled import LabelledParagraph
from labels.splits import folds_by_report, split_by_report
from labels.taxonomy import Taxonomy
from models.bundle import Bundle, write_bundle
from models.decision import Floats, calibrated, tags_of
from models.files.saving import saving
from models.files.training_files import remove_trained
from storage.errors import BadData
from storage.results.folders import check_result_folder
from training.finetuning.encoder import load_encoder
from training.finetuning.facts import data_facts, decisive, unseen_scores
from training.finetuning.self_training import Unlabelled, most_alike, soft_labels
from training.finetuning.settings import TrainingSettings
from training.finetuning.thresholds import (
    cross_fitted_tags,
    fit_calibration,
    fit_review_bands,
    fit_thresholds,
)
from training.finetuning.trainer import Fitted, Say, fit
from training.hub.encoder_source import FoundEncoder, find_encoder
from training.resume import claim, remove_work, working

_FEWEST_PARAGRAPHS = 20
_MADE = re.compile(r"fold-\d+(\.part)?(\.npy)?|final")  # in the folder of the work


@dataclass(frozen=True, slots=True)
class Trained:
    """A new bundle and how its recipe did on paragraphs it had not seen.

    `judged` are the numbers of the rows that were predicted unseen (all of them with cross-validation, else the
    validation reports), `tags` what was said of them, with thresholds that never saw the row; `folds` are empty without
    cross-validation.
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
    revision: str | None = None,
) -> Trained:
    """Train a bundle and write it to `output`; work that an interrupted run left in `output`.work is used.

    Args:
        encoder: a folder or a hub name.
        data_name: the name of the data file, for the model card.
        about: where the labels come from, for the model card.
        unlabelled: texts for self-training; none: there is no self-training.
        revision: the branch, tag or commit of an encoder on the hub.

    Raises:
        BadData: fewer than 20 paragraphs, or a category nobody gave.
        BadBundle: the encoder cannot be loaded.
        BadSettings: too few reports for the folds; `output`.work holds another run; a loss or a weight is no number.
        CannotWrite: `output` is not writable, holds what is no bundle of ours, another run works for it, or the disk
            is full.
    """
    check_result_folder(output)
    with working(output) as work:
        return _train(rows, taxonomy, encoder, output, settings, data_name, say, about, unlabelled, revision, work)


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
    revision: str | None,
    work: Path,
) -> Trained:
    _check_rows(rows, taxonomy)
    folds = _folds(rows, settings)
    found = find_encoder(encoder, revision, say)
    load_encoder(found, taxonomy)  # a wrong name is refused before anything is written, as are too few reports
    chosen = most_alike(unlabelled, [row.text for row in rows], settings.unlabelled_texts)
    data = (
        data_facts(rows, data_name)
        | ({"about": about} if about else {})
        | ({"unlabelled": len(chosen)} if chosen else {})
    )
    claim(work, decisive(rows, taxonomy, found, settings, folds, chosen))
    say(f"training on {len(rows)} paragraphs of {len(data['reports'])} reports")
    if line := repeated_texts(rows).line():
        say(line)
    truth = indicators([row.labels for row in rows], taxonomy.ids)
    recipe = _Recipe(taxonomy, found, settings, chosen, work, say)
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
    thresholds = fit_thresholds(probabilities, truth[judged], taxonomy.ids)
    bundle = write_bundle(
        output,
        fitted.classifier,
        fitted.tokenizer,
        taxonomy=taxonomy,
        thresholds=thresholds,
        review_band=fit_review_bands(probabilities, truth[judged], thresholds, taxonomy.exclusive),
        calibration=calibration,
        unit=settings.unit,
        max_tokens=fitted.max_tokens,
        encoder=found.name,
        encoder_digest=found.digest,
        data=data,
        scores=unseen_scores(tags, truth[judged], probabilities, taxonomy, settings),
        versions={name: version(name) for name in ("torch", "transformers", "tokenizers")},
    )
    if kept := remove_work(work, _MADE):
        say(f"{work} stays: it holds what training did not write ({kept[0]})")
    return Trained(bundle, folds, judged, tags)


def _check_rows(rows: Sequence[LabelledParagraph], taxonomy: Taxonomy) -> None:
    if len(rows) < _FEWEST_PARAGRAPHS:
        raise BadData(
            f"{len(rows)} labelled paragraphs arrived. Expected at least {_FEWEST_PARAGRAPHS} to train on; label more."
        )
    for key in taxonomy.ids:
        if not any(key in row.labels for row in rows):
            raise BadData(
                f"No paragraph carries '{key}'. Expected some of every category; label more, or take it out of "
                f"{taxonomy.source}."
            )


def _folds(rows: Sequence[LabelledParagraph], settings: TrainingSettings) -> list[tuple[list[int], list[int]]]:
    """Return the folds, none without cross-validation; raise BadSettings where the reports are too few for what is
    asked."""
    if settings.folds:
        return folds_by_report(rows, settings.folds, settings.seed, settings.split_by)
    split_by_report(rows, settings.validation_share, settings.seed, settings.split_by)
    return []


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What all models of a run share."""

    taxonomy: Taxonomy
    encoder: FoundEncoder
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
        """Train one model; `hidden` rows are those it is to be judged by, whose regions' unlabelled texts it must not
        see."""
        soft = soft_labels(rows, self.unlabelled, self.taxonomy.ids, hidden) if self.unlabelled else None
        if soft is not None:
            self.say(f"{name}: a teacher labelled {len(soft.texts)} unlabelled texts")
        return fit(
            rows, validation, self.taxonomy, self.encoder, self.settings, self.work / folder, name, self.say, soft
        )


def _cross_validate(
    rows: Sequence[LabelledParagraph], folds: Sequence[tuple[list[int], list[int]]], recipe: _Recipe
) -> Floats:
    """Return out-of-fold logits, shape (rows, categories)."""
    logits = np.zeros((len(rows), len(recipe.taxonomy.ids)))
    for number, (trained, tested) in enumerate(folds, start=1):
        folder = f"fold-{number}"
        kept = recipe.work / f"{folder}.npy"
        if _kept_logits(kept, (len(tested), logits.shape[1])) is None:
            hidden = [rows[i] for i in tested]
            fitted = recipe.fit([rows[i] for i in trained], [], hidden, folder, f"fold {number}/{len(folds)}")
            unseen = fitted.logits(hidden)
            with saving(recipe.work):
                np.save(recipe.work / f"{folder}.part.npy", unseen)
            (recipe.work / f"{folder}.part.npy").replace(kept)
            remove_trained(recipe.work / folder)
        logits[tested] = np.load(kept)
    return logits


def _kept_logits(path: Path, shape: tuple[int, int]) -> Floats | None:
    """Return what an earlier run kept of a fold, None where that is nothing, or broken: then the fold is done again."""
    try:
        logits = np.load(path)
    except (OSError, ValueError, EOFError):
        return None
    return logits if logits.shape == shape and bool(np.isfinite(logits).all()) else None


def _validate_once(rows: Sequence[LabelledParagraph], recipe: _Recipe) -> tuple[Fitted, list[int], Floats]:
    settings = recipe.settings
    train_rows, validation = split_by_report(rows, settings.validation_share, settings.seed, settings.split_by)
    fitted = recipe.fit(train_rows, validation, validation, "final", "training")
    places = {row.id: number for number, row in enumerate(rows)}
    return fitted, [places[row.id] for row in validation], fitted.logits(validation)


def _own_tags(logits: Floats, truth: Truth, taxonomy: Taxonomy) -> list[tuple[str, ...]]:
    """Tag at 0.5 of the calibrated score: thresholds chosen on the same paragraphs would flatter the figure more than
    scaling does."""
    probabilities = calibrated(logits, fit_calibration(logits, truth, taxonomy.ids))
    return tags_of(probabilities, dict.fromkeys(taxonomy.ids, 0.5), taxonomy.exclusive)
