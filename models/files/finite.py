"""Numbers that are none: NaN and infinity are found where weights enter or leave, before anything is said with them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def not_finite(state: "Mapping[str, Tensor]") -> str:
    """Name the first tensor that holds NaN or infinity and say what it holds, "" where all are finite."""
    import torch

    for name, values in state.items():
        if values.is_floating_point() and not bool(torch.isfinite(values).all()):
            return f"{name} holds {float(values[~torch.isfinite(values)][0])}"
    return ""


def past_half(state: "Mapping[str, Tensor]") -> str:
    """Name the first tensor with a value that 16 bits cannot hold and say which, "" where all can be saved in 16 bits.

    NaN and infinity are such values; so is whatever lies past 65,504, which would become infinity.
    """
    import torch

    if found := not_finite(state):
        return found
    for name, values in state.items():
        if values.is_floating_point() and values.numel() and not bool(torch.isfinite(values.half()).all()):
            worst = values.flatten()[values.abs().argmax()]
            return (
                f"{name} holds {float(worst):g}, past {torch.finfo(torch.half).max:,.0f}, the largest number of 16 bits"
            )
    return ""
