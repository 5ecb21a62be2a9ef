"""Matrix products on a CPU: weights laid out once for the product that is wanted, then multiplied by states of any
number."""

from collections.abc import Callable, Mapping
from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import linear

from models.processor import adds_up_in_32_bits

Linear = Callable[[Tensor], Tensor]
"""States, shape (rows, width), float32 → states, shape (rows, other width), float32."""
MakeLinear = Callable[[str, Tensor, Tensor], Linear]
"""The name of a product in its model, its weight, shape (other width, width), and its bias, shape (other width,)."""
_ROWS = 1_024  # for so many rows the layout of a weight is chosen: what a batch has
# How much of the largest of a column goes into the weights. Of 0, 0.5 and 0.75, measured on 1,500 paragraphs with the
# shipped tagger, 0.75 changed the fewest tags (1, of 9 without).
_MOVED = 0.75
_LEAST = 1e-5  # what a column that is always 0 is taken for


def in_full(_: str, weight: Tensor, bias: Tensor) -> Linear:
    """Multiply in 32 bits.

    Where the processor has AVX-512, oneDNN's product with weights laid out for it is a tenth quicker than torch's own.
    It is chosen by what the processor can do and not by measuring: two runs on one machine give the same bytes.
    """
    if torch.backends.cpu.get_cpu_capability() != "AVX512" or not hasattr(torch.ops.mkldnn, "_linear_pointwise"):
        return lambda states: linear(states, weight, bias)
    laid_out = torch.ops.mkldnn._reorder_linear_weight(weight, _ROWS)
    return lambda states: torch.ops.mkldnn._linear_pointwise(states, laid_out, bias, "none", [], "")


def in_bfloat16(_: str, weight: Tensor, bias: Tensor) -> Linear:
    """Multiply in 16 bits that reach as far as 32 do; sums and all else stay in 32."""
    half, half_bias = weight.bfloat16(), bias.bfloat16()
    return lambda states: linear(states.bfloat16(), half, half_bias).float()


def in_int8(ranges: Mapping[str, Tensor]) -> MakeLinear:
    """Multiply in 8 bits, with what is large in the states moved into the weights beforehand.

    A few columns of the states are many times as large as the others, and 8 bits for all of them leave little for
    those. So each column is divided by a number that its weights are multiplied by (SmoothQuant, arXiv 2211.10438).
    Weights are then rounded by the largest of their row, states by the range that was found when the bundle was
    exported: what a row gives depends on no other row.

    Args:
        ranges: by the name of a product, the lowest and the highest of each column of its states, shape (2, width).
    """
    return partial(_in_int8, ranges)


def watched(ranges: dict[str, Tensor]) -> MakeLinear:
    """Multiply in 32 bits, and keep the lowest and the highest of each column of the states in `ranges`."""

    def make(name: str, weight: Tensor, bias: Tensor) -> Linear:
        product = in_full(name, weight, bias)
        ranges[name] = torch.zeros(2, weight.shape[1])

        def multiply(states: Tensor) -> Tensor:
            torch.minimum(ranges[name][0], states.amin(dim=0), out=ranges[name][0])
            torch.maximum(ranges[name][1], states.amax(dim=0), out=ranges[name][1])
            return product(states)

        return multiply

    return make


def _in_int8(ranges: Mapping[str, Tensor], name: str, weight: Tensor, bias: Tensor) -> Linear:
    columns = weight.abs().amax(dim=0).clamp(min=_LEAST)
    moved = ranges[name].abs().amax(dim=0).clamp(min=_LEAST) ** _MOVED / columns ** (1 - _MOVED)
    weight, (low, high) = weight * moved, ranges[name] / moved
    step = max(float(high.max() - low.min()), _LEAST) / 255
    zero = round(-float(low.min()) / step)
    steps = weight.abs().amax(dim=1).clamp(min=_LEAST) / (127 if adds_up_in_32_bits() else 63)
    rounded = (weight / steps[:, None]).round().to(torch.int8)
    held = torch.ops.onednn.qlinear_prepack(rounded, [_ROWS, weight.shape[1]])
    zeros, kept = torch.zeros(len(weight), dtype=torch.long), (moved * step).reciprocal()
    begin = torch.full_like(kept, zero + 0.5)  # a half, since what follows cuts off

    def multiply(states: Tensor) -> Tensor:
        in_steps = torch.addcmul(begin, states, kept).clamp_(0, 255).to(torch.uint8)
        return torch.ops.onednn.qlinear_pointwise(
            in_steps, step, zero, held, steps, zeros, bias, 1.0, 0, torch.float32, "none", [], ""
        )

    return multiply
