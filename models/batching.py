"""Group windows of like length into batches of a fixed number of padded tokens."""

from collections.abc import Iterator, Sequence


def token_batches(lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Yield the numbers of the windows of each batch: longest first, padded to the longest, at most `batch_tokens` each.

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
