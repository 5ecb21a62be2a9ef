"""Train the models of a run, and have every paragraph judged by one that had not seen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labels.counting import Floats
from labels.labelled import LabelledParagraph
from labels.soft.line import SoftText
from labels.splits import split_by_report
from models.files.saving import saving
from models.files.training_files import remove_trained
from training.finetuning.examples import by_the_sentence
from training.finetuning.self_training import SoftLabelled, Unlabelled, asked_labels, joined, soft_labels, with_model
from training.finetuning.trainer import Fitted, Recipe, fit
from training.together import processes

Fold = tuple[list[int], list[int]]
"""The numbers of the rows to train on, and of those to judge."""


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

    `judged` are the numbers of these paragraphs, `logits` have shape (readings, judged, categories), as
    `Fitted.logits`.
    """

    fitted: Fitted
    judged: list[int]
    logits: Floats


def cross_validate(rows: Sequence[LabelledParagraph], folds: Sequence[Fold], run: Run) -> Unseen:
    """Judge every row by a model of the other folds, then train the model of the run on all rows."""
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
    return Unseen(run.fit(rows, [], [], "final", "final"), list(range(len(rows))), logits)


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


def validate_once(rows: Sequence[LabelledParagraph], run: Run) -> Unseen:
    """Train the model of the run without its validation reports, which it then judges."""
    settings = run.recipe.settings
    train_rows, validation = split_by_report(rows, settings.validation_share, settings.seed, settings.split_by)
    fitted = run.fit(train_rows, validation, validation, "final", "training")
    places = {row.id: number for number, row in enumerate(rows)}
    return Unseen(fitted, [places[row.id] for row in validation], fitted.logits(validation))
