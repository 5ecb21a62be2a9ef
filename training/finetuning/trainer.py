"""Fine-tune one classifier with transformers' Trainer, and ask it for logits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from scipy.special import expit
from sklearn.metrics import f1_score
from transformers import EarlyStoppingCallback, PrinterCallback, TrainingArguments

from labels.counting import Floats, indicators
from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from models.first_token import read_first_token_only
from models.manifest import Unit
from storage.errors import BadSettings
from training.finetuning.encoder import load_encoder, longest_window, usual_rate
from training.finetuning.examples import Collator, asked, by_sentences, taught, to_dataset
from training.finetuning.finite_trainer import FiniteTrainer
from training.finetuning.progress import Progress, Say
from training.finetuning.self_training import SoftLabelled
from training.finetuning.sentence_maximum import SentenceMaximum, positive_weights
from training.finetuning.settings import TrainingSettings
from training.hub.encoder_source import FoundEncoder
from training.precision import has_fast_bf16

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

# The second stage starts from a model that knows the task nearly.
_RATE_AFTER_SOFT = 0.5
# A sentence is a seventh of a paragraph; with the paragraphs whole among them, twice as many examples are a step of the
# same tokens.
_EXAMPLES_OF_SENTENCES = 2
# What Trainer is told whatever the settings.
_ALWAYS: Mapping[str, Any] = MappingProxyType(
    {
        "save_strategy": "epoch",
        "save_total_limit": 1,
        "restore_callback_states_from_checkpoint": True,  # else early stopping would count its patience anew
        "logging_strategy": "no",
        "disable_tqdm": True,
        "report_to": [],
        "remove_unused_columns": False,
        "label_names": ["labels"],
    }
)


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

    def taught(self, rows: Sequence[LabelledParagraph]) -> "Dataset":
        """Return the data set that labelled paragraphs teach."""
        return to_dataset(taught(rows, self.ids, self.unit), self.tokenizer, self.max_tokens)

    def asked(self, rows: Sequence[LabelledParagraph]) -> "Dataset":
        """Return the data set of paragraphs as the model will be asked about them."""
        truth = indicators([row.labels for row in rows], self.ids).astype(np.float64)
        examples = asked([row.text for row in rows], truth, self.unit)
        return to_dataset(examples, self.tokenizer, self.max_tokens)

    def soft(self, soft: SoftLabelled) -> "Dataset":
        """Return the data set of texts that a teacher labelled."""
        if soft.of_sentences is None:
            examples = asked(soft.texts, soft.probabilities, self.unit)
        else:
            examples = by_sentences(soft.texts, soft.of_sentences, soft.probabilities)
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
        readings = [replace(self.reader, unit=unit).asked(rows) for unit in _readings(self.reader.unit)]
        return np.stack([self._logits(asked) for asked in readings])

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
        soft: texts that a teacher labelled; they are read once, before the labelled paragraphs.

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
    model = _to_train(classifier, reader, positive_weights(train, reader.ids), settings)
    marked = any(row.evidence for row in train)
    rate = usual_rate(classifier, marked) if settings.rate is None else settings.rate
    if soft is not None:
        _read_once(model, reader, soft, recipe, rate, folder=folder / "soft", name=f"{name}, unlabelled text")
        rate *= _RATE_AFTER_SOFT
    progress = Progress(name, recipe.say)
    learnt = reader.taught(train)
    trainer = FiniteTrainer(
        model=model,
        args=_arguments(_by_examples(settings, marked), folder, rate, len(learnt), bool(validation)),
        train_dataset=learnt,
        eval_dataset=reader.asked(validation) if validation else None,
        data_collator=Collator(tokenizer),
        compute_metrics=_macro_f1 if validation else None,
        callbacks=[progress, *([EarlyStoppingCallback(settings.patience)] if validation else [])],
    )
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
    data = reader.soft(soft)
    settings = replace(_by_examples(recipe.settings, soft.of_sentences is not None), epochs=1)
    trainer = FiniteTrainer(
        model=model,
        args=_arguments(settings, folder, rate, len(data), validated=False),
        train_dataset=data,
        data_collator=Collator(reader.tokenizer),
        callbacks=[Progress(name, recipe.say)],
    )
    _run(trainer, name)


def _by_examples(settings: TrainingSettings, marked: bool) -> TrainingSettings:
    """Return the settings with the number of examples in a step, where sentences are taught by themselves."""
    return (
        replace(settings, batch_paragraphs=_EXAMPLES_OF_SENTENCES * settings.batch_paragraphs) if marked else settings
    )


def _run(trainer: FiniteTrainer, name: str) -> None:
    trainer.remove_callback(PrinterCallback)  # it prints dictionaries on stdout
    trainer.said_name = name
    trainer.train_or_resume()


def _arguments(settings: TrainingSettings, folder: Path, rate: float, rows: int, validated: bool) -> TrainingArguments:
    arguments = TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_paragraphs,
        per_device_eval_batch_size=settings.batch_paragraphs,
        learning_rate=rate,
        warmup_steps=_warmup_steps(settings, rows),
        weight_decay=settings.weight_decay,
        eval_strategy="epoch" if validated else "no",
        load_best_model_at_end=validated,
        metric_for_best_model="macro_f1" if validated else None,
        greater_is_better=True if validated else None,
        seed=settings.seed,
        **_ALWAYS,
        **_of_this_machine(),
    )
    # DataParallel would tear the windows of a paragraph apart; torchrun does not.
    arguments._n_gpu = min(arguments.n_gpu, 1)
    return arguments


def _warmup_steps(settings: TrainingSettings, rows: int) -> int:
    steps = -(-rows // settings.batch_paragraphs) * settings.epochs
    return int(settings.warmup_share * steps)


def _of_this_machine() -> dict[str, bool]:
    cuda, bf16 = torch.cuda.is_available(), has_fast_bf16()
    # Trainer by itself knows bfloat16 on GPUs only, so it is told to use the CPU where there is none.
    return {"dataloader_pin_memory": cuda, "bf16": bf16, "use_cpu": bf16 and not cuda}


def _macro_f1(prediction: Any) -> dict[str, float]:
    decided = expit(np.asarray(prediction.predictions, dtype=np.float64)) >= 0.5
    return {"macro_f1": float(f1_score(prediction.label_ids, decided, average="macro", zero_division=0))}
