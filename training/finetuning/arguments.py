"""What transformers' Trainer is told."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from transformers import TrainingArguments

from training.finetuning.settings import TrainingSettings
from training.precision import has_fast_bf16
from training.together import processes

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


def arguments_of(
    settings: TrainingSettings, folder: Path, *, rate: float, examples: int, validated: bool, marked: bool
) -> TrainingArguments:
    """Return what Trainer is told of one training.

    Args:
        folder: for checkpoints.
        examples: how many are learnt from.
        validated: the best epoch is kept, else the last.
        marked: sentences are taught by themselves.
    """
    at_once = settings.batch_paragraphs * (_EXAMPLES_OF_SENTENCES if marked else 1)
    arguments = TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=at_once,
        per_device_eval_batch_size=at_once,
        learning_rate=rate,
        warmup_steps=int(settings.warmup_share * -(-examples // at_once) * settings.epochs),
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


def _of_this_machine() -> dict[str, bool]:
    cuda, bf16 = torch.cuda.is_available(), has_fast_bf16()
    # Trainer by itself knows bfloat16, and several processes, on GPUs only, so it is told to use the CPU where there is
    # none.
    use_cpu = (bf16 and not cuda) or (processes.count() > 1 and processes.on_cpu())
    return {"dataloader_pin_memory": cuda, "bf16": bf16, "use_cpu": use_cpu}
