"""Group windows of like length into batches of a fixed number of padded tokens, and lay them under each other."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def token_batches(lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Yield the numbers of the windows of each batch: longest first, padded to the longest, at most `batch_tokens`
    each.

    A single window longer than `batch_tokens` is a batch of its own: nothing is left out.
    """
    batch: list[int] = []
    width = 0
    for number in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batch and (len(batch) + 1) * width > batch_tokens:
            yield batch
            batch = []
        if not batch:
            width = lengths[number]
        batch.append(number)
    if batch:
        yield batch


def padded(windows: Sequence[Sequence[int]], padding: int) -> "dict[str, Tensor]":
    """Return `input_ids`, filled up with `padding` on the right, and `attention_mask`, both shape (windows, longest),
    int64.

    What `tokenizer.pad` gives, a tenth of a training step quicker.
    """
    import torch

    lengths = torch.tensor([len(window) for window in windows])
    ids = torch.nn.utils.rnn.pad_sequence(
        [torch.tensor(window) for window in windows], batch_first=True, padding_value=padding
    )
    return {"input_ids": ids, "attention_mask": (torch.arange(ids.shape[1]) < lengths[:, None]).long()}
