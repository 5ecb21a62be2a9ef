"""A disk that is full in the middle of a training is one line, and what was finished is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from storage.errors import CannotWrite
from tests.models.files.test_saving import files_of_at_most
from tests.training.finetuning.runs import ROWS, SETTINGS, TAXONOMY, Interruption, run_once
from tests.training.pretraining.test_stages import SETTINGS as PRETRAINING
from tests.training.pretraining.test_stages import new_model, silent, stages
from training.finetuning.recipe import train
from training.pretraining import language_modelling as pretraining


@pytest.mark.parametrize("most", [2_000, 20_000, 110_000])  # in the weights, in the optimiser's state, …
def test_a_checkpoint_that_does_not_fit_is_one_line(tmp_path: Path, tiny_encoder: Path, most: int) -> None:
    with files_of_at_most(most), pytest.raises(CannotWrite, match=r"Cannot write to .*fold-1") as error:
        run_once(tmp_path / "tagger", tiny_encoder)
    assert "\n" not in str(error.value)
    assert not list(tmp_path.rglob("checkpoint-*")), "half a checkpoint would be resumed from"


def test_finished_folds_are_kept_where_the_disk_fills_up_later(tmp_path: Path, tiny_encoder: Path) -> None:
    said: list[str] = []

    def fill(line: str) -> None:
        said.append(line)
        if line == "fold 2/2: epoch 1/2":
            raise Interruption

    with pytest.raises(Interruption):
        train(ROWS, TAXONOMY, str(tiny_encoder), tmp_path / "tagger", SETTINGS, data_name="invented.jsonl", say=fill)
    with files_of_at_most(20_000), pytest.raises(CannotWrite, match="fold-2"):
        run_once(tmp_path / "tagger", tiny_encoder)
    resumed = run_once(tmp_path / "tagger", tiny_encoder)
    assert not [line for line in resumed.said if line.startswith("fold 1/2")]
    assert (
        resumed.trained.bundle.manifest.id
        == run_once(tmp_path / "unbroken" / "tagger", tiny_encoder).trained.bundle.manifest.id
    )


def test_a_fold_whose_file_is_damaged_is_done_again(tmp_path: Path, tiny_encoder: Path) -> None:
    def stop(line: str) -> None:
        if line == "fold 2/2: epoch 1/2":
            raise Interruption

    with pytest.raises(Interruption):
        train(ROWS, TAXONOMY, str(tiny_encoder), tmp_path / "tagger", SETTINGS, data_name="invented.jsonl", say=stop)
    (kept,) = tmp_path.rglob("fold-1.npy")
    kept.write_bytes(kept.read_bytes()[:200])
    assert [line for line in run_once(tmp_path / "tagger", tiny_encoder).said if line.startswith("fold 1/2")]


def test_a_bundle_that_does_not_fit_leaves_the_work_to_go_on_with(tmp_path: Path, tiny_encoder: Path) -> None:
    def fill(line: str) -> None:
        if line.startswith("final: epoch 2"):
            raise Interruption

    settings = replace(SETTINGS, folds=2)
    with pytest.raises(Interruption):
        train(ROWS, TAXONOMY, str(tiny_encoder), tmp_path / "tagger", settings, data_name="invented.jsonl", say=fill)
    with files_of_at_most(30_000), pytest.raises(CannotWrite):
        run_once(tmp_path / "tagger", tiny_encoder, settings)
    assert not (tmp_path / "tagger" / "tagger.json").exists()
    resumed = run_once(tmp_path / "tagger", tiny_encoder, settings)
    assert not [line for line in resumed.said if line.startswith("fold")]


def test_a_checkpoint_of_pretraining_that_does_not_fit_is_one_line(tmp_path: Path) -> None:
    with files_of_at_most(20_000), pytest.raises(CannotWrite, match="Cannot write to"):
        pretraining.train(new_model(), stages(), tmp_path / "checkpoint.pt", PRETRAINING, silent)
    assert not (tmp_path / "checkpoint.pt").exists()
