"""What scores for a tagger: one way to ask, whatever a bundle was exported to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from inference.engines.kinds import Kind, kind_of
from inference.engines.onnx import ONNX_FILES, OnnxEngine
from inference.engines.pytorch import PytorchEngine
from labels.counting import Floats
from models.bundle import Bundle

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


class Engine(Protocol):
    """A loaded model. `kind` says what it is, `str(kind)` in the words of a run's fingerprint."""

    kind: Kind
    tokenizer: "PreTrainedTokenizerFast"
    model: Any

    def unit_logits(self, units: Sequence[str]) -> Floats:
        """Return the logits of each unit, shape (len(units), categories)."""


def engine_for(bundle: Bundle, device: str | None = None, batch_tokens: int | None = None) -> Engine:
    """Load what scores for a bundle on a device. Arguments and errors as for `inference.tagger.Tagger`."""
    kind = kind_of(bundle, device)
    if kind.library == "onnxruntime":
        name = ONNX_FILES[bundle.manifest.engine]
        return OnnxEngine(bundle, bundle.folder / name, kind, batch_tokens)
    # Where there is no GPU after all, what runs is what the CPU is good at.
    return PytorchEngine(bundle, device, batch_tokens, arithmetic=None if kind.on_gpu else kind.arithmetic)
