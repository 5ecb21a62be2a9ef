"""Train the models of a run, and have every paragraph judged by one that had not seen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labels.counting import Floats
from labels.labelled import LabelledParagraph
from labels.soft.line import SoftText
from labels.splits import folds_by_report, split_by_report
from models.files.saving import saving
from models.files.training_files import remove_trained
from storage.errors import BadData
from training.finetuning.examples import by_the_sentence
from training.finetuning.self_training import SoftLabelled, Unlabelled, asked_labels, joined, soft_labels, with_model
from training.finetuning.settings import TrainingSettings
from training.finetuning.trainer import Fitted, Recipe, fit
from training.together import processes

Fold = tuple[list[int], list[int]]
"""The numbers of the rows to train on, and of those to judge."""


def splits(rows: Sequence[LabelledParagraph], settings: TrainingSettings) -> list[Fold]:
    """Return the folds; without cross-validation the one split whose second part is the validation reports.

    Raises:
        BadData: all that would judge were corrected on reading pages.
        BadSettings: the reports are too few for what is asked.
    """
    if settings.folds:
        found = folds_by_report(rows, settings.folds, settings.seed, settings.split_by)
    else:
        places = {row.id: number for number, row in enumerate(rows)}
        learnt, rest = split_by_report(rows, settings.validation_share, settings.seed, settings.split_by)
        found = [([places[row.id] for row in learnt], [places[row.id] for row in rest])]
    judging = [number for _, tested in found for number in tested]
    if not may_judge(rows, judging):
        raise BadData(
            f"All {len(judging)} paragraphs that would judge were corrected on reading pages, with a model's tags on "
            "view. Expected some that were labelled blind: corrections teach beside these; add some with --data."
        )
    return found


def may_judge(rows: Sequence[LabelledParagraph], numbers: Sequence[int]) -> list[int]:
    """Return those of the numbers whose rows may judge: a reader's corrections are no fair part of a text."""
    return [number for number in numbers if rows[number].corrected is None]


def renumbered(folds: Sequence[Fold], judged: Sequence[int]) -> list[Fold]:
    """Return the folds of the rows judged alone, by their places among these."""
    places = {number: place for place, number in enumerate(judged)}
    kept = [[[places[number] for number in part if number in places] for part in fold] for fold in folds]
    return [(learnt, tested) for learnt, tested in kept]


@dataclass(frozen=True, slots=True)
class Run:
    """One recipe, unlabelled texts for a teacher to label, the folder of the work, and texts that other models
    labelled."""

    recipe: Recipe
    unlabelled: Sequence[Unlabelled]
    work: Path
    taught: Sequence[SoftText] = ()

    def fit(
        self,
        rows: Sequence[LabelledParagraph],
        validation: Sequence[LabelledParagraph],
        hidden: Sequence[LabelledParagraph],
        folder: str,
        name: str,
    ) -> Fitted:
        """Train one model; `hidden` rows are those it is to be judged by, whose regions' texts it must not see."""
        soft = joined(self._of_own_teachers(rows, hidden, folder, name), self._of_others(rows, hidden, name))
        return fit(self.recipe, rows, validation, folder=self.work / folder, name=name, soft=soft)

    def _of_own_teachers(
        self, rows: Sequence[LabelledParagraph], hidden: Sequence[LabelledParagraph], folder: str, name: str
    ) -> SoftLabelled | None:
        """Let teachers that learn from `rows` label the unlabelled texts."""
        ids, unit = self.recipe.taxonomy.ids, self.recipe.unit
        soft = soft_labels(rows, self.unlabelled, ids, hidden, unit) if self.unlabelled else None
        if soft is not None:
            self.recipe.say(f"{name}: a teacher labelled {len(soft.texts)} unlabelled texts")
            if soft.of_sentences is not None:
                teacher = fit(self.recipe, rows, [], folder=self.work / folder / "teacher", name=f"{name}, teacher")
                soft = with_model(soft, teacher.logits_of)
        return soft

    def _of_others(
        self, rows: Sequence[LabelledParagraph], hidden: Sequence[LabelledParagraph], name: str
    ) -> SoftLabelled | None:
        soft = asked_labels(self.taught, hidden, by_sentences=by_the_sentence(rows, self.recipe.unit))
        if self.taught:
            self.recipe.say(f"{name}: other models labelled {len(soft.texts) if soft else 0} texts that it may see")
        return soft


@dataclass(frozen=True, slots=True)
class Unseen:
    """The model of a run, and the logits of paragraphs from models that had not seen them.

    `judged` are the numbers of these paragraphs, none of them a correction, `logits` have shape (readings, judged,
    categories), as `Fitted.logits`.
    """

    fitted: Fitted
    judged: list[int]
    logits: Floats


def cross_validate(rows: Sequence[LabelledParagraph], folds: Sequence[Fold], run: Run) -> Unseen:
    """Judge every row but corrections by a model of the other folds, then train the model of the run on all rows."""
    logits = np.zeros((run.recipe.readings, len(rows), len(run.recipe.taxonomy.ids)))
    for number, (trained, tested) in enumerate(folds, start=1):
        folder = f"fold-{number}"
        kept = run.work / f"{folder}.npy"
        shape = (len(logits), len(tested), logits.shape[2])
        if not processes.agreed(processes.is_main() and _kept_logits(kept, shape) is not None):
            hidden = [rows[i] for i in tested]
            fitted = run.fit([rows[i] for i in trained], [], hidden, folder, f"fold {number}/{len(folds)}")
            unseen = fitted.logits(hidden)
            if processes.is_main():
                _keep(unseen, run.work, folder)
            processes.wait()
        logits[:, tested] = np.load(kept)
    run.recipe.say(f"all folds done; the final model is trained on all {len(rows)} paragraphs")
    judged = may_judge(rows, range(len(rows)))
    return Unseen(run.fit(rows, [], [], "final", "final"), judged, logits[:, judged])


def _keep(logits: Floats, work: Path, folder: str) -> None:
    """Keep what a fold came to, and remove what it was made in."""
    part = work / f"{folder}.part.npy"
    with saving(work):
        np.save(part, logits)
    part.replace(work / f"{folder}.npy")
    remove_trained(work / folder)


def _kept_logits(path: Path, shape: tuple[int, ...]) -> Floats | None:
    """Return what an earlier run kept of a fold, None where that is nothing, or broken: then the fold is done again."""
    try:
        logits = np.load(path)
    except (OSError, ValueError, EOFError):
        return None
    return logits if logits.shape == shape and bool(np.isfinite(logits).all()) else None


def validate_once(rows: Sequence[LabelledParagraph], split: Fold, run: Run) -> Unseen:
    """Train the model of the run without its validation reports, which it then judges."""
    learnt, tested = split
    judged = may_judge(rows, tested)
    validation = [rows[i] for i in judged]
    fitted = run.fit([rows[i] for i in learnt], validation, [rows[i] for i in tested], "final", "training")
    return Unseen(fitted, judged, fitted.logits(validation))
