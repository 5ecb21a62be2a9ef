"""Write a classifier as ONNX, in 32 bits or with the weights of its matrix products in 8."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.files.saving import saving
from models.first_token import read_first_token_only
from models.processor import adds_up_in_32_bits
from storage.errors import BadBundle, BadSettings, reason_of

if TYPE_CHECKING:
    from transformers import PreTrainedModel

INPUTS, OUTPUT = ("input_ids", "attention_mask"), "logits"
_OPSET = 20


def check_onnx() -> None:
    """Refuse to go on without what writes ONNX.

    Raises:
        BadSettings: it is not installed.
    """
    try:
        import onnx  # noqa: F401
        import onnxruntime  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError as error:
        raise BadSettings(
            f"{error.name} is not installed. Expected onnx, onnxruntime and onnxscript; run: make install-bulk"
        ) from error


def write_onnx(model: "PreTrainedModel", path: Path) -> None:
    """Write a classifier, in 32 bits, for any number of windows of any length; its last layer for one token alone.

    Raises:
        BadBundle: torch cannot write a model of its kind.
        CannotWrite: the place is not writable, or full.
    """
    import torch

    ids = torch.arange(51).view(3, 17) % model.config.vocab_size
    sizes = {0: torch.export.Dim("windows"), 1: torch.export.Dim("length")}
    with saving(path), _quietly():
        try:
            torch.onnx.export(
                _of_two_inputs(read_first_token_only(model)),
                (ids, torch.ones_like(ids)),
                path,
                dynamo=True,
                external_data=False,
                input_names=list(INPUTS),
                output_names=[OUTPUT],
                dynamic_shapes=(sizes, sizes),
                opset_version=_OPSET,
                verbose=False,
            )
        except (RuntimeError, TypeError, ValueError) as error:
            raise BadBundle(
                f"A {type(model).__name__} cannot be written as ONNX ({reason_of(error)[:200]}). Expected a model that "
                "torch can export; choose another --format."
            ) from error


def write_onnx_int8(model: "PreTrainedModel", path: Path) -> None:
    """Write a classifier whose matrix products have weights in 8 bits, rounded by the largest of their column; their
    other side is rounded as it comes. Raises as `write_onnx`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole = path.with_name(f"whole-{path.name}")
    write_onnx(model, whole)
    with saving(path), _quietly():
        quantize_dynamic(
            whole, path, per_channel=True, reduce_range=not adds_up_in_32_bits(), weight_type=QuantType.QInt8
        )
    whole.unlink()


def _of_two_inputs(model: Any) -> Any:
    import torch

    class OfTwoInputs(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            logits: torch.Tensor = self.inner(input_ids=input_ids, attention_mask=attention_mask).logits
            return logits

    return OfTwoInputs().eval()


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep the libraries from telling what they do, and what they would rather do."""
    usual = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(usual)
