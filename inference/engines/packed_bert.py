"""A BERT classifier that reads windows of any length without padding: their tokens stand one after the other, and only
attention, which needs to know where a window ends, takes windows of one length together.

What it says is what plain transformers says, up to rounding. The last layer is computed for its first token alone
(`models.first_token`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn.functional import embedding, scaled_dot_product_attention
from transformers.activations import GELUActivation
from transformers.models.bert.modeling_bert import BertForSequenceClassification

from inference.engines.linears import MakeLinear
from models.batching import token_batches
from storage.processes.serving import still_working

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# oneDNN makes a program for every number of rows that it meets: few numbers, few programs.
_ROWS, _ROUNDED = 512, 16


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring windows of one length: their number, that length, and where they begin among windows and tokens."""

    windows: int
    length: int
    first: int
    begin: int

    def of_tokens(self, states: Tensor) -> Tensor:
        """Return the run's part of states of tokens, shape (windows, length, width)."""
        part = states[self.begin : self.begin + self.windows * self.length]
        return part.view(self.windows, self.length, -1)

    def of_windows(self, states: Tensor) -> Tensor:
        """Return the run's part of states of windows, shape (windows, …)."""
        return states[self.first : self.first + self.windows]


def may_be_packed(model: "PreTrainedModel") -> bool:
    """Say whether a model is one that `PackedBert` computes alike."""
    return type(model) is BertForSequenceClassification and not model.config.is_decoder


class PackedBert:
    """The weights of a `BertForSequenceClassification`, laid out for the CPU."""

    def __init__(self, model: Any, make: MakeLinear) -> None:
        """Lay out the weights of a model for which `may_be_packed`; nothing else of it is kept.

        Args:
            make: how its matrix products are done (`inference.engines.linears`).
        """
        model.requires_grad_(False)
        embeddings, (*layers, last) = model.bert.embeddings, model.bert.encoder.layer
        self._words = embeddings.word_embeddings.weight
        self._places = embeddings.position_embeddings.weight + embeddings.token_type_embeddings.weight[0]
        self._norm = embeddings.LayerNorm
        self._layers = [_Layer(layer, make, f"{number}") for number, layer in enumerate(layers)]
        self._last = _LastLayer(last, make, f"{len(layers)}")
        self.pooler, self.classifier = model.bert.pooler, model.classifier

    def __call__(self, windows: Sequence[Sequence[int]], batch_tokens: int) -> Tensor:
        """Return the logits of windows of tokens, shape (windows, categories).

        Args:
            batch_tokens: tokens read at once.
        """
        batches = list(token_batches([len(window) for window in windows], batch_tokens))
        read = [self._read([windows[number] for number in batch]) for batch in batches]
        order = torch.tensor([number for batch in batches for number in batch])
        logits = torch.empty(len(windows), self.classifier.out_features)
        for part, places in zip(torch.cat(read).split(_ROWS), order.split(_ROWS), strict=True):
            logits[places] = self.classifier(self.pooler(self._last.told(part)[:, None]))
        return logits

    def _read(self, windows: Sequence[Sequence[int]]) -> Tensor:
        """Return what the last layer's attention reads, and its first states, shape (windows, 2, width)."""
        runs = list(_runs([len(window) for window in windows]))
        tokens = [token for window in windows for token in window]
        tokens += [0] * (-len(tokens) % _ROUNDED)
        states = embedding(torch.tensor(tokens), self._words)
        for run in runs:
            run.of_tokens(states).add_(self._places[: run.length])
        states = self._norm(states)
        for layer in self._layers:
            states = layer(states, runs)
        still_working()
        return self._last.read(states, runs)


class _Layer:
    def __init__(self, layer: Any, make: MakeLinear, name: str) -> None:
        of = layer.attention.self
        three = (of.query, of.key, of.value)
        self._heads = of.num_attention_heads
        weight, bias = (torch.cat([getattr(one, part) for one in three]) for part in ("weight", "bias"))
        self._asking = make(f"{name}.asking", weight, bias)
        self._ending = _Ending(layer, make, name)

    def __call__(self, states: Tensor, runs: Sequence[_Run]) -> Tensor:
        asking, read = self._asking(states), torch.zeros_like(states)
        for run in runs:
            shape = (run.windows, run.length, 3, self._heads, -1)
            query, key, value = run.of_tokens(asking).view(shape).permute(2, 0, 3, 1, 4)
            found = scaled_dot_product_attention(query, key, value)
            run.of_tokens(read).copy_(found.transpose(1, 2).flatten(2))
        return self._ending(read, states)


class _LastLayer:
    """As `models.first_token`."""

    def __init__(self, layer: Any, make: MakeLinear, name: str) -> None:
        of = layer.attention.self
        self._heads, self._size, self._scaling = of.num_attention_heads, of.attention_head_size, of.scaling
        self._query, self._key, self._value = of.query, of.key.weight, of.value
        self._ending = _Ending(layer, make, name)

    def read(self, states: Tensor, runs: Sequence[_Run]) -> Tensor:
        """Return what the first token of each window reads, and its state, shape (windows, 2, width)."""
        first = torch.cat([run.of_tokens(states)[:, 0] for run in runs])
        query = self._query(first).view(-1, self._heads, self._size) * self._scaling
        asked = torch.einsum("bhd,hdw->bhw", query, self._key.view(self._heads, self._size, -1))
        seen = torch.empty_like(asked)
        for run in runs:
            tokens = run.of_tokens(states)
            torch.bmm((run.of_windows(asked) @ tokens.transpose(1, 2)).softmax(-1), tokens, out=run.of_windows(seen))
        read = torch.einsum("bhw,hdw->bhd", seen, self._value.weight.view(self._heads, self._size, -1))
        return torch.stack([read.flatten(1) + self._value.bias, first], dim=1)

    def told(self, read: Tensor) -> Tensor:
        """Return the new state of the first token of each window, shape (windows, width), from what `read` gave."""
        rows = torch.nn.functional.pad(read, (0, 0, 0, 0, 0, -len(read) % _ROUNDED))
        return self._ending(rows[:, 0].contiguous(), rows[:, 1])[: len(read)]


class _Ending:
    """What follows on attention in a layer: its output, and the two steps of the feed-forward part."""

    def __init__(self, layer: Any, make: MakeLinear, name: str) -> None:
        attended, wide, narrow = layer.attention.output, layer.intermediate, layer.output
        self._output = make(f"{name}.output", attended.dense.weight, attended.dense.bias)
        self._wide = make(f"{name}.wide", wide.dense.weight, wide.dense.bias)
        self._narrow = make(f"{name}.narrow", narrow.dense.weight, narrow.dense.bias)
        own = wide.intermediate_act_fn
        # The usual one is computed in place, which spares the widest of all states a copy.
        self._activation = torch.ops.aten.gelu_ if type(own) is GELUActivation else own
        self._output_norm, self._narrow_norm = attended.LayerNorm, narrow.LayerNorm

    def __call__(self, read: Tensor, states: Tensor) -> Tensor:
        states = self._output_norm(self._output(read).add_(states))
        return self._narrow_norm(self._narrow(self._activation(self._wide(states))).add_(states))


def _runs(lengths: Sequence[int]) -> Iterator[_Run]:
    first = begin = 0
    for length, equal in groupby(lengths):
        windows = len(list(equal))
        yield _Run(windows, length, first, begin)
        first, begin = first + windows, begin + windows * length
