"""What a model reads: a text becomes units (sentences, or the text whole), and units become windows of tokens.

Training and inference both cut text here, so a model is always asked what it was taught.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.manifest import Unit
from reports.sentences import sentence_spans

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids, [CLS] and [SEP] included, of one unit or of a part of a long one; `unit` is the unit's number."""

    unit: int
    tokens: tuple[int, ...]


def unit_spans(text: str, unit: Unit) -> list[tuple[int, int]]:
    """Return (start, end) of what the model judges in `text`: its sentences, or the whole of it."""
    return sentence_spans(text) if unit == "sentence" else [(0, len(text))]


def windows(tokenizer: "PreTrainedTokenizerFast", units: Sequence[str], max_tokens: int) -> list[Window]:
    """Turn units into windows of at most `max_tokens`; one that is longer becomes several that overlap by a quarter.

    Every unit has at least one window, also where the tokenizer knows none of its characters.
    """
    if not units:
        return []
    # The overlap may not fill the window: two of its places are [CLS] and [SEP].
    overlap = min(max_tokens // 4, max_tokens - 3)
    encoded = tokenizer(
        list(units),
        truncation=True,
        max_length=max_tokens,
        stride=overlap,
        return_overflowing_tokens=True,
        return_attention_mask=False,
    )
    return [
        Window(unit, tuple(tokens))
        for unit, tokens in zip(encoded["overflow_to_sample_mapping"], encoded["input_ids"], strict=True)
    ]
