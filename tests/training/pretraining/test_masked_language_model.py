"""Masking, packing and the two losses of pre-training."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.pretraining.masked_language_model import EncoderShape, PretrainingModel, mask_tokens, pack
from training.pretraining.vocabulary import END, MASK, PAD, START

VOCABULARY = 1_000
SHAPE = EncoderShape(layers=1, width=16, heads=2, feed_forward=32, positions=40)


def model(vocabulary: int = 60, seed: int = 0) -> PretrainingModel:
    torch.manual_seed(seed)
    vectors = np.random.default_rng(seed).normal(size=(vocabulary, SHAPE.width)).astype(np.float32)
    return PretrainingModel(SHAPE, vectors, np.full(vocabulary, -np.log(vocabulary), dtype=np.float32))


def test_fifteen_percent_are_hidden_in_the_shares_of_bert() -> None:
    sequences = torch.randint(5, VOCABULARY, (400, 128), generator=torch.Generator().manual_seed(1))
    inputs, targets = mask_tokens(sequences, VOCABULARY, torch.Generator().manual_seed(2))
    chosen = targets != -100
    count = int(chosen.sum())
    assert count / sequences.numel() == pytest.approx(0.15, abs=0.005)
    masked = int((chosen & (inputs == MASK)).sum()) / count
    kept = int((chosen & (inputs == sequences)).sum()) / count
    assert masked == pytest.approx(0.80, abs=0.02)
    assert kept == pytest.approx(0.10, abs=0.02)  # the remaining tenth is another token


@given(st.integers(0, 2**31), st.integers(1, 6), st.integers(1, 30))
def test_targets_are_the_true_tokens_and_nothing_else_changes(seed: int, batch: int, length: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    sequences = torch.randint(0, VOCABULARY, (batch, length), generator=generator)
    inputs, targets = mask_tokens(sequences, VOCABULARY, generator)
    chosen = targets != -100
    assert torch.equal(targets[chosen], sequences[chosen])
    assert torch.equal(inputs[~chosen], sequences[~chosen])
    assert bool((sequences[chosen] >= 5).all())  # [PAD], [CLS], [SEP] are never guessed
    assert bool((inputs[chosen] >= MASK).all())


def test_masking_follows_from_the_seed() -> None:
    sequences = torch.randint(5, VOCABULARY, (4, 60))
    one, other = (mask_tokens(sequences, VOCABULARY, torch.Generator().manual_seed(7)) for _ in range(2))
    assert torch.equal(one[0], other[0])
    assert torch.equal(one[1], other[1])


@given(st.integers(0, 300), st.integers(3, 20))
def test_packing_keeps_running_text_and_drops_less_than_a_sequence(count: int, length: int) -> None:
    tokens = np.arange(5, 5 + count).astype(np.uint16)
    packed = pack(tokens, length)
    assert packed.shape == (count // (length - 2), length)
    assert (packed[:, 0] == START).all()
    assert (packed[:, -1] == END).all()
    inside = packed[:, 1:-1].reshape(-1)
    assert (inside == tokens[: len(inside)]).all()
    assert count - len(inside) < length - 2


def test_the_masked_loss_is_that_of_bert_for_masked_lm() -> None:
    this = model().eval()
    sequences = torch.randint(5, 60, (3, 20))
    inputs, targets = mask_tokens(sequences, 60, torch.Generator().manual_seed(3))
    masked, _ = this.losses(inputs, targets, sequences)
    expected = this.encoder(input_ids=inputs, labels=targets).loss
    torch.testing.assert_close(masked, expected)


def test_the_following_loss_counts_words_only() -> None:
    this = model().eval()
    sequences = torch.randint(5, 60, (2, 20))
    inputs, targets = mask_tokens(sequences, 60, torch.Generator().manual_seed(3))
    following = torch.randint(5, 60, (2, 20))
    padded = torch.cat([following, torch.full((2, 6), PAD), torch.full((2, 1), END)], dim=1)
    torch.testing.assert_close(this.losses(inputs, targets, following)[1], this.losses(inputs, targets, padded)[1])


def test_word_vectors_stay_and_everything_else_learns() -> None:
    this = model()
    sequences = torch.randint(5, 60, (4, 20))
    inputs, targets = mask_tokens(sequences, 60, torch.Generator().manual_seed(3))
    sum(this.losses(inputs, targets, sequences)).backward()  # type: ignore[union-attr]
    untouched = {name for name, value in this.named_parameters() if value.grad is None}
    assert untouched == {"encoder.bert.embeddings.word_embeddings.weight"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[PretrainingModel, Path]:
    this = model().eval()
    folder = tmp_path_factory.mktemp("encoder")
    this.save_encoder(folder, trained_positions=16)
    return this, folder


def test_a_saved_encoder_answers_as_before(saved: tuple[PretrainingModel, Path]) -> None:
    from transformers import AutoModelForMaskedLM

    this, folder = saved
    loaded, info = AutoModelForMaskedLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    assert not info["missing_keys"]
    inputs = torch.randint(5, 60, (2, 16))
    with torch.inference_mode():
        torch.testing.assert_close(
            loaded.eval()(inputs).logits, this.encoder(inputs).logits, atol=0.02, rtol=0.01
        )  # 16 bits


def test_a_saved_encoder_brings_its_pooler(saved: tuple[PretrainingModel, Path]) -> None:
    from transformers import AutoModelForSequenceClassification

    this, folder = saved
    loaded, info = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=4, output_loading_info=True)
    assert set(info["missing_keys"]) == {"classifier.weight", "classifier.bias"}
    torch.testing.assert_close(loaded.bert.pooler.dense.weight.float(), this.pooler.dense.weight, atol=1e-3, rtol=1e-3)


def test_positions_that_were_not_trained_repeat_those_that_were(saved: tuple[PretrainingModel, Path]) -> None:
    from safetensors.torch import load_file

    positions: Any = load_file(saved[1] / "model.safetensors")["bert.embeddings.position_embeddings.weight"]
    assert positions.shape == (SHAPE.positions, SHAPE.width)
    for place in range(SHAPE.positions):
        assert torch.equal(positions[place], positions[place % 16])


def test_saving_leaves_dropout_off_for_training_to_go_on(saved: tuple[PretrainingModel, Path]) -> None:
    import json

    assert json.loads((saved[1] / "config.json").read_text("utf-8"))["hidden_dropout_prob"] == 0.1
    assert saved[0].encoder.config.hidden_dropout_prob == 0.0
