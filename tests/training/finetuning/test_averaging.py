"""A training on sentences ends with the mean of its last weights, unbroken or resumed."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from tests.training.finetuning.runs import MARKED, SETTINGS, TAXONOMY, Interruption, run_once
from training.finetuning.averaging import WeightAverage
from training.finetuning.recipe import train

STEPS = 100


def averaged(model: nn.Linear, steps: range, average: WeightAverage) -> WeightAverage:
    """Let the weight of `model` be the number of the step."""
    for step in steps:
        with torch.no_grad():
            model.weight.fill_(step)
        average.on_step_end(None, SimpleNamespace(global_step=step, max_steps=STEPS), None)
    return average


def test_the_mean_is_of_the_last_seven_tenths_and_forgets_over_a_tenth() -> None:
    model = nn.Linear(1, 1)
    averaged(model, range(1, STEPS + 1), WeightAverage(model)).put()
    expected = 32.0
    for step in range(36, STEPS + 1, 4):
        expected += (step - expected) * 0.4
    assert model.weight.item() == pytest.approx(expected)


def test_weights_that_do_not_learn_and_short_trainings_stay_as_they_are() -> None:
    model = nn.Linear(1, 1)
    model.bias.requires_grad_(False).fill_(7)
    averaged(model, range(1, 30), WeightAverage(model)).put()
    assert (model.weight.item(), model.bias.item()) == (29, 7)
    averaged(model, range(1, STEPS + 1), WeightAverage(model)).put()
    assert model.bias.item() == 7


def test_a_mean_goes_on_where_a_checkpoint_kept_it(tmp_path: Path) -> None:
    whole, broken = nn.Linear(1, 1), nn.Linear(1, 1)
    averaged(whole, range(1, STEPS + 1), WeightAverage(whole)).put()
    averaged(broken, range(1, 61), WeightAverage(broken)).save(tmp_path / "checkpoint-60")
    resumed = WeightAverage(broken)
    resumed.on_train_begin(SimpleNamespace(output_dir=tmp_path), SimpleNamespace(global_step=60), None)
    averaged(broken, range(61, STEPS + 1), resumed).put()
    assert broken.weight.item() == whole.weight.item()


def test_a_run_on_sentences_that_was_killed_ends_like_an_unbroken_one(tmp_path: Path, tiny_encoder: Path) -> None:
    def die(line: str) -> None:
        if line.startswith("fold 2/2: epoch 6"):
            raise Interruption

    settings = replace(SETTINGS, epochs=6)
    unbroken = run_once(tmp_path / "unbroken" / "tagger", tiny_encoder, settings, MARKED)
    killed = tmp_path / "killed" / "tagger"
    with pytest.raises(Interruption):
        train(MARKED, TAXONOMY, str(tiny_encoder), killed, settings, data_name="invented.jsonl", say=die)
    kept = list((killed.parent / "tagger.work" / "fold-2").glob("checkpoint-*/averaged.safetensors"))
    assert kept, "the mean of the weights is kept with the checkpoint"
    resumed = run_once(killed, tiny_encoder, settings, MARKED)
    assert "fold 2/2: epoch 1/6" not in resumed.said
    assert resumed.trained.bundle.manifest == unbroken.trained.bundle.manifest
