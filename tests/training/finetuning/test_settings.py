"""Settings are read from TOML, given options stand above them, and what is out of range is refused by name."""

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from storage.errors import BadSettings
from training.finetuning.settings import (
    TrainingSettings,
    read_settings,
    stated_in,
    usual_batch,
    usual_epochs,
    with_usual_pace,
)


def saved(folder: Path, content: str) -> Path:
    (folder / "settings.toml").write_text(content, "utf-8")
    return folder / "settings.toml"


def test_nothing_given_is_the_default() -> None:
    assert read_settings(None, epochs=None, unit=None) == TrainingSettings()


def test_options_stand_above_the_file_and_the_file_above_the_defaults(tmp_path: Path) -> None:
    path = saved(tmp_path, 'epochs = 3\nfolds = 4\nunit = "paragraph"\n')
    expected = TrainingSettings(epochs=9, folds=4, unit="paragraph")
    assert read_settings(path, epochs=9, folds=None) == expected


@pytest.mark.parametrize(("paragraphs", "epochs"), [(20, 15), (336, 9), (550, 5), (3_886, 5)])
def test_few_labels_are_read_more_often(paragraphs: int, epochs: int) -> None:
    assert usual_epochs(paragraphs, batch_paragraphs=16) == epochs


@pytest.mark.parametrize(("paragraphs", "batch"), [(1, 4), (50, 4), (100, 8), (181, 8), (182, 16), (3_886, 16)])
def test_few_labels_are_learnt_in_smaller_steps(paragraphs: int, batch: int) -> None:
    assert usual_batch(paragraphs) == batch


@pytest.mark.parametrize(
    "stated, batch, epochs", [("seed = 3", 4, 14), ("epochs = 2", 4, 2), ("batch_paragraphs = 16", 16, 15)]
)
def test_a_file_of_settings_sets_the_pace_only_where_it_says_so(
    tmp_path: Path, stated: str, batch: int, epochs: int
) -> None:
    path = saved(tmp_path, stated)
    settings = with_usual_pace(read_settings(path), 50, stated_in(path))
    assert (settings.batch_paragraphs, settings.epochs) == (batch, epochs)


def test_a_given_zero_is_given(tmp_path: Path) -> None:
    path = saved(tmp_path, "folds = 4\nseed = 7\nwarmup_share = 0.3\n")
    settings = read_settings(path, folds=0, seed=0, warmup_share=0.0)
    assert (settings.folds, settings.seed, settings.warmup_share) == (0, 0, 0.0)


def test_every_setting_can_be_written_in_a_file(tmp_path: Path) -> None:
    values = {**asdict(TrainingSettings()), "unit": "sentence", "rate": 1e-4, "freeze_embeddings": True}
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    assert read_settings(saved(tmp_path, "\n".join(lines))) == TrainingSettings(
        unit="sentence", rate=1e-4, freeze_embeddings=True
    )


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"epochs": 0}, "epochs is 0. Expected a whole number from 1 to 1,000; correct it."),
    ({"epochs": 2.5}, "epochs is 2.5"),
    ({"epochs": True}, "epochs is True"),
    ({"folds": 1}, "folds is 1. Expected 0 (no cross-validation) or 2 and more"),
    ({"folds": -1}, "folds is -1"),
    ({"patience": 0}, "patience is 0"),
    ({"validation_share": 0.9}, "validation_share is 0.9"),
    ({"rate": 0.0}, "rate is 0.0"),
    ({"rate": float("nan")}, "rate is nan"),
    ({"batch_paragraphs": 0}, "batch_paragraphs is 0"),
    ({"max_tokens": 8}, "max_tokens is 8"),
    ({"warmup_share": 1.0}, "warmup_share is 1.0"),
    ({"weight_decay": -0.1}, "weight_decay is -0.1"),
    ({"seed": "7"}, "seed is '7'"),
    ({"unit": "word"}, "unit is 'word'. Expected one of sentence, paragraph, multiscale"),
]


@pytest.mark.parametrize(("given", "message"), REFUSED, ids=[message.split(".")[0] for _, message in REFUSED])
def test_a_value_out_of_range_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(BadSettings) as error:
        TrainingSettings(**given)
    assert message in str(error.value)


FILES = {
    "an unknown setting": (
        "epoch = 3",
        "settings.toml: the key 'epoch' is not known. Did you mean 'epochs'? Expected unit, split_by, epochs",
    ),
    "a value in words": ('epochs = "three"', "settings.toml: 'epochs' is 'three'"),
    "no TOML": ("epochs: 3", "cannot be read as TOML"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path: Path, case: str) -> None:
    content, message = FILES[case]
    with pytest.raises(BadSettings) as error:
        read_settings(saved(tmp_path, content))
    assert message in str(error.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"none\.toml: cannot be read as TOML"):
        read_settings(tmp_path / "none.toml")


def test_an_unknown_setting_is_answered_with_all_that_exist(tmp_path: Path) -> None:
    with pytest.raises(BadSettings) as error:
        read_settings(saved(tmp_path, "learning_rate = 1.0"))
    for field in fields(TrainingSettings):
        assert field.name in str(error.value)
