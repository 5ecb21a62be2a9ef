"""Weights on disk: safetensors in 16 bits, every number finite. Nothing is ever pickled."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from models.files.finite import past_half
from models.files.saving import saving
from storage.errors import BadBundle

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedConfig

WEIGHTS = "model.safetensors"


@contextmanager
def without_progress_bar() -> Iterator[None]:
    """Keep transformers from drawing a bar while it loads a few megabytes."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def save_half(config: "PreTrainedConfig", state: "Mapping[str, Tensor]", folder: Path) -> None:
    """Save weights in 16 bits while the config says float32: half the size on disk, full precision in memory when
    loaded.

    Raises:
        BadBundle: a weight is NaN, infinite, or too large for 16 bits.
        CannotWrite: the place is not writable, or full.
    """
    import torch
    from safetensors.torch import save_file

    plain = {name: value.detach().cpu() for name, value in state.items()}
    if found := past_half(plain):
        raise BadBundle(f"The weights cannot be saved: {found}. Expected finite numbers; train with a lower --rate.")
    half = {name: value.half().contiguous() if value.is_floating_point() else value for name, value in plain.items()}
    with saving(folder):
        config.dtype = torch.float32
        config.save_pretrained(folder)
        save_file(half, folder / WEIGHTS, metadata={"format": "pt"})
        (folder / WEIGHTS).chmod(0o644)  # safetensors writes for the owner only
