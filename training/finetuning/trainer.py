"""Fine-tune one classifier with transformers' Trainer, and ask it for logits."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from scipy.special import expit
from sklearn.metrics import f1_score
from transformers import EarlyStoppingCallback, PrinterCallback, TrainerCallback, TrainingArguments

from labels.labelled import LabelledParagraph
from labels.taxonomy import Taxonomy
from models.first_token import read_first_token_only
from storage.errors import BadSettings
from training.finetuning.encoder import load_encoder, longest_window, usual_rate
from training.finetuning.finite_trainer import FiniteTrainer
from training.finetuning.self_training import SoftLabelled
from training.finetuning.sentence_maximum import Collator, SentenceMaximum, positive_weights, to_dataset
from training.finetuning.settings import TrainingSettings
from training.hub.encoder_source import FoundEncoder
from training.precision import has_fast_bf16

if TYPE_CHECKING:
    from datasets import Dataset
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

Say = Callable[[str], None]
Floats = npt.NDArray[np.float64]
# The second stage starts from a model that knows the task nearly.
_RATE_AFTER_SOFT = 0.5


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fine-tuned classifier, the window it reads, and how many epochs made it (the best ones, where it was
    validated)."""

    classifier: "PreTrainedModel"
    tokenizer: "PreTrainedTokenizerFast"
    max_tokens: int
    epochs: int
    _trainer: FiniteTrainer
    _taxonomy: Taxonomy
    _settings: TrainingSettings

    def logits(self, rows: Sequence[LabelledParagraph]) -> Floats:
        """Return paragraph logits, shape (len(rows), categories), columns in taxonomy order.

        Raises:
            BadSettings: one of them is NaN or infinite.
        """
        data = _labelled_dataset(rows, self._taxonomy, self.tokenizer, self._settings, self.max_tokens)
        logits = np.asarray(self._trainer.predict(data).predictions, dtype=np.float64)
        if not np.isfinite(logits).all():
            raise BadSettings(
                f"{self._trainer.said_name}: the model answers with {logits[~np.isfinite(logits)][0]} instead of a "
                "number. Expected finite "
                "scores; give a lower --rate, or leave it out."
            )
        return logits


