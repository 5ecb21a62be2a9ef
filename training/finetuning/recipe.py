"""Labelled paragraphs to bundle: cross-validate, choose thresholds, train on everything, write."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from labels.contradictions import repeated_texts
from labels.corrections.blind import corrected
from labels.counting import Truth, indicators
from labels.labelled import LabelledParagraph
from labels.soft.taught import Taught
from labels.taxonomy import Taxonomy
from models.bundle import Bundle, read_bundle
from models.decision import calibrated, fit_review
from models.writing import write_bundle
from storage.errors import BadData
from storage.results.folders import check_result_folder
from storage.shown import number_of
from training.finetuning.cross_validation import Fold, Run, cross_validate, renumbered, splits, validate_once
from training.finetuning.encoder import load_encoder
from training.finetuning.facts import data_facts, decisive, said_of_marks, unseen_scores
from training.finetuning.progress import Say
from training.finetuning.self_training import Unlabelled, apart_from, most_alike
from training.finetuning.settings import TrainingSettings
from training.finetuning.thresholds import (
    Told,
    cross_fitted_tags,
    fit_calibration,
    fit_thresholds,
    looked_at_twice,
    tags_at_half,
)
from training.finetuning.trainer import Fitted, Recipe
from training.hub.encoder_source import find_encoder, reports_learnt
from training.resume import claim, remove_work, working
from training.together import processes

_FEWEST_PARAGRAPHS = 20
_MADE = re.compile(r"fold-\d+(\.part)?(\.npy)?|final")  # in the folder of the work


@dataclass(frozen=True, slots=True)
class Trained:
    """A new bundle and how its recipe did on paragraphs it had not seen.

    `judged` are the numbers of the rows that were predicted unseen (all of them with cross-validation, else the
    validation reports; never corrections), `tags` what was said of them, with thresholds that never saw the row;
    `folds` are of all rows, empty without cross-validation.
    """

    bundle: Bundle
    folds: list[Fold]
    judged: list[int]
    tags: list[tuple[str, ...]]


def train(
    rows: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    encoder: str,
    output: Path,
    settings: TrainingSettings,
    *,
    data_name: str,
    say: Say,
    about: str = "",
    unlabelled: Sequence[Unlabelled] = (),
    taught: Taught | None = None,
    held_out: Sequence[LabelledParagraph] = (),
    revision: str | None = None,
) -> Trained:
    """Train a bundle and write it to `output`; work that an interrupted run left in `output`.work is used.

    Args:
        encoder: a folder or a hub name.
        data_name: the name of the data file, for the model card.
        about: where the labels come from, for the model card.
        unlabelled: texts for self-training; none: there is no self-training.
        taught: texts that other models labelled.
        held_out: paragraphs that the bundle will be judged by later: unlabelled texts of their regions are left out.
        revision: the branch, tag or commit of an encoder on the hub.

    Raises:
        BadData: fewer than 20 paragraphs, a category nobody gave, or corrections alone to judge by.
        BadBundle: the encoder cannot be loaded.
        BadSettings: too few reports for the folds; `output`.work holds another run; a loss or a weight is no number.
        CannotWrite: `output` is not writable, holds what is no bundle of ours, another run works for it, or the disk
            is full.
    """
    processes.join()
    if processes.is_main():
        check_result_folder(output)
    with working(output) as work:
        _check_rows(rows, taxonomy)
        folds = splits(rows, settings)
        found = processes.main_first(lambda: find_encoder(encoder, revision, say))
        load_encoder(found, taxonomy)  # a wrong name is refused before anything is written, as are too few reports
        chosen = _chosen(rows, unlabelled, held_out, settings, say)
        unit, before = settings.unit_of(rows), reports_learnt(found, taxonomy)
        given = {"about": about, "unlabelled": len(chosen), "encoder_reports": before}
        given["taught"] = taught and taught.facts()
        data = data_facts(rows, data_name, unit) | {key: one for key, one in given.items() if one}
        if processes.is_main():
            claim(work, decisive(rows, taxonomy, found, settings, folds=folds, unlabelled=chosen, taught=taught))
        _say_of(rows, data, said_of_marks(rows, unit), found.name, say)
        recipe = Recipe(taxonomy, found, unit, settings, say)
        trained = _train(rows, folds, Run(recipe, chosen, work, taught.texts if taught else ()), output, data)
        if processes.is_main() and (kept := remove_work(work, _MADE)):
            say(f"{work} stays: it holds what training did not write ({kept[0]})")
    return trained


def _chosen(
    rows: Sequence[LabelledParagraph],
    unlabelled: Sequence[Unlabelled],
    held_out: Sequence[LabelledParagraph],
    settings: TrainingSettings,
    say: Say,
) -> list[Unlabelled]:
    """Choose the unlabelled texts that are read, and say how many are not."""
    free = apart_from(unlabelled, held_out)
    if len(free) < len(unlabelled):
        say(f"{len(unlabelled) - len(free)} unlabelled texts of regions or texts held out are left out")
    chosen = most_alike(free, [row.text for row in rows], settings.unlabelled_texts)
    if len(chosen) < len(free):
        say(f"of {len(free)} unlabelled texts the {len(chosen)} most like the labelled ones are read, none of these")
    return chosen


def _say_of(rows: Sequence[LabelledParagraph], data: Mapping[str, Any], marks: str, encoder: str, say: Say) -> None:
    """Say what the rows are, and what in them flatters or teaches alone."""
    reports = number_of(len(data["reports"]), "report")
    say(f"training on {number_of(len(rows), 'paragraph')} of {reports}{marks}")
    if line := repeated_texts(rows).line():
        say(line)
    if both := len({*data["reports"]} & {*data.get("encoder_reports", [])}):
        say(f"{encoder} had learnt from {number_of(both, 'report')} of these: where they judge, scores flatter")
    if taught_only := len(corrected(rows)):
        say(f"{number_of(taught_only, 'correction')} of readers among them: these teach, and judge nothing")


def _train(
    rows: Sequence[LabelledParagraph], folds: list[Fold], run: Run, output: Path, data: Mapping[str, Any]
) -> Trained:
    taxonomy = run.recipe.taxonomy
    truth = indicators([row.labels for row in rows], taxonomy.ids)
    several = bool(run.recipe.settings.folds)
    unseen = cross_validate(rows, folds, run) if several else validate_once(rows, folds[0], run)
    told, truth = looked_at_twice(unseen.logits, run.recipe.settings.second_looks), truth[unseen.judged]
    if several:
        within = renumbered(folds, unseen.judged)
        tags = cross_fitted_tags(told.logits, truth, within, taxonomy.ids, taxonomy.exclusive)
    else:
        tags = tags_at_half(told.logits, truth, taxonomy.ids, taxonomy.exclusive)
    write = partial(
        _write,
        output,
        unseen.fitted,
        told,
        truth,
        judged=[rows[i] for i in unseen.judged],
        tags=tags,
        recipe=run.recipe,
        data=data,
    )
    bundle = processes.main_first(write if processes.is_main() else partial(read_bundle, output))
    return Trained(bundle, folds if several else [], unseen.judged, tags)


def _write(
    output: Path,
    fitted: Fitted,
    told: Told,
    truth: Truth,
    *,
    judged: Sequence[LabelledParagraph],
    tags: Sequence[tuple[str, ...]],
    recipe: Recipe,
    data: Mapping[str, Any],
) -> Bundle:
    """Choose calibration, thresholds and what is marked for review by what people said of the paragraphs judged, and
    write the bundle."""
    taxonomy, settings = recipe.taxonomy, recipe.settings
    calibration = fit_calibration(told.logits, truth, taxonomy.ids)
    probabilities = calibrated(told.logits, calibration)
    thresholds = fit_thresholds(probabilities, truth, taxonomy.ids)
    return write_bundle(
        output,
        fitted.classifier,
        fitted.reader.tokenizer,
        taxonomy=taxonomy,
        thresholds=thresholds,
        review_above=fit_review(probabilities, thresholds, taxonomy.exclusive),
        calibration=calibration,
        unit=recipe.unit,
        second_look=told.second_look,
        max_tokens=fitted.reader.max_tokens,
        encoder=recipe.encoder.name,
        encoder_digest=recipe.encoder.digest,
        data=data,
        scores=unseen_scores(tags, truth, probabilities, judged, taxonomy=taxonomy, settings=settings),
        versions={name: version(name) for name in ("torch", "transformers", "tokenizers")},
    )


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
