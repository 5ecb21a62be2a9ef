"""Fine-tune one classifier with transformers' Trainer, and ask it for logits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from scipy.special import expit
from sklearn.metrics import f1_score
from transformers import EarlyStoppingCallback, PrinterCallback

from labels.counting import Floats, indicators
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from models.first_token import read_first_token_only
from models.manifest import Unit
from storage.errors import BadSettings
from training.finetuning.arguments import arguments_of
from training.finetuning.averaging import WeightAverage
from training.finetuning.encoder import load_encoder, longest_window, usual_rate
from training.finetuning.examples import Collator, Example, asked, by_sentences, by_the_sentence, taught, to_dataset
from training.finetuning.finite_trainer import FiniteTrainer
from training.finetuning.progress import Progress, Say
from training.finetuning.self_training import SoftLabelled
from training.finetuning.sentence_maximum import SentenceMaximum, positive_weights
from training.finetuning.settings import TrainingSettings
from training.hub.encoder_source import FoundEncoder
from training.together.windows import processes_line

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

# The second stage starts from a model that knows the task nearly.
_RATE_AFTER_SOFT = 0.5


@dataclass(frozen=True, slots=True)
class Recipe:
    """How every model of a run is made: categories, encoder, what it judges, settings; `say` receives lines of
    progress."""

    taxonomy: Taxonomy
    encoder: FoundEncoder
    unit: Unit
    settings: TrainingSettings
    say: Say

    @property
    def readings(self) -> int:
        """In how many ways a model of the run reads a paragraph that it is judged by (`Fitted.logits`)."""
        return len(_readings(self.unit))


def _readings(unit: Unit) -> tuple[Unit, ...]:
    return ("sentence", "paragraph") if unit == "sentence" else (unit,)


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns paragraphs into the windows and labels that a classifier reads."""

    tokenizer: "PreTrainedTokenizerFast"
    ids: tuple[str, ...]
    unit: Unit
    max_tokens: int

    def taught(self, rows: Sequence[LabelledParagraph], soft: SoftLabelled | None = None) -> "Dataset":
        """Return the data set that labelled paragraphs teach, and texts beside them whose sentences a teacher
        labelled."""
        told = by_sentences(soft.texts, soft.of_sentences, soft.probabilities) if soft and soft.of_sentences else []
        return self._read([*taught(rows, self.ids, self.unit), *told])

    def asked(self, rows: Sequence[LabelledParagraph]) -> "Dataset":
        """Return the data set of paragraphs as the model will be asked about them."""
        return self.soft([row.text for row in rows], indicators([row.labels for row in rows], self.ids).astype(float))

    def soft(self, texts: Sequence[str], probabilities: Floats) -> "Dataset":
        """Return the data set of texts of which is known how probable each category is."""
        return self._read(asked(texts, probabilities, self.unit))

    def _read(self, examples: Sequence[Example]) -> "Dataset":
        return to_dataset(examples, self.tokenizer, self.max_tokens)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fine-tuned classifier, what it reads, and how many epochs made it (the best ones, where it was validated)."""

    classifier: "PreTrainedModel"
    reader: Reader
    epochs: int
    _trainer: FiniteTrainer

    def logits(self, rows: Sequence[LabelledParagraph]) -> Floats:
        """Return paragraph logits, shape (readings, len(rows), categories), columns in taxonomy order.

        The first reading is as the unit says; the second, where the unit is the sentence, that of the paragraphs whole.

        Raises:
            BadSettings: one of them is NaN or infinite.
        """
        return np.stack([self.logits_of([row.text for row in rows], one) for one in _readings(self.reader.unit)])

    def logits_of(self, texts: Sequence[str], unit: Unit) -> Floats:
        """Return the logits of texts read as `unit` says, shape (len(texts), categories). Raises as `logits`."""
        nothing = np.zeros((len(texts), len(self.reader.ids)))
        return self._logits(replace(self.reader, unit=unit).soft(texts, nothing))

    def _logits(self, asked: "Dataset") -> Floats:
        logits = np.asarray(self._trainer.predict(asked).predictions, dtype=np.float64)
        if not np.isfinite(logits).all():
            raise BadSettings(
                f"{self._trainer.said_name}: the model answers with {logits[~np.isfinite(logits)][0]} instead of a "
                "number. Expected finite scores; give a lower --rate, or leave it out."
            )
        return logits


def fit(
    recipe: Recipe,
    train: Sequence[LabelledParagraph],
    validation: Sequence[LabelledParagraph],
    *,
    folder: Path,
    name: str,
    soft: SoftLabelled | None = None,
) -> Fitted:
    """Fine-tune the recipe's encoder on labelled paragraphs.

    Args:
        validation: paragraphs of other reports; the epoch with the best macro-F1 on them is kept. Empty: all epochs
            are run.
        folder: keeps a checkpoint for each epoch; a run that was interrupted goes on from the last one.
        name: names this model in lines of progress.
        soft: texts that a teacher labelled. They are read once, before the labelled paragraphs; where the teacher
            labelled their sentences, in every epoch with these.

    Raises:
        BadBundle: the encoder cannot be loaded.
        BadSettings: a loss or a weight is NaN or infinite; the message names the step.
        CannotWrite: a checkpoint does not fit on the disk.
    """
    from transformers import set_seed

    settings = recipe.settings
    set_seed(settings.seed)
    classifier, tokenizer = load_encoder(recipe.encoder, recipe.taxonomy)
    window = longest_window(classifier, tokenizer, settings.max_tokens)
    reader = Reader(tokenizer, recipe.taxonomy.ids, recipe.unit, window)
    model = _to_train(classifier, reader, positive_weights(train, reader.ids, recipe.unit), settings)
    marked = by_the_sentence(train, recipe.unit)
    rate = usual_rate(classifier, marked) if settings.rate is None else settings.rate
    if soft is not None and soft.of_sentences is None:
        _read_once(model, reader, soft, recipe, rate, folder=folder / "soft", name=f"{name}, unlabelled text")
        rate *= _RATE_AFTER_SOFT
    if line := processes_line(classifier):
        recipe.say(f"{name}: {line}")
    progress = Progress(name, recipe.say)
    learnt = reader.taught(train, soft)
    trainer = FiniteTrainer(
        model=model,
        args=arguments_of(settings, folder, rate=rate, examples=len(learnt), validated=bool(validation), marked=marked),
        train_dataset=learnt,
        eval_dataset=reader.asked(validation) if validation else None,
        data_collator=Collator(tokenizer),
        compute_metrics=_macro_f1 if validation else None,
        callbacks=[progress, *([EarlyStoppingCallback(settings.patience)] if validation else [])],
    )
    if marked and not validation:  # a validated model is its best epoch
        trainer.average = WeightAverage(model)
    _run(trainer, name)
    return Fitted(classifier, reader, progress.best_epoch or settings.epochs, trainer)


def _to_train(
    classifier: "PreTrainedModel", reader: Reader, weights: torch.Tensor, settings: TrainingSettings
) -> SentenceMaximum:
    """Wrap a classifier for training; `weights` multiply the loss of a label that is there."""
    if settings.freezes(classifier):
        classifier.get_input_embeddings().requires_grad_(False)
    if not torch.accelerator.is_available():
        classifier.set_attn_implementation("eager")  # for sentences quicker than fused attention, backwards most of all
    return SentenceMaximum(read_first_token_only(classifier), weights, reader.tokenizer, settings.mask_share)


def _read_once(
    model: SentenceMaximum, reader: Reader, soft: SoftLabelled, recipe: Recipe, rate: float, *, folder: Path, name: str
) -> None:
    """Train for one epoch on what a teacher labelled."""
    data = reader.soft(soft.texts, soft.probabilities)
    settings = replace(recipe.settings, epochs=1)
    trainer = FiniteTrainer(
        model=model,
        args=arguments_of(settings, folder, rate=rate, examples=len(data), validated=False, marked=False),
        train_dataset=data,
        data_collator=Collator(reader.tokenizer),
        callbacks=[Progress(name, recipe.say)],
    )
    _run(trainer, name)


def _run(trainer: FiniteTrainer, name: str) -> None:
    trainer.remove_callback(PrinterCallback)  # it prints dictionaries on stdout
    trainer.said_name = name
    trainer.train_or_resume()


def _macro_f1(prediction: Any) -> dict[str, float]:
    decided = expit(np.asarray(prediction.predictions, dtype=np.float64)) >= 0.5
    return {"macro_f1": float(f1_score(prediction.label_ids, decided, average="macro", zero_division=0))}
