"""Run a bundle with PyTorch, on the CPU or on a GPU."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from labels.counting import Floats
from models.batching import padded, token_batches
from models.bundle import Bundle, load_weights
from models.units import runs, windows
from storage.errors import BadBundle, BadSettings
from storage.processes.serving import still_working

if TYPE_CHECKING:
    import torch

# Batches of more than some 2,000 tokens are slower on a CPU, whose caches they leave; a GPU wants them much larger.
_CPU_BATCH_TOKENS, _GPU_BATCH_TOKENS = 2_048, 65_536
# Text that is turned into windows at once. It takes some 250 bytes for each character while it is.
_CHARACTERS_AT_ONCE = 200_000


class PytorchEngine:
    """The weights of a bundle on a device."""

    def __init__(self, bundle: Bundle, device: str | None = None, batch_tokens: int | None = None) -> None:
        """Load a bundle's weights. Arguments and errors as for `inference.tagger.Tagger`."""
        self._bundle = bundle
        self._device = _device(device)
        usual = _CPU_BATCH_TOKENS if self._device.type == "cpu" else _GPU_BATCH_TOKENS
        longest = bundle.manifest.max_tokens
        self._batch_tokens = max(usual, longest) if batch_tokens is None else batch_tokens
        if self._batch_tokens < longest:
            raise BadSettings(
                f"batch of {batch_tokens} tokens: expected at least {longest}, one window of this bundle."
            )
        from models.first_token import read_first_token_only

        model, self.tokenizer = load_weights(bundle)
        self.model = read_first_token_only(model).to(self._device)

    def unit_logits(self, units: Sequence[str]) -> Floats:
        """Return the logits of each unit, shape (len(units), categories): the highest over its windows.

        Raises:
            BadBundle: the model answers with NaN or infinity.
        """
        manifest = self._bundle.manifest
        highest = np.full((len(units), len(manifest.taxonomy.ids)), -np.inf)
        for run in runs(units, _CHARACTERS_AT_ONCE):
            cut = windows(self.tokenizer, units[run], manifest.max_tokens)
            for batch in token_batches([len(window.tokens) for window in cut], self._batch_tokens):
                logits = self._window_logits([cut[i].tokens for i in batch])
                np.maximum.at(highest[run], [cut[i].unit for i in batch], logits)
                still_working()
        return highest

    def _window_logits(self, tokens: Sequence[Sequence[int]]) -> Floats:
        import torch

        inputs = padded(tokens, self.tokenizer.pad_token_id)
        with torch.inference_mode():
            answered = self.model(**{key: value.to(self._device) for key, value in inputs.items()})
            logits = answered.logits.double().cpu().numpy()
        if not np.isfinite(logits).all():
            raise BadBundle(
                f"{self._bundle.folder}: the model {self._bundle.manifest.id} answers with "
                f"{logits[~np.isfinite(logits)][0]} instead of a number. "
                "Expected finite scores; train the bundle again."
            )
        return logits


def _device(name: str | None) -> "torch.device":
    import torch

    try:
        device = torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        raise BadSettings(
            f"--device {name}: not available here ({str(error).splitlines()[0]}). Expected cpu, cuda or cuda:N; leave "
            "it out to choose."
        ) from error
    return device
