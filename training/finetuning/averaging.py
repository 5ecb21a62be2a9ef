"""Average a model's weights over the last part of its training.

The last steps wander around where the loss is low; their mean lies nearer to it, and knows unseen text better (Polyak
and Juditsky 1992, "Acceleration of stochastic approximation by averaging"; here an exponential moving average).
"""

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import TrainerCallback

AVERAGED = "averaged.safetensors"
_FROM = 0.3  # of all steps: weights before are no better than where they came from
_EVERY = 4  # steps: neighbours are nearly equal
_HORIZON = 0.1  # of all steps, over which the mean forgets


class WeightAverage(TrainerCallback):
    """The moving average of the weights of `model` that learn."""

    def __init__(self, model: nn.Module) -> None:
        self._learning = {name: one for name, one in model.named_parameters() if one.requires_grad}
        self._mean: dict[str, Tensor] = {}

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Go on from the mean that the checkpoint keeps, where training does not begin at its start."""
        kept = Path(args.output_dir) / f"checkpoint-{state.global_step}" / AVERAGED
        if state.global_step and kept.is_file():
            mean = load_file(kept)
            self._mean = {name: mean[name].to(weight.device) for name, weight in self._learning.items()}

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Take the weights of this step into the mean."""
        if state.global_step % _EVERY or state.global_step < _FROM * state.max_steps:
            return
        share = min(1.0, _EVERY / (_HORIZON * state.max_steps))
        with torch.no_grad():
            for name, weight in self._learning.items():
                self._mean.setdefault(name, weight.detach().clone()).lerp_(weight, share)

    def save(self, checkpoint: Path) -> None:
        """Keep the mean in a checkpoint's folder; nothing where there is none yet."""
        if self._mean:
            checkpoint.mkdir(exist_ok=True)
            save_file(self._mean, checkpoint / AVERAGED)

    def put(self) -> None:
        """Give the model the mean; its own weights where it took too few steps to have one."""
        with torch.no_grad():
            for name, mean in self._mean.items():
                self._learning[name].copy_(mean)
