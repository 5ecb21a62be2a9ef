"""Word vectors to start an encoder from: skip-gram with negative sampling (Mikolov et al. 2013, arXiv 1310.4546).

A Transformer that starts from random token embeddings needs far more text than a laptop can read in an hour; one that
starts from these vectors does not. Pairs are taken inside chunks of 64 tokens, so that one batched product gives all
of them; negatives are shared by a batch; rows are updated by AdaGrad, which keeps frequent tokens from running away.
"""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch

from storage.errors import BadSettings

CHUNK = 64
_SHARED_NEGATIVES = 192


def train_word_vectors(
    tokens: npt.NDArray[np.uint16],
    vocabulary: int,
    width: int = 256,
    window: int = 6,
    negatives: int = 6,
    epochs: int = 1,
    subsample: float = 2e-4,
    rate: float = 0.08,
    batch_chunks: int = 32,
    seed: int = 0,
    progress: Callable[[int, int, float], None] = lambda done, total, loss: None,
) -> npt.NDArray[np.float32]:
    """Learn a vector for every token from the tokens around it.

    Args:
        tokens: running text, shape (n,).
        window: how far a neighbour may be, in tokens, after frequent tokens were thinned out.
        negatives: weight of the random pairs, as their number for each true pair.
        subsample: a token of relative frequency f is kept with probability min(1, sqrt(subsample / f)).
        progress: called with (tokens read, tokens in all, loss for each pair).

    Returns:
        Vectors, shape (vocabulary, width), float32, centred to mean 0.

    Raises:
        BadSettings: the loss of a block of text is NaN or infinite, or a vector.
    """
    generator = np.random.default_rng(seed)
    counts = np.bincount(tokens, minlength=vocabulary).astype(np.float64)
    frequency = counts / counts.sum()
    keep = np.minimum(1.0, np.sqrt(subsample / np.maximum(frequency, 1e-12))).astype(np.float32)
    noise = torch.from_numpy((counts**0.75) / (counts**0.75).sum())
    torch.manual_seed(seed)
    inner = (torch.rand(vocabulary, width) - 0.5) / width
    outer = torch.zeros(vocabulary, width)
    inner_squares, outer_squares = torch.full((vocabulary,), 1e-8), torch.full((vocabulary,), 1e-8)
    distance = (torch.arange(CHUNK)[:, None] - torch.arange(CHUNK)[None, :]).abs()
    near = ((distance > 0) & (distance <= window)).float()

    block = 2_000_000  # tokens thinned at a time: memory stays flat however long the text
    total, done = len(tokens) * epochs, 0
    for _ in range(epochs):
        for begin in range(0, len(tokens), block):
            piece = tokens[begin : begin + block]
            thinned = piece[generator.random(len(piece), dtype=np.float32) < keep[piece]].astype(np.int64)
            chunks = torch.from_numpy(thinned[: len(thinned) // CHUNK * CHUNK]).view(-1, CHUNK)
            loss = 0.0
            for batch in chunks[torch.randperm(len(chunks))].split(batch_chunks):
                drawn = torch.multinomial(noise, _SHARED_NEGATIVES, replacement=True)
                loss = _step(
                    batch,
                    drawn,
                    inner,
                    outer,
                    inner_squares,
                    outer_squares,
                    near,
                    negatives,
                    rate * max(0.05, 1 - done / total),
                )
                done += len(piece) * len(batch) // max(1, len(chunks))
            whole = math.isfinite(loss) or not len(chunks)  # a text too short for one chunk has no loss
            if not (whole and bool(torch.isfinite(inner).all()) and bool(torch.isfinite(outer).all())):
                raise BadSettings(
                    f"After {done:,} of {total:,} tokens the word vectors are no numbers any more. Expected finite "
                    "ones; give another --seed "
                    "or other text, and another --output."
                )
            progress(min(done, total), total, loss)
    vectors = inner.numpy()
    return np.asarray(vectors - vectors.mean(axis=0, keepdims=True), dtype=np.float32)


def _step(
    batch: torch.Tensor,
    drawn: torch.Tensor,
    inner: torch.Tensor,
    outer: torch.Tensor,
    inner_squares: torch.Tensor,
    outer_squares: torch.Tensor,
    near: torch.Tensor,
    negatives: int,
    rate: float,
) -> float:
    """Update both tables from one batch of chunks, shape (batch, CHUNK), and return the loss of a true pair."""
    rows = batch.reshape(-1)
    width = inner.shape[1]
    centre, context = inner[batch], outer[batch]
    noise = outer[drawn]
    logits = centre @ context.transpose(1, 2)
    pulls = (torch.sigmoid(logits) - 1.0) * near  # gradient of -log sigmoid(x), at true pairs only
    noise_logits = centre.reshape(-1, width) @ noise.T
    pushes = torch.sigmoid(noise_logits) * (negatives * near.sum(1).mean() / _SHARED_NEGATIVES)
    centre_gradient = (pulls @ context).reshape(-1, width) + pushes @ noise
    context_gradient = (pulls.transpose(1, 2) @ centre).reshape(-1, width)
    noise_gradient = pushes.T @ centre.reshape(-1, width)
    _update(inner, inner_squares, rows, centre_gradient, rate)
    _update(outer, outer_squares, torch.cat([rows, drawn]), torch.cat([context_gradient, noise_gradient]), rate)
    return float(-(torch.nn.functional.logsigmoid(logits) * near).sum() / (near.sum() * len(batch)))


def _update(
    table: torch.Tensor, squares: torch.Tensor, rows: torch.Tensor, gradient: torch.Tensor, rate: float
) -> None:
    """Row-wise AdaGrad: sum the gradients of a token, then scale by the root of its running mean square."""
    unique, place = rows.unique(return_inverse=True)
    summed = torch.zeros(len(unique), table.shape[1]).index_add_(0, place, gradient)
    squares[unique] += summed.pow(2).mean(1)
    table[unique] -= rate * summed / squares[unique].sqrt()[:, None]
