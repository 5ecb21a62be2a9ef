"""Windows read one after the other say what plain transformers says of each alone."""

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import BertConfig, BertForSequenceClassification, ElectraConfig, ElectraForSequenceClassification

from inference.engines.linears import in_bfloat16, in_full, in_int8, watched
from inference.engines.packed_bert import PackedBert, may_be_packed
from inference.engines.padded import PaddedModel

SHAPE = {"vocab_size": 50, "hidden_size": 32, "num_attention_heads": 4, "intermediate_size": 64}
WINDOWS = st.lists(st.lists(st.integers(1, 49), min_size=1, max_size=40), min_size=1, max_size=40)


def model(layers: int, **values: Any) -> Any:
    torch.manual_seed(3)
    config = BertConfig(**SHAPE, num_hidden_layers=layers, initializer_range=0.3, num_labels=3, **values)
    return BertForSequenceClassification(config).eval()


def alone(plain: Any, windows: list[list[int]]) -> torch.Tensor:
    return torch.cat([plain(input_ids=torch.tensor([window])).logits for window in windows])


PLAIN = {layers: model(layers) for layers in (1, 3)}
PACKED = {layers: PackedBert(model(layers), in_full) for layers in (1, 3)}
PADDED = PaddedModel(model(3), 0, torch.device("cpu"))


@settings(max_examples=40)
@given(windows=WINDOWS, layers=st.sampled_from([1, 3]), batch_tokens=st.integers(40, 400))
def test_each_window_says_what_it_says_alone(windows: list[list[int]], layers: int, batch_tokens: int) -> None:
    with torch.inference_mode():
        expected = alone(PLAIN[layers], windows)
        torch.testing.assert_close(PACKED[layers](windows, batch_tokens), expected, atol=1e-5, rtol=0)
        if layers == 3:
            torch.testing.assert_close(PADDED(windows, batch_tokens), expected, atol=1e-5, rtol=0)


def test_the_model_is_wide_enough_for_windows_to_differ() -> None:
    with torch.inference_mode():
        assert alone(PLAIN[3], [[2, 5, 9, 3], [2, 7, 3], [2, 30, 31, 32, 3]]).std(dim=0).min() > 0.05


@pytest.mark.parametrize("activation", ["relu", "gelu_new", "silu"])
def test_the_activation_is_the_models_own(activation: str) -> None:
    windows = [[2, 5, 9, 3], [2, 7, 3]]
    with torch.inference_mode():
        expected = alone(model(2, hidden_act=activation), windows)
        packed = PackedBert(model(2, hidden_act=activation), in_full)(windows, 64)
    torch.testing.assert_close(packed, expected, atol=1e-5, rtol=0)


def test_8_bits_say_of_a_window_the_same_in_any_company() -> None:
    generator = torch.Generator().manual_seed(1)
    windows = [torch.randint(1, 50, (length,), generator=generator).tolist() for length in range(3, 40)]
    ranges: dict[str, torch.Tensor] = {}
    with torch.inference_mode():
        PackedBert(model(3), watched(ranges))(windows, 400)
        assert set(ranges) == {
            *(f"{layer}.{name}" for layer in "012" for name in ("output", "wide", "narrow")),
            *("0.asking", "1.asking"),
        }
        eight = PackedBert(model(3), in_int8(ranges))
        together, full = eight(windows, 400), PACKED[3](windows, 400)
        one_by_one = torch.cat([eight([window], 40) for window in windows])
    torch.testing.assert_close(one_by_one, together, atol=1e-5, rtol=0)
    assert 0 < float((together - full).abs().max()) < 0.3 * float(full.std())


def test_16_bits_are_near_to_32() -> None:
    windows = [[2, 5, 9, 3], [2, 7, 3], [2, *range(5, 40), 3]]
    with torch.inference_mode():
        half, full = PackedBert(model(3), in_bfloat16)(windows, 64), PACKED[3](windows, 64)
    assert 0 < float((half - full).abs().max()) < 0.1


def test_what_is_no_bert_or_reads_one_way_is_not_packed() -> None:
    electra = ElectraForSequenceClassification(ElectraConfig(**SHAPE, embedding_size=16, num_hidden_layers=1))
    assert may_be_packed(PLAIN[1])
    assert not may_be_packed(electra)
    assert not may_be_packed(model(1, is_decoder=True))
