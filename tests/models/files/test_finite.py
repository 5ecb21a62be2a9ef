"""No number that is none goes into a file or comes out of one in silence."""

from pathlib import Path

import pytest

from models.bundle import Bundle, load_weights, read_bundle
from models.files.finite import not_finite, past_half
from models.files.weights import WEIGHTS, save_half
from storage.errors import BadBundle
from tests.sealing import reseal

NAME = "bert.encoder.layer.0.output.dense.weight"
BAD = [float("nan"), float("inf"), float("-inf")]


@pytest.mark.parametrize("value", [*BAD, 70_000.0, -1e30])
def test_weights_that_sixteen_bits_cannot_hold_are_not_saved(tiny_bundle: Bundle, tmp_path: Path, value: float) -> None:
    model, _ = load_weights(tiny_bundle)
    state = dict(model.state_dict())
    state[NAME] = state[NAME].clone()
    state[NAME][3, 5] = value
    with pytest.raises(BadBundle, match=f"The weights cannot be saved: {NAME} holds .*lower --rate"):
        save_half(model.config, state, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_largest_number_of_sixteen_bits_is_saved(tiny_bundle: Bundle, tmp_path: Path) -> None:
    model, _ = load_weights(tiny_bundle)
    state = dict(model.state_dict())
    state[NAME] = state[NAME].clone()
    state[NAME][3, 5] = -65_504.0
    assert past_half(state) == ""
    save_half(model.config, state, tmp_path)


@pytest.mark.parametrize("value", BAD)
def test_weights_that_are_no_numbers_are_not_loaded(bundle_copy: Path, value: float) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(bundle_copy / WEIGHTS)
    weights[NAME][0, 0] = value
    save_file(weights, bundle_copy / WEIGHTS, metadata={"format": "pt"})
    reseal(bundle_copy)
    with pytest.raises(BadBundle, match=rf"{WEIGHTS}: {NAME} holds {value}\. Expected finite numbers"):
        load_weights(read_bundle(bundle_copy))


def test_whole_numbers_and_empty_tensors_are_finite() -> None:
    import torch

    state = {"positions": torch.arange(4), "nothing": torch.empty(0), "one": torch.tensor(1.0)}
    assert not_finite(state) == past_half(state) == ""
