"""The short cut through the last layer gives what plain transformers gives, and trains as it does."""

from typing import Any

import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification, ElectraConfig, ElectraForSequenceClassification

from models.first_token import read_first_token_only

SHAPE = {
    "vocab_size": 50,
    "hidden_size": 32,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 40,
}
WIDE = {"initializer_range": 0.3, "num_labels": 3}


def _model(**values: Any) -> Any:
    torch.manual_seed(3)
    return BertForSequenceClassification(BertConfig(**{**SHAPE, **WIDE, "num_hidden_layers": 3, **values})).eval()


def _batch() -> dict[str, torch.Tensor]:
    """Texts of 9, 4 and 1 tokens, padded."""
    ids = torch.randint(5, 50, (3, 9), generator=torch.Generator().manual_seed(5))
    attention = torch.arange(9)[None] < torch.tensor([[9], [4], [1]])
    return {"input_ids": ids * attention, "attention_mask": attention.long()}


def _gradients(model: Any, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    model.zero_grad()
    model(**batch).logits.square().sum().backward()
    # A key's bias has no part in the outputs: its gradient is 0 up to rounding, or is not there.
    return {
        name: value.grad
        for name, value in model.named_parameters()
        if value.grad is not None and "key.bias" not in name
    }


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("padded", [True, False])
def test_outputs_and_gradients_are_those_of_the_whole_layer(attention: str, layers: int, padded: bool) -> None:
    model = _model(num_hidden_layers=layers)
    model.set_attn_implementation(attention)
    batch = _batch()
    if not padded:
        batch = {"input_ids": batch["input_ids"][:1]}
    plain, gradients = model(**batch).logits, _gradients(model, batch)
    short = read_first_token_only(model)(**batch)
    torch.testing.assert_close(short.logits, plain, atol=1e-5, rtol=0)
    assert plain.std() > 0.01
    for name, gradient in _gradients(model, batch).items():
        torch.testing.assert_close(gradient, gradients[name], atol=1e-4, rtol=1e-4, msg=name)


def test_the_last_layer_computes_one_token_only() -> None:
    model = read_first_token_only(_model())
    shapes = []
    model.bert.encoder.layer[-1].register_forward_hook(lambda layer, given, gave: shapes.append(tuple(gave.shape)))
    model(**_batch())
    assert shapes == [(3, 1, 32)]


def test_attention_is_dropped_out_in_training_only() -> None:
    model = read_first_token_only(
        _model(attention_probs_dropout_prob=0.5, hidden_dropout_prob=0.0, classifier_dropout=0.0)
    )
    batch = _batch()
    assert torch.equal(model(**batch).logits, model(**batch).logits)
    model.train()
    assert not torch.allclose(model(**batch).logits, model(**batch).logits)


def test_what_is_saved_is_as_before(tmp_path: Any) -> None:
    model = _model()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    read_first_token_only(model).save_pretrained(tmp_path)
    again = BertForSequenceClassification.from_pretrained(tmp_path)
    assert again.state_dict().keys() == before.keys()
    assert all(torch.equal(value, before[name]) for name, value in again.state_dict().items())


def test_other_models_are_left_as_they_are() -> None:
    electra = ElectraForSequenceClassification(ElectraConfig(**SHAPE, embedding_size=16, num_hidden_layers=1)).eval()
    kinds = [type(module) for module in electra.modules()]
    assert read_first_token_only(electra) is electra
    assert [type(module) for module in electra.modules()] == kinds
