"""Score units of any length and number by a model that reads windows."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from labels.counting import Floats
from models.bundle import Bundle
from models.units import runs, windows
from storage.errors import BadBundle, BadSettings

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

Scored = Callable[[Sequence[Sequence[int]]], Floats]
"""Windows of tokens → their logits, shape (windows, categories)."""
# Text that is turned into windows at once. It takes some 250 bytes for each character while it is.
_CHARACTERS_AT_ONCE = 200_000


def highest_of_windows(
    bundle: Bundle, tokenizer: "PreTrainedTokenizerFast", units: Sequence[str], scored: Scored
) -> Floats:
    """Return the logits of each unit, shape (len(units), categories): the highest over its windows.

    Raises:
        BadBundle: the model answers with NaN or infinity.
    """
    manifest = bundle.manifest
    highest = np.full((len(units), len(manifest.taxonomy.ids)), -np.inf)
    for run in runs(units, _CHARACTERS_AT_ONCE):
        cut = windows(tokenizer, units[run], manifest.max_tokens)
        logits = scored([window.tokens for window in cut])
        _check_finite(bundle, logits)
        # The windows of a unit stand together: each unit begins where the number changes.
        begins = np.flatnonzero(np.diff([-1, *(window.unit for window in cut)]))
        highest[run] = np.maximum.reduceat(logits, begins)
    return highest


def batch_tokens_of(bundle: Bundle, asked: int | None, usual: int) -> int:
    """Return how many tokens are scored at once: what was asked for, or what is usual, and at least a window.

    Raises:
        BadSettings: less than a window was asked for.
    """
    longest = bundle.manifest.max_tokens
    if asked is not None and asked < longest:
        raise BadSettings(f"batch of {asked} tokens: expected at least {longest}, one window of this bundle.")
    return max(usual, longest) if asked is None else asked


def _check_finite(bundle: Bundle, logits: Floats) -> None:
    if not np.isfinite(logits).all():
        raise BadBundle(
            f"{bundle.folder}: the model {bundle.manifest.id} answers with {logits[~np.isfinite(logits)][0]} instead "
            "of a number. Expected finite scores; train the bundle again."
        )
