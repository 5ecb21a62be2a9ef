"""Run masked language modelling to its end, step by step, from the last checkpoint where there is one."""

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.files.finite import past_half
from storage.errors import BadSettings
from training.precision import has_fast_bf16
from training.pretraining.checkpoint import resume_checkpoint, save_checkpoint
from training.pretraining.masked_language_model import PretrainingModel, mask_tokens
from training.pretraining.schedule import Stage, batch_of_step, rate_share
from training.pretraining.settings import PretrainingSettings

Say = Callable[[str], None]
_SILENT_SECONDS = 15


def train(
    model: PretrainingModel, stages: Sequence[Stage], checkpoint: Path, settings: PretrainingSettings, say: Say
) -> list[float]:
    """Run masked language modelling to its end and return the loss of every step since the last checkpoint.

    What a step reads and masks follows from the seed and its number alone: a resumed run sees what an unbroken one
    would have.

    Raises:
        BadSettings: a loss is NaN or infinite, or a weight where it is to be kept.
        CannotWrite: a checkpoint does not fit on the disk.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device).train()
    steps = sum(stage.steps for stage in stages)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=settings.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    first = resume_checkpoint(model, optimiser, checkpoint, device, say)
    progress = _Progress(first, steps, settings.batch_tokens, say)
    losses: list[float] = []
    saved = time.monotonic()
    for step in range(first, steps):
        for group in optimiser.param_groups:
            group["lr"] = settings.rate * rate_share(step, steps, settings.warmup_steps)
        masked, loss = _losses(model, stages, step, settings, device)
        if not math.isfinite(float(loss.detach())):
            raise _no_number(f"the loss is {float(loss.detach())} at step {step + 1:,} of {steps:,}", settings)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        losses.append(float(masked.detach()))
        progress.tell(step + 1, losses)
        if time.monotonic() - saved > settings.checkpoint_minutes * 60 or step == steps - 1:
            if found := past_half(model.state_dict()):
                raise _no_number(f"after {step + 1:,} steps of {steps:,} the weight {found}", settings)
            save_checkpoint(model, optimiser, step + 1, checkpoint)
            saved = time.monotonic()
    return losses


def _losses(
    model: PretrainingModel, stages: Sequence[Stage], step: int, settings: PretrainingSettings, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Return the loss of the masked tokens of a step, and the whole loss that it is part of."""
    batch, following = (
        torch.from_numpy(tokens.astype(np.int64)) for tokens in batch_of_step(stages, step, settings.seed)
    )
    generator = torch.Generator().manual_seed(settings.seed * 1_000_003 + step)
    inputs, targets = mask_tokens(batch, model.encoder.config.vocab_size, generator)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=has_fast_bf16()):
        masked, follow = model.losses(inputs.to(device), targets.to(device), following.to(device))
    return masked, masked + settings.follow_weight * follow


class _Progress:
    """Says every 15 seconds, and at the end, how far the steps are."""

    def __init__(self, first: int, steps: int, batch_tokens: int, say: Say) -> None:
        self._first, self._steps, self._batch_tokens = first, steps, batch_tokens
        self._say = say
        self._began = self._spoken = time.monotonic()

    def tell(self, done: int, losses: Sequence[float]) -> None:
        """Say how many steps are done, where it is time for it."""
        now = time.monotonic()
        if now - self._spoken <= _SILENT_SECONDS and done < self._steps:
            return
        rate = (done - self._first) * self._batch_tokens / (now - self._began)
        left = (self._steps - done) * self._batch_tokens / rate / 60
        self._say(
            f"step {done:,}/{self._steps:,}  {rate:7,.0f} tokens/s  {left:5.1f} min left  loss "
            f"{np.mean(losses[-100:]):.3f}"
        )
        self._spoken = now


def _no_number(what: str, settings: PretrainingSettings) -> BadSettings:
    return BadSettings(
        f"{what}, with a rate of {settings.rate:g}. Expected finite numbers; give a lower --rate and another --output."
    )
