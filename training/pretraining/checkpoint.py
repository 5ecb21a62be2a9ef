"""The state of pre-training between two steps, on disk."""

from collections.abc import Callable
from pathlib import Path

import torch

from models.files.saving import reading_back, saving
from training.pretraining.masked_language_model import PretrainingModel


def save_checkpoint(model: PretrainingModel, optimiser: torch.optim.Optimizer, step: int, path: Path) -> None:
    """Keep the state after `step` steps, whole or not at all.

    Raises:
        CannotWrite: it does not fit on the disk.
    """
    part = path.with_suffix(".part")
    with saving(path.parent):
        torch.save({"model": model.state_dict(), "optimiser": optimiser.state_dict(), "step": step}, part)
    part.replace(path)


def resume_checkpoint(
    model: PretrainingModel,
    optimiser: torch.optim.Optimizer,
    path: Path,
    device: torch.device,
    say: Callable[[str], None],
) -> int:
    """Take up the state that was kept, if one was, and return the number of steps done."""
    if not path.exists():
        return 0
    with reading_back(path):
        stored = torch.load(path, map_location=device, weights_only=True)
        model.load_state_dict(stored["model"])
        optimiser.load_state_dict(stored["optimiser"])
    say(f"resuming at step {stored['step']:,}")
    return int(stored["step"])
