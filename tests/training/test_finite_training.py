"""A training ends at the step where its numbers cease to be numbers, and no figure is made of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from labels.taxonomy import Taxonomy
from storage.errors import BadBundle, BadSettings
from tests.training.finetuning.runs import ROWS, SETTINGS, run_once
from tests.training.pretraining.test_stages import SETTINGS as PRETRAINING
from tests.training.pretraining.test_stages import new_model, silent, stages
from training.finetuning.encoder import load_encoder
from training.finetuning.recipe import train
from training.finetuning.settings import TrainingSettings
from training.pretraining import language_modelling as pretraining
from training.pretraining.stages import pretrain
from training.pretraining.word_vectors import train_word_vectors

TAXONOMY = Taxonomy.load()
BAD = [float("nan"), float("inf")]


def with_rate(rate: float, settings: TrainingSettings = SETTINGS) -> TrainingSettings:
    """Return settings with a rate that no person may give: it does at once what a lower one may do after hours."""
    changed = replace(settings)
    object.__setattr__(changed, "rate", rate)
    return changed


def test_a_loss_that_is_no_number_ends_the_run_at_its_step(tmp_path: Path, tiny_encoder: Path) -> None:
    said: list[str] = []
    with pytest.raises(
        BadSettings, match=r"fold 1/2: the loss is (nan|inf) at step \d+ of 6, .*give a lower --rate"
    ) as error:
        train(
            ROWS,
            TAXONOMY,
            str(tiny_encoder),
            tmp_path / "tagger",
            with_rate(1e30),
            data_name="invented.jsonl",
            say=said.append,
        )
    assert "\n" not in str(error.value)
    assert not [line for line in said if line.startswith("fold 1/2: epoch 2")]
    assert not (tmp_path / "tagger" / "tagger.json").exists()


def test_weights_past_sixteen_bits_end_the_run_with_their_fold(tmp_path: Path, tiny_encoder: Path) -> None:
    said: list[str] = []
    one_step = replace(SETTINGS, epochs=1, batch_paragraphs=4096)
    with pytest.raises(
        BadSettings, match=r"fold 1/2: after 1 steps .* the weight classifier\..* past 65,504.*lower --rate"
    ):
        train(
            ROWS,
            TAXONOMY,
            str(tiny_encoder),
            tmp_path / "tagger",
            with_rate(1e6, one_step),
            data_name="invented.jsonl",
            say=said.append,
        )
    assert not [line for line in said if line.startswith("fold 2/2")]


@pytest.mark.parametrize("value", [*BAD, 70_000.0])
def test_an_encoder_with_one_number_that_is_none_is_not_trained(
    tiny_encoder: Path, tmp_path: Path, value: float
) -> None:
    import shutil

    from safetensors.torch import load_file, save_file

    folder = Path(shutil.copytree(tiny_encoder, tmp_path / "encoder"))
    weights = load_file(folder / "model.safetensors")
    weights["bert.embeddings.word_embeddings.weight"][-1, 0] = value  # of a token that no text here has
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(BadBundle, match=rf"its weight bert\.embeddings\.word_embeddings\.weight holds {value:g}"):
        load_encoder(str(folder), TAXONOMY)


def test_a_bundle_of_a_finite_run_holds_finite_numbers_only(tmp_path: Path, tiny_encoder: Path) -> None:
    bundle = run_once(tmp_path / "tagger", tiny_encoder, replace(SETTINGS, folds=0, epochs=1)).trained.bundle
    manifest = bundle.manifest
    assert np.isfinite([*manifest.thresholds.values(), *(one.slope for one in manifest.calibration.values())]).all()


@pytest.mark.parametrize("rate", [*BAD, -1.0, 0.0, 1.0])
def test_a_rate_that_is_no_rate_is_refused(rate: float) -> None:
    with pytest.raises(BadSettings, match="rate is"):
        TrainingSettings(rate=rate)


@pytest.mark.parametrize("rate", [*BAD, -1.0, 0.0])
def test_pretraining_refuses_a_rate_that_is_no_rate(rate: float, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="rate is"):
        pretrain([], [], tmp_path / "encoder", replace(PRETRAINING, rate=rate), silent)
    assert not (tmp_path / "encoder").exists()


def test_pretraining_ends_at_the_step_whose_loss_is_no_number(tmp_path: Path) -> None:
    model = new_model()
    with torch.no_grad():
        model.follow.weight[0] = float("nan")
    with pytest.raises(BadSettings, match=r"the loss is nan at step 1 of 60, with a rate of 0\.003.*lower --rate"):
        pretraining.train(model, stages(), tmp_path / "checkpoint.pt", PRETRAINING, silent)
    assert list(tmp_path.iterdir()) == []


def test_pretraining_keeps_no_weights_that_cannot_be_saved(tmp_path: Path) -> None:
    model = new_model()
    with torch.no_grad():
        model.encoder.cls.predictions.decoder.bias[3] = -1e6  # of [SEP]: the loss stays finite
    with pytest.raises(BadSettings, match=r"after 60 steps of 60 the weight .*bias holds -99\d+, past 65,504"):
        pretraining.train(model, stages(), tmp_path / "checkpoint.pt", PRETRAINING, silent)
    assert list(tmp_path.iterdir()) == []


def test_word_vectors_that_run_away_are_refused() -> None:
    text = np.tile(np.arange(5, 60, dtype=np.uint16), 400)
    with pytest.raises(BadSettings, match="the word vectors are no numbers any more"):
        train_word_vectors(text, 64, width=8, rate=1e38)
