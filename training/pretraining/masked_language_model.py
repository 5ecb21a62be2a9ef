"""The model that pre-training trains, and one step of it.

Masked language modelling (Devlin et al. 2019, arXiv 1810.04805) on packed sequences, the vocabulary head on masked
positions only. A second, small loss asks the pooler to name the words of the sequence that follows, so that the
classifier later starts from a pooler that knows what a text is about.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from models.files.weights import save_half
from training.pretraining.vocabulary import END, MASK, PAD, START

_FIRST_WORD = 5  # after the five special tokens
_MASKED_SHARE = 0.15
# With tied word vectors of RMS 0.04 the logits start too small to learn; a LayerNorm gain of 3 before the decoder
# mends that.
_HEAD_GAIN = 3.0
_VECTOR_RMS = 0.04


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The size of a BERT encoder. The default has 6.9 million parameters."""

    layers: int = 2
    width: int = 256
    heads: int = 4
    feed_forward: int = 1_024
    positions: int = 512


class PretrainingModel(nn.Module):
    """A `BertForMaskedLM` with a pooler, and the two losses that train it."""

    def __init__(
        self, shape: EncoderShape, vectors: npt.NDArray[np.float32], log_frequency: npt.NDArray[np.float32]
    ) -> None:
        """Start from word vectors, shape (vocabulary, width), and the log frequency of every token as the decoder's
        bias."""
        from transformers import BertConfig, BertForMaskedLM
        from transformers.models.bert.modeling_bert import BertPooler

        super().__init__()
        config = BertConfig(
            vocab_size=len(vectors),
            hidden_size=shape.width,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            intermediate_size=shape.feed_forward,
            max_position_embeddings=shape.positions,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            pad_token_id=PAD,
        )
        self.encoder = BertForMaskedLM(config)
        self.pooler = BertPooler(config)
        self.follow = nn.LayerNorm(shape.width)
        self.log_frequency: Tensor
        self.register_buffer("log_frequency", torch.from_numpy(log_frequency), persistent=False)
        embeddings = self.encoder.bert.embeddings.word_embeddings.weight
        head = self.encoder.cls.predictions
        with torch.no_grad():
            scaled = torch.from_numpy(vectors / np.sqrt((vectors**2).mean()) * _VECTOR_RMS)
            embeddings[_FIRST_WORD:] = scaled[_FIRST_WORD:]
            head.decoder.bias.copy_(self.log_frequency)
            head.transform.LayerNorm.weight.fill_(_HEAD_GAIN)
            self.follow.weight.fill_(_HEAD_GAIN)
        embeddings.requires_grad_(False)  # saves the vocabulary's share of the optimiser, and MLM starts at once

    def losses(self, inputs: Tensor, targets: Tensor, following: Tensor) -> tuple[Tensor, Tensor]:
        """Return (masked-token loss, following-words loss), both in nats.

        Args:
            inputs: token ids with masks, shape (batch, length).
            targets: the true id where it is to be guessed, elsewhere -100, shape (batch, length).
            following: token ids of the sequence that follows in the text, shape (batch, length).
        """
        hidden = self.encoder.bert(input_ids=inputs).last_hidden_state
        guessed = targets != -100
        logits = self.encoder.cls.predictions(hidden[guessed])
        masked_loss = nn.functional.cross_entropy(logits.float(), targets[guessed])
        topic = self.follow(self.pooler(hidden))
        words = nn.functional.log_softmax(
            (topic @ self.encoder.bert.embeddings.word_embeddings.weight.T).float() + self.log_frequency, dim=-1
        )
        real = (following >= _FIRST_WORD).float()
        follow_loss = -(words.gather(1, following) * real).sum() / real.sum().clamp(min=1)
        return masked_loss, follow_loss

    def save_encoder(self, folder: Path, trained_positions: int) -> None:
        """Write config and fp16 safetensors that plain transformers load, pooler included.

        Positions past `trained_positions` were never seen; they repeat those that were, so that longer texts degrade
        gently.
        """
        state = {name: value.detach().cpu() for name, value in self.encoder.state_dict().items()}
        state |= {f"bert.pooler.{name}": value.detach().cpu() for name, value in self.pooler.state_dict().items()}
        positions = "bert.embeddings.position_embeddings.weight"
        repeats = -(-len(state[positions]) // trained_positions)
        state[positions] = state[positions][:trained_positions].repeat(repeats, 1)[: len(state[positions])]
        state.pop("cls.predictions.decoder.weight", None)  # tied to the embeddings
        state.pop("cls.predictions.decoder.bias", None)  # tied to cls.predictions.bias
        folder.mkdir(parents=True, exist_ok=True)
        config = self.encoder.config
        config.hidden_dropout_prob = 0.1  # for fine-tuning
        config.architectures = ["BertForMaskedLM"]
        save_half(config, state, folder)
        config.hidden_dropout_prob = 0.0


def mask_tokens(sequences: Tensor, vocabulary: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Hide 15 % of the tokens: 80 % become [MASK], 10 % a random token, 10 % stay.

    Returns:
        (inputs, targets), both shape (batch, length); targets are -100 where nothing is to be guessed.
    """
    draw = torch.rand(sequences.shape, generator=generator)
    chosen = (draw < _MASKED_SHARE) & (sequences >= _FIRST_WORD)
    targets = sequences.masked_fill(~chosen, -100)
    random_tokens = torch.randint(_FIRST_WORD, vocabulary, sequences.shape, generator=generator)
    inputs = torch.where(chosen & (draw < 0.8 * _MASKED_SHARE), MASK, sequences)
    inputs = torch.where(chosen & (draw >= 0.9 * _MASKED_SHARE), random_tokens, inputs)
    return inputs, targets


def pack(tokens: npt.NDArray[np.uint16], length: int) -> npt.NDArray[np.uint16]:
    """Cut running text into sequences [CLS] … [SEP] of `length` tokens, shape (sequences, length); a rest is
    dropped."""
    inside = length - 2
    count = len(tokens) // inside
    packed = np.empty((count, length), dtype=np.uint16)
    packed[:, 0], packed[:, -1] = START, END
    packed[:, 1:-1] = tokens[: count * inside].reshape(count, inside)
    return packed
