"""Word vectors to start an encoder from: skip-gram with negative sampling (Mikolov et al. 2013, arXiv 1310.4546).

A Transformer that starts from random token embeddings needs far more text than a laptop can read in an hour; one that
starts from these vectors does not. Pairs are taken inside chunks of 64 tokens, so that one batched product gives all
of them; negatives are shared by a batch; rows are updated by AdaGrad, which keeps frequent tokens from running away.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from storage.errors import BadSettings

CHUNK = 64
_SHARED_NEGATIVES = 192
_BLOCK = 2_000_000  # tokens thinned at a time: memory stays flat however long the text
Tokens = npt.NDArray[np.uint16]


def train_word_vectors(
    tokens: Tokens,
    vocabulary: int,
    *,
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
    kept = _kept_shares(counts, subsample)
    noise = torch.from_numpy((counts**0.75) / (counts**0.75).sum())
    torch.manual_seed(seed)
    tables = _new_tables(vocabulary, width, window, negatives)
    total, done = len(tokens) * epochs, 0
    for piece in _blocks(tokens, epochs):
        thinned = piece[generator.random(len(piece), dtype=np.float32) < kept[piece]].astype(np.int64)
        chunks = torch.from_numpy(thinned[: len(thinned) // CHUNK * CHUNK]).view(-1, CHUNK)
        loss = 0.0
        for batch in chunks[torch.randperm(len(chunks))].split(batch_chunks):
            drawn = torch.multinomial(noise, _SHARED_NEGATIVES, replacement=True)
            loss = tables.learn(batch, drawn, rate * max(0.05, 1 - done / total))
            done += len(piece) * len(batch) // max(1, len(chunks))
        whole = math.isfinite(loss) or not len(chunks)  # a text too short for one chunk has no loss
        if not (whole and tables.finite):
            raise BadSettings(
                f"After {done:,} of {total:,} tokens the word vectors are no numbers any more. Expected finite "
                "ones; give another --seed or other text, and another --output."
            )
        progress(min(done, total), total, loss)
    vectors = tables.inner.numpy()
    return np.asarray(vectors - vectors.mean(axis=0, keepdims=True), dtype=np.float32)


def _kept_shares(counts: npt.NDArray[np.float64], subsample: float) -> npt.NDArray[np.float32]:
    """Return the probability with which each token is kept where it stands."""
    frequency = counts / counts.sum()
    return np.minimum(1.0, np.sqrt(subsample / np.maximum(frequency, 1e-12))).astype(np.float32)


def _blocks(tokens: Tokens, epochs: int) -> Iterator[Tokens]:
    for _ in range(epochs):
        for begin in range(0, len(tokens), _BLOCK):
            yield tokens[begin : begin + _BLOCK]


@dataclass(frozen=True, slots=True)
class _Tables:
    """The vectors of tokens and of their contexts, shape (vocabulary, width), and what AdaGrad keeps of both.

    `near` is 1 where two places of a chunk are neighbours, shape (CHUNK, CHUNK).
    """

    inner: torch.Tensor
    outer: torch.Tensor
    inner_squares: torch.Tensor
    outer_squares: torch.Tensor
    near: torch.Tensor
    negatives: int

    @property
    def finite(self) -> bool:
        """Whether all vectors are numbers."""
        return bool(torch.isfinite(self.inner).all()) and bool(torch.isfinite(self.outer).all())

    def learn(self, batch: torch.Tensor, drawn: torch.Tensor, rate: float) -> float:
        """Update both tables from one batch of chunks, shape (batch, CHUNK), and the tokens drawn for random pairs;
        return the loss of a true pair."""
        rows = batch.reshape(-1)
        width = self.inner.shape[1]
        centre, context = self.inner[batch], self.outer[batch]
        noise = self.outer[drawn]
        logits = centre @ context.transpose(1, 2)
        pulls = (torch.sigmoid(logits) - 1.0) * self.near  # gradient of -log sigmoid(x), at true pairs only
        noise_logits = centre.reshape(-1, width) @ noise.T
        pushes = torch.sigmoid(noise_logits) * (self.negatives * self.near.sum(1).mean() / _SHARED_NEGATIVES)
        centre_gradient = (pulls @ context).reshape(-1, width) + pushes @ noise
        context_gradient = (pulls.transpose(1, 2) @ centre).reshape(-1, width)
        noise_gradient = pushes.T @ centre.reshape(-1, width)
        _update(self.inner, self.inner_squares, rows, centre_gradient, rate)
        gradient = torch.cat([context_gradient, noise_gradient])
        _update(self.outer, self.outer_squares, torch.cat([rows, drawn]), gradient, rate)
        return float(-(torch.nn.functional.logsigmoid(logits) * self.near).sum() / (self.near.sum() * len(batch)))


def _new_tables(vocabulary: int, width: int, window: int, negatives: int) -> _Tables:
    distance = (torch.arange(CHUNK)[:, None] - torch.arange(CHUNK)[None, :]).abs()
    return _Tables(
        inner=(torch.rand(vocabulary, width) - 0.5) / width,
        outer=torch.zeros(vocabulary, width),
        inner_squares=torch.full((vocabulary,), 1e-8),
        outer_squares=torch.full((vocabulary,), 1e-8),
        near=((distance > 0) & (distance <= window)).float(),
        negatives=negatives,
    )


def _update(
    table: torch.Tensor, squares: torch.Tensor, rows: torch.Tensor, gradient: torch.Tensor, rate: float
) -> None:
    """Row-wise AdaGrad: sum the gradients of a token, then scale by the root of its running mean square."""
    unique, place = rows.unique(return_inverse=True)
    summed = torch.zeros(len(unique), table.shape[1]).index_add_(0, place, gradient)
    squares[unique] += summed.pow(2).mean(1)
    table[unique] -= rate * summed / squares[unique].sqrt()[:, None]
