"""A classifier of windows that learns from what is known of texts: a view's logit is the highest of its windows', a
text's the mean of its views'.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from labels.labelled import LabelledParagraph
from models.batching import token_batches
from models.manifest import Unit
from training.finetuning.examples import by_the_sentence
from training.together import processes
from training.together.windows import shared_logits

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


# Windows differ in length tenfold. They come sorted by length; cut into parts of so many tokens, each trimmed to its
# own longest, a batch holds far less padding (docs/benchmarks.md). So many for each thread; a GPU wants parts that are
# larger.
CPU_PART_TOKENS, GPU_PART_TOKENS = 768, 16_384


class SentenceMaximum(nn.Module):
    """A classifier of windows, and what it answers for paragraphs."""

    positive_weights: Tensor
    special_tokens: Tensor

    def __init__(
        self,
        classifier: "PreTrainedModel",
        positive_weights: Tensor,
        tokenizer: "PreTrainedTokenizerFast",
        mask_share: float,
    ) -> None:
        """Wrap a classifier.

        Args:
            positive_weights: multiply the loss of a label that is there, shape (categories,).
            mask_share: of the tokens are hidden in training, so that no single word decides; none where the tokenizer
                has no mask.
        """
        super().__init__()
        self.classifier = classifier
        self.register_buffer("positive_weights", positive_weights, persistent=False)
        self.register_buffer("special_tokens", torch.tensor(tokenizer.all_special_ids), persistent=False)
        self._mask = tokenizer.mask_token_id
        self._mask_share = 0.0 if self._mask is None else mask_share

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        view: Tensor,
        paragraph: Tensor,
        labels: Tensor,
        *,
        token_type_ids: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Return loss and paragraph logits, shape (paragraphs, categories).

        Args:
            input_ids: token ids, longest windows first, padded on the right, shape (windows, length); as the two
                others of its shape, `attention_mask` and, where the encoder knows segments, `token_type_ids`.
            view: which view a window belongs to, shape (windows,); every view has one at least.
            paragraph: which paragraph a view belongs to, shape (views,); every paragraph has one at least.
            labels: 1.0 where the paragraph carries the category, or the probability that it does, NaN where nothing is
                known, shape (paragraphs, categories).
        """
        inputs = {"input_ids": self._hidden(input_ids), "attention_mask": attention_mask}
        if token_type_ids is not None:
            inputs["token_type_ids"] = token_type_ids
        parts = list(_trimmed(inputs))
        if self.training and processes.count() > 1:
            logits = shared_logits(self.classifier, parts)
        else:
            logits = torch.cat([self.classifier(**part).logits.float() for part in parts])
        highest = _reduced(logits, view, len(paragraph), "amax")
        mean = _reduced(highest, paragraph, len(labels), "mean")
        losses = nn.functional.binary_cross_entropy_with_logits(
            mean, labels.nan_to_num(), pos_weight=self.positive_weights, reduction="none"
        )
        known = ~labels.isnan()
        return {"loss": losses[known].sum() / known.sum().clamp(min=1), "logits": mean}

    def _hidden(self, input_ids: Tensor) -> Tensor:
        if not (self.training and self._mask_share):
            return input_ids
        chosen = (torch.rand(input_ids.shape, device=input_ids.device) < self._mask_share) & ~torch.isin(
            input_ids, self.special_tokens
        )
        return input_ids.masked_fill(chosen, self._mask)


def _reduced(rows: Tensor, places: Tensor, count: int, how: str) -> Tensor:
    """Reduce the rows that go to one place, shape (count, columns); every place has a row at least."""
    empty = rows.new_zeros(count, rows.shape[1])
    return empty.scatter_reduce(0, places[:, None].expand_as(rows), rows, how, include_self=False)


def _trimmed(inputs: Mapping[str, Tensor]) -> Iterator[dict[str, Tensor]]:
    """Cut a batch, longest windows first, into parts without the columns that are padding in all of a part's rows."""
    lengths = inputs["attention_mask"].sum(1).tolist()
    on_cpu = inputs["attention_mask"].device.type == "cpu"
    largest = CPU_PART_TOKENS * torch.get_num_threads() if on_cpu else GPU_PART_TOKENS // processes.count()
    for rows in token_batches(lengths, largest):
        yield {name: value[rows[0] : rows[-1] + 1, : lengths[rows[0]]] for name, value in inputs.items()}


def positive_weights(rows: Sequence[LabelledParagraph], ids: Sequence[str], unit: Unit = "sentence") -> Tensor:
    """Return by how much the loss of a label that is there counts more, shape (categories,).

    That is sqrt(negatives / positives), at most 10; 1 where one of both is absent, or where sentences are
    taught by themselves: these say more than any weight what to look for.
    """
    if by_the_sentence(rows, unit):
        return torch.ones(len(ids))
    counts = torch.tensor([sum(key in row.labels for row in rows) for key in ids], dtype=torch.float32)
    weights = ((len(rows) - counts) / counts.clamp(min=1)).sqrt().clamp(max=10.0)
    return torch.where((counts > 0) & (counts < len(rows)), weights, torch.ones_like(weights))
