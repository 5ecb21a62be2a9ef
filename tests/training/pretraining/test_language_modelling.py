"""The steps of masked language modelling teach something, and go on where they were interrupted."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.training.pretraining.test_stages import SETTINGS, new_model, silent, stages
from training.pretraining import language_modelling as pretraining
from training.pretraining.language_modelling import train
from training.pretraining.masked_language_model import PretrainingModel


def test_the_loss_falls(tmp_path: Path) -> None:
    losses = train(new_model(), stages(4), tmp_path / "checkpoint.pt", SETTINGS, silent)
    assert len(losses) == 240
    assert np.mean(losses[-10:]) < 0.7 * np.mean(losses[:5])


def test_a_killed_run_that_is_resumed_is_an_unbroken_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unbroken_model = new_model()
    unbroken = train(unbroken_model, stages(), tmp_path / "unbroken.pt", SETTINGS, silent)
    assert unbroken[0] != unbroken[1]

    class KilledError(Exception):
        """Stands for the signal that ends a run."""

    often = replace(SETTINGS, checkpoint_minutes=0.0)  # a checkpoint after every step
    real_save = pretraining.save_checkpoint

    def save_and_die(model: PretrainingModel, optimiser: torch.optim.Optimizer, step: int, path: Path) -> None:
        real_save(model, optimiser, step, path)
        if step == 23:
            raise KilledError

    monkeypatch.setattr(pretraining, "save_checkpoint", save_and_die)
    with pytest.raises(KilledError):
        train(new_model(), stages(), tmp_path / "killed.pt", often, silent)
    monkeypatch.setattr(pretraining, "save_checkpoint", real_save)
    said: list[str] = []
    resumed_model = new_model()
    resumed = train(resumed_model, stages(), tmp_path / "killed.pt", SETTINGS, said.append)
    assert said[0] == "resuming at step 23"
    np.testing.assert_allclose(resumed, unbroken[23:], rtol=1e-4)
    for name, value in resumed_model.state_dict().items():
        torch.testing.assert_close(value, unbroken_model.state_dict()[name], rtol=1e-3, atol=1e-4)
