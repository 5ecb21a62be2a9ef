"""Compute the last layer of a BERT classifier for its first token alone, the only one that the classifier reads.

With one query the keys and values of all tokens are not needed either: a head's score for a token is its query,
carried through the key matrix, times the token's state, and what a head reads is the mean of the states, carried
through the value matrix. (A key's bias adds the same to all scores of a head, so it changes nothing.) Of two layers
this saves nearly one, in training and in tagging; the outputs are those of the whole layer up to rounding.
"""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from transformers.models.bert.modeling_bert import BertForSequenceClassification, BertLayer

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_MASKS_OF_FOUR_DIMENSIONS = ("eager", "sdpa")


def read_first_token_only(model: "PreTrainedModel") -> "PreTrainedModel":
    """Let the last layer of a `BertForSequenceClassification` give its first token's state only; leave any other model
    as it is.

    Names and values of the weights stay, so that the model is saved as before.
    """
    if (
        type(model) is BertForSequenceClassification
        and not model.config.is_decoder
        and model.config._attn_implementation in _MASKS_OF_FOUR_DIMENSIONS
    ):
        model.bert.encoder.layer[-1].__class__ = _FirstTokenLayer
    return model


class _FirstTokenLayer(BertLayer):
    def forward(self, hidden_states: Tensor, attention_mask: Tensor | None = None, *_: Any, **__: Any) -> Tensor:
        """Return the first token's new state, shape (batch, 1, width).

        Args:
            hidden_states: shape (batch, length, width).
            attention_mask: True or 0 where a token may be read, False or very negative where not; shape (batch or 1,
                1, length or 1, length). None: every token may be.
        """
        attention = self.attention.self
        heads, size = attention.num_attention_heads, attention.attention_head_size
        first = hidden_states[:, :1]
        query = attention.query(first).view(-1, heads, size) * attention.scaling
        asked = torch.einsum("bhd,hdw->bhw", query, attention.key.weight.view(heads, size, -1))
        scores = _masked(asked @ hidden_states.transpose(1, 2), attention_mask)
        shares = nn.functional.dropout(scores.softmax(-1), attention.dropout.p, self.training)
        read = torch.einsum("bhw,hdw->bhd", shares @ hidden_states, attention.value.weight.view(heads, size, -1))
        read = read + shares.sum(-1, keepdim=True) * attention.value.bias.view(heads, size)
        return self.feed_forward_chunk(self.attention.output(read.flatten(1)[:, None], first))


def _masked(scores: Tensor, attention_mask: Tensor | None) -> Tensor:
    if attention_mask is None:
        return scores
    mask = attention_mask[:, :, 0]
    if mask.dtype == torch.bool:
        return scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    return scores + mask
