"""Run a bundle with PyTorch, on the CPU or on a GPU."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inference.engines.kinds import Arithmetic, Kind
from inference.engines.windows import batch_tokens_of, highest_of_windows
from labels.counting import Floats
from models.bundle import Bundle, load_weights
from storage.errors import BadBundle, BadSettings

if TYPE_CHECKING:
    import torch

    from inference.engines.linears import MakeLinear

RANGES = "int8.safetensors"
"""The file of a bundle that holds, for each matrix product in 8 bits, the range of each column of its states."""
# Measured, 1,536 tokens are a little quicker than 1,024 or 2,048 on a CPU; a GPU wants them much larger.
_CPU_BATCH_TOKENS, _GPU_BATCH_TOKENS = 1_536, 65_536


class PytorchEngine:
    """The weights of a bundle on a device."""

    def __init__(
        self,
        bundle: Bundle,
        device: str | None = None,
        batch_tokens: int | None = None,
        *,
        arithmetic: Arithmetic | None = None,
    ) -> None:
        """Load a bundle's weights. Arguments and errors as for `inference.tagger.Tagger`.

        Args:
            arithmetic: of the matrix products; None takes float32 on a CPU, bfloat16 on a GPU.
        """
        import torch

        from inference.engines.packed_bert import PackedBert, may_be_packed
        from inference.engines.padded import PaddedModel
        from models.first_token import read_first_token_only

        self._bundle, place = bundle, _device(device)
        on_gpu = place.type != "cpu"
        self._batch_tokens = batch_tokens_of(bundle, batch_tokens, _GPU_BATCH_TOKENS if on_gpu else _CPU_BATCH_TOKENS)
        model, self.tokenizer = load_weights(bundle)
        chosen: Arithmetic = arithmetic or ("bfloat16" if on_gpu else "float32")
        self.kind = Kind("pytorch", chosen, on_gpu)
        if place.type == "cpu" and may_be_packed(model):
            self.model: Any = PackedBert(model, _make_linear(chosen, bundle.folder))
        elif chosen == "int8":
            raise not_packed(bundle, model)
        else:
            self.model = PaddedModel(
                read_first_token_only(model), self.tokenizer.pad_token_id, place, getattr(torch, chosen)
            )

    def unit_logits(self, units: Sequence[str]) -> Floats:
        """Return the logits of each unit, shape (len(units), categories): the highest over its windows.

        Raises:
            BadBundle: the model answers with NaN or infinity.
        """
        return highest_of_windows(self._bundle, self.tokenizer, units, self._window_logits)

    def _window_logits(self, windows: Sequence[Sequence[int]]) -> Floats:
        import torch

        with torch.inference_mode():
            logits: Floats = self.model(windows, self._batch_tokens).double().numpy()
        return logits


def not_packed(bundle: Bundle, model: Any) -> BadBundle:
    """Return the refusal to read in 8 bits a model that is not laid out by us."""
    return BadBundle(
        f"{bundle.folder}: a {type(model).__name__} cannot be read in 8 bits by torch. Expected a classifier of BERT's "
        "kind; export it to onnx-int8."
    )


def _make_linear(arithmetic: Arithmetic, folder: Path) -> "MakeLinear":
    from safetensors.torch import load_file

    from inference.engines.linears import in_bfloat16, in_full, in_int8

    if arithmetic == "int8":
        return in_int8(load_file(folder / RANGES))
    return in_full if arithmetic == "float32" else in_bfloat16


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