def fit(
    train: Sequence[LabelledParagraph],
    validation: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    encoder: str | FoundEncoder,
    settings: TrainingSettings,
    folder: Path,
    name: str,
    say: Say,
    soft: SoftLabelled | None = None,
) -> Fitted:
    """Fine-tune `encoder` on labelled paragraphs.

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

    set_seed(settings.seed)
    classifier, tokenizer = load_encoder(encoder, taxonomy)
    max_tokens = longest_window(classifier, tokenizer, settings.max_tokens)
    if settings.freezes(classifier):
        classifier.get_input_embeddings().requires_grad_(False)
    if not torch.accelerator.is_available():
        classifier.set_attn_implementation("eager")  # for sentences quicker than fused attention, backwards most of all
    model = SentenceMaximum(
        read_first_token_only(classifier), positive_weights(train, taxonomy.ids), tokenizer, settings.mask_share
    )
    rate = usual_rate(classifier) if settings.rate is None else settings.rate
    if soft is not None:
        data = to_dataset(soft.texts, soft.probabilities, tokenizer, settings.unit, max_tokens)
        progress = _Progress(f"{name}, unlabelled text", say)
        arguments = _arguments(replace(settings, epochs=1), folder / "soft", rate, len(data), validated=False)
        _train(
            FiniteTrainer(
                model=model, args=arguments, train_dataset=data, data_collator=Collator(tokenizer), callbacks=[progress]
            ),
            f"{name}, unlabelled text",
        )
        rate *= _RATE_AFTER_SOFT
    progress = _Progress(name, say)
    trainer = FiniteTrainer(
        model=model,
        args=_arguments(settings, folder, rate, len(train), bool(validation)),
        train_dataset=_labelled_dataset(train, taxonomy, tokenizer, settings, max_tokens),
        eval_dataset=_labelled_dataset(validation, taxonomy, tokenizer, settings, max_tokens) if validation else None,
        data_collator=Collator(tokenizer),
        compute_metrics=_macro_f1 if validation else None,
        callbacks=[progress, *([EarlyStoppingCallback(settings.patience)] if validation else [])],
    )
    _train(trainer, name)
    return Fitted(
        classifier, tokenizer, max_tokens, progress.best_epoch or settings.epochs, trainer, taxonomy, settings
    )


def _train(trainer: FiniteTrainer, name: str) -> None:
    trainer.remove_callback(PrinterCallback)  # it prints dictionaries on stdout
    trainer.said_name = name
    trainer.train_or_resume()


def _labelled_dataset(
    rows: Sequence[LabelledParagraph],
    taxonomy: Taxonomy,
    tokenizer: "PreTrainedTokenizerFast",
    settings: TrainingSettings,
    max_tokens: int,
) -> "Dataset":
    truth = np.array([[float(key in row.labels) for key in taxonomy.ids] for row in rows])
    return to_dataset([row.text for row in rows], truth, tokenizer, settings.unit, max_tokens)


def _arguments(settings: TrainingSettings, folder: Path, rate: float, rows: int, validated: bool) -> TrainingArguments:
    steps = -(-rows // settings.batch_paragraphs) * settings.epochs
    cuda = torch.cuda.is_available()
    arguments = TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_paragraphs,
        per_device_eval_batch_size=settings.batch_paragraphs,
        learning_rate=rate,
        warmup_steps=int(settings.warmup_share * steps),
        weight_decay=settings.weight_decay,
        eval_strategy="epoch" if validated else "no",
        save_strategy="epoch",
        save_total_limit=1,
        load_best_model_at_end=validated,
        restore_callback_states_from_checkpoint=True,  # else early stopping would count its patience anew
        metric_for_best_model="macro_f1" if validated else None,
        greater_is_better=True if validated else None,
        logging_strategy="no",
        disable_tqdm=True,
        report_to=[],
        remove_unused_columns=False,
        label_names=["labels"],
        dataloader_pin_memory=cuda,
        bf16=has_fast_bf16(),
        use_cpu=has_fast_bf16() and not cuda,  # else Trainer knows bfloat16 on GPUs only
        seed=settings.seed,
    )
    arguments._n_gpu = min(
        arguments.n_gpu, 1
    )  # DataParallel would tear the windows of a paragraph apart; torchrun does not
    return arguments


def _macro_f1(prediction: Any) -> dict[str, float]:
    decided = expit(np.asarray(prediction.predictions, dtype=np.float64)) >= 0.5
    return {"macro_f1": float(f1_score(prediction.label_ids, decided, average="macro", zero_division=0))}


class _Progress(TrainerCallback):
    """Say every 15 seconds how far training is, and after each epoch how good."""

    def __init__(self, name: str, say: Say) -> None:
        self._name = name
        self._say = say
        self._began = self._spoken = time.monotonic()
        self._first_step = 0
        self._best = -1.0
        self.best_epoch = 0

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Remember where this run starts: it may resume an earlier one."""
        self._began = self._spoken = time.monotonic()
        self._first_step = state.global_step
        for entry in state.log_history:
            self._remember(entry)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Say how many steps are done and how long the rest will take."""
        now = time.monotonic()
        if now - self._spoken > 15:
            left = (now - self._began) / (state.global_step - self._first_step) * (state.max_steps - state.global_step)
            self._say(f"{self._name}: step {state.global_step}/{state.max_steps}, {left:.0f} s left")
            self._spoken = now

    def on_epoch_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Say that an epoch is done, where no validation will say more."""
        if args.eval_strategy == "no":
            self._say(f"{self._name}: epoch {state.epoch:.0f}/{args.num_train_epochs:.0f}")

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: dict[str, float], **kwargs: Any) -> None:
        """Say how good the epoch was on the validation reports."""
        if "eval_macro_f1" in metrics:
            self._remember({**metrics, "epoch": state.epoch})
            self._say(
                f"{self._name}: epoch {state.epoch:.0f}/{args.num_train_epochs:.0f}, validation macro-F1 "
                f"{metrics['eval_macro_f1']:.3f}"
            )

    def _remember(self, entry: dict[str, float]) -> None:
        if entry.get("eval_macro_f1", -1.0) > self._best:
            self._best, self.best_epoch = entry["eval_macro_f1"], round(entry["epoch"])
