"""Settings of pre-training, checked."""

import math
from dataclasses import dataclass, field

from storage.errors import BadSettings
from training.pretraining.masked_language_model import EncoderShape


@dataclass(frozen=True, slots=True)
class PretrainingSettings:
    """What `scripts/pretrain.py` may change. Amounts of text are counted in tokens."""

    shape: EncoderShape = field(default_factory=EncoderShape)
    vocabulary: int = 20_000
    vocabulary_characters: int = 6_000_000  # of each corpus file; all in-domain text is read three times besides
    vector_tokens: int = 33_000_000
    train_tokens: int = 24_000_000
    selected_tokens: int = 16_000_000
    last_share: float = 0.3
    last_selected_tokens: int = 3_500_000
    in_domain_repeats: int = 3
    sequence_length: int = 64
    last_sequence_length: int = 128
    batch_tokens: int = 1_536
    rate: float = 1e-3
    warmup_steps: int = 150
    follow_weight: float = 0.2
    checkpoint_minutes: float = 5.0
    seed: int = 0

    def check(self) -> None:
        """Raise BadSettings where a setting makes no sense."""
        self._check_amounts()
        self._check_lengths()
        if not 0 <= self.last_share < 1:
            raise BadSettings(
                f"last share {self.last_share}: expected 0 (no last stage) or a share of the tokens below 1."
            )
        if self.shape.width % self.shape.heads:
            raise BadSettings(
                f"width {self.shape.width} and {self.shape.heads} heads: expected a width that the heads divide."
            )
        if not 1_000 <= self.vocabulary <= 65_535:
            raise BadSettings(
                f"vocabulary of {self.vocabulary}: expected 1,000 to 65,535 tokens (they are kept in 16 bits)."
            )

    def _check_amounts(self) -> None:
        amounts = {
            "layers": self.shape.layers,
            "width": self.shape.width,
            "heads": self.shape.heads,
            "tokens": self.train_tokens,
            "batch": self.batch_tokens,
            "rate": self.rate,
        }
        for name, amount in amounts.items():
            if not 0 < amount < math.inf:
                raise BadSettings(f"{name} is {amount}. Expected a number above 0; correct it.")

    def _check_lengths(self) -> None:
        most = min(self.shape.positions, self.batch_tokens)
        for length in (self.sequence_length, self.last_sequence_length):
            if not 16 <= length <= most:
                raise BadSettings(
                    f"sequence length {length}: expected 16 to {most}, the encoder's positions or, where these are "
                    "fewer, the tokens in a batch."
                )
