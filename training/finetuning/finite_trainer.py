"""transformers' Trainer, which ends at the step where numbers cease to be numbers, and in one line where a disk is
full."""

import math
import shutil
from pathlib import Path
from typing import Any

from torch import Tensor, nn
from torch.utils.data import DataLoader
from transformers import Trainer

from models.files.finite import past_half
from models.files.saving import saving
from storage.errors import BadSettings, CannotWrite
from training.finetuning.averaging import WeightAverage
from training.resume import whole_checkpoint
from training.together import processes


class FiniteTrainer(Trainer):
    """A Trainer for one model; `said_name` names it in what is said, `average` is what it ends with, where given."""

    said_name = "training"
    average: WeightAverage | None = None

    def get_train_dataloader(self) -> "DataLoader[Any]":
        """Return the batches to learn from, whole ones in every process: their windows are shared, not their rows."""
        batches = super().get_train_dataloader()
        if self.args.world_size > 1:
            shard = batches.batch_sampler
            shard.num_processes, shard.process_index, shard.even_batches = 1, 0, False
        return batches

    def training_step(self, model: nn.Module, inputs: dict[str, Any], num_items_in_batch: Any = None) -> Tensor:
        """Take a step.

        Raises:
            BadSettings: its loss is NaN or infinite.
        """
        loss: Tensor = super().training_step(model, inputs, num_items_in_batch)
        if not math.isfinite(float(loss)):
            raise BadSettings(
                f"{self.said_name}: the loss is {float(loss)} at step {self.state.global_step + 1} of "
                f"{self.state.max_steps}, with a learning rate of {self.args.learning_rate:g}. Expected a finite "
                "number; give a lower --rate, or leave it out."
            )
        return loss

    def train_or_resume(self) -> None:
        """Train to the end, from the last whole checkpoint where there is one.

        Raises:
            BadSettings: a loss is NaN or infinite, or a weight is at the end, or past what 16 bits hold.
            CannotWrite: a checkpoint does not fit on the disk.
        """
        if self.average is not None:
            self.add_callback(self.average)
        folder = Path(str(self.args.output_dir))
        self.train(resume_from_checkpoint=processes.agreed(processes.is_main() and whole_checkpoint(folder)))
        if self.average is not None:
            self.average.put()
        if self.model is not None and (found := past_half(self.model.state_dict())):
            raise BadSettings(
                f"{self.said_name}: after {self.state.global_step} steps with a learning rate of "
                f"{self.args.learning_rate:g} the weight {found}. "
                "Expected numbers that can be saved; give a lower --rate, or leave it out."
            )

    def _save_checkpoint(self, *arguments: Any, **options: Any) -> None:
        folder = Path(str(self.args.output_dir))
        checkpoint = folder / f"checkpoint-{self.state.global_step}"
        try:
            with saving(folder):
                if self.average is not None and processes.is_main():
                    self.average.save(checkpoint)
                super()._save_checkpoint(*arguments, **options)
        except CannotWrite:
            # What is half there would be taken for a checkpoint, and takes up room.
            shutil.rmtree(checkpoint, ignore_errors=True)
            raise
