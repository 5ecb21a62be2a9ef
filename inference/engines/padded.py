"""Any classifier of transformers, on a CPU or a GPU: windows of like length are laid under each other and padded."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from models.batching import padded, token_batches
from storage.processes.serving import still_working


class PaddedModel:
    """A model of plain transformers on a device."""

    def __init__(self, model: Any, padding: int, device: torch.device, dtype: torch.dtype = torch.float32) -> None:
        """Move a model to a device.

        Args:
            padding: the token that fills up.
            dtype: of weights and states; logits are given in 32 bits.
        """
        self.model = model.to(device=device, dtype=dtype)
        self._device, self._padding = device, padding

    @property
    def classifier(self) -> Any:
        """The layer that gives the logits."""
        return self.model.classifier

    def __call__(self, windows: Sequence[Sequence[int]], batch_tokens: int) -> Tensor:
        """Return the logits of windows of tokens, shape (windows, categories), on the CPU.

        Args:
            batch_tokens: padded tokens read at once.
        """
        batches = list(token_batches([len(window) for window in windows], batch_tokens))
        found = [self._read([windows[number] for number in batch]) for batch in batches]
        # A GPU is asked for its answers at the end only, so that it never waits for what is laid out for it.
        logits = torch.cat(found).float().cpu()
        order = torch.tensor([number for batch in batches for number in batch])
        return torch.empty_like(logits).index_copy_(0, order, logits)

    def _read(self, windows: Sequence[Sequence[int]]) -> Tensor:
        inputs = padded(windows, self._padding)
        if len(set(map(len, windows))) == 1:
            del inputs["attention_mask"]  # nothing to leave out: attention is quicker without
        moved = {key: value.to(self._device, non_blocking=True) for key, value in inputs.items()}
        answered: Tensor = self.model(**moved).logits
        still_working()
        return answered
