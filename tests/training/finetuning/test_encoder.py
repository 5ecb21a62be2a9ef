"""Any encoder is loaded with a new head, and none is replaced by random numbers in silence."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_ENCODER, Bundle
from storage.errors import BadBundle
from training.finetuning.encoder import load_encoder, longest_window, usual_rate
from training.hub.encoder_source import encoder_name

TAXONOMY = Taxonomy.load()
WEIGHTS = "model.safetensors"


def test_the_head_has_one_output_for_each_category_in_taxonomy_order(tiny_encoder: Path) -> None:
    model, tokenizer = load_encoder(str(tiny_encoder), TAXONOMY)
    assert tuple(model.config.id2label[number] for number in range(model.config.num_labels)) == TAXONOMY.ids
    assert model.config.problem_type == "multi_label_classification"
    assert tokenizer.is_fast


def test_the_body_is_that_of_the_encoder(tiny_encoder: Path) -> None:
    import torch
    from transformers import AutoModelForMaskedLM

    masked = AutoModelForMaskedLM.from_pretrained(tiny_encoder).bert.state_dict()
    body = load_encoder(str(tiny_encoder), TAXONOMY)[0].bert.state_dict()
    for name, value in masked.items():
        assert torch.equal(body[name], value), name


def test_a_bundle_of_other_categories_may_be_the_encoder(tiny_bundle: Bundle) -> None:
    fewer = replace(TAXONOMY, categories=TAXONOMY.categories[:3])
    model, _ = load_encoder(str(tiny_bundle.folder), fewer)
    assert model.config.num_labels == 3


@pytest.fixture
def encoder_copy(tiny_encoder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_encoder, tmp_path / "encoder"))


def rename_all(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = {f"other.{name}": value for name, value in load_file(folder / WEIGHTS).items()}
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})


def shorten_embeddings(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / WEIGHTS)
    name = "bert.embeddings.word_embeddings.weight"
    weights[name] = weights[name][:50].clone()
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})


def half(name: str) -> Callable[[Path], None]:
    def cut(folder: Path) -> None:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: len(content) // 2])

    return cut


def configure(name: str, **values: Any) -> Callable[[Path], None]:
    """Set keys of a JSON file; None takes one out."""

    def change(folder: Path) -> None:
        config = {**json.loads((folder / name).read_text("utf-8")), **values}
        kept = {key: value for key, value in config.items() if value is not None}
        (folder / name).write_text(json.dumps(kept), encoding="utf-8")

    return change


def bring_code(folder: Path) -> None:
    (folder / "configuration_own.py").write_text("raise SystemExit('this code was run')\n", encoding="utf-8")
    configure("config.json", model_type="own", auto_map={"AutoConfig": "configuration_own.OwnConfig"})(folder)


def know_more_words(folder: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokenizer.add_tokens(["岚川县的", "砚浦市的"])
    tokenizer.save_pretrained(folder)


def leave_a_pointer(folder: Path) -> None:
    """Put what git leaves without its large file storage in the place of the weights."""
    (folder / WEIGHTS).unlink()
    (folder / "pytorch_model.bin").write_text("version https://git-lfs.github.com/spec/v1\nsize 409\n")


DAMAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "no config": (lambda folder: (folder / "config.json").unlink(), "holds no config.json"),
    "truncated config": (half("config.json"), "is not JSON"),
    "a list as config": (lambda folder: (folder / "config.json").write_text("[]"), "cannot be loaded"),
    "a size that is no number": (configure("config.json", hidden_size="wide"), "cannot be loaded"),
    "a type that transformers does not know": (
        configure("config.json", model_type="zhengbert"),
        "model type `zhengbert`",
    ),
    "a type that reads pictures": (configure("config.json", model_type="vit"), "cannot be loaded"),
    "code of its own": (bring_code, "contains custom code"),
    "no weights": (lambda folder: (folder / WEIGHTS).unlink(), "cannot be loaded"),
    "truncated weights": (half(WEIGHTS), "cannot be loaded"),
    "a pointer instead of weights": (leave_a_pointer, "cannot be loaded"),
    "truncated tokenizer": (half("tokenizer.json"), "cannot be loaded"),
    "a tokenizer with more tokens than embeddings": (know_more_words, "its tokenizer has tokens up to number"),
    "no padding token": (configure("tokenizer_config.json", pad_token=None), "its tokenizer has no padding token"),
    "weights of another architecture": (rename_all, "its weights lack bert."),
    "embeddings of another vocabulary": (shorten_embeddings, "its weights lack bert.embeddings.word_embeddings.weight"),
}


@pytest.mark.parametrize("case", DAMAGES)
def test_a_damaged_encoder_is_refused_and_never_random(encoder_copy: Path, case: str) -> None:
    damage, message = DAMAGES[case]
    damage(encoder_copy)
    with pytest.raises(BadBundle) as error:
        load_encoder(str(encoder_copy), TAXONOMY)
    assert message in str(error.value)
    assert str(encoder_copy) in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["nobody/has-this-model", "hfl/chinese-macbert-base", "runs/not/yet", "no body/x"])
def test_an_encoder_that_is_nowhere_is_answered_with_the_shipped_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))  # whoever runs this may have downloaded one of them
    with pytest.raises(BadBundle, match=rf"--encoder {name}: cannot be loaded .*the shipped models/encoder") as error:
        load_encoder(name, TAXONOMY)
    assert "\n" not in str(error.value)


def test_an_encoder_of_an_unknown_type_is_answered_with_the_shipped_one(encoder_copy: Path) -> None:
    configure("config.json", model_type="zhengbert")(encoder_copy)
    with pytest.raises(BadBundle, match="the shipped models/encoder"):
        load_encoder(str(encoder_copy), TAXONOMY)


def test_the_shipped_encoder_is_loaded_whole() -> None:
    model, tokenizer = load_encoder(str(SHIPPED_ENCODER), TAXONOMY)
    assert model.config.vocab_size == len(tokenizer)
    assert usual_rate(model) == 3e-4
    assert usual_rate(model, marked=True) == 5e-4


def test_a_window_is_no_longer_than_the_encoder_can_read(tiny_encoder: Path) -> None:
    model, tokenizer = load_encoder(str(tiny_encoder), TAXONOMY)
    assert longest_window(model, tokenizer, 48) == 48
    assert longest_window(model, tokenizer, 512) == 64


def test_a_card_names_an_encoder_without_the_path_of_a_machine(tiny_encoder: Path) -> None:
    assert encoder_name(str(SHIPPED_ENCODER)) == "models/encoder"
    assert encoder_name(str(tiny_encoder)) == "tiny-encoder"
    assert encoder_name("hfl/chinese-macbert-base") == "hfl/chinese-macbert-base"
