"""Every type of encoder that people use is trained, written, loaded and asked, and answers as plain transformers
does."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from inference.tagger import Tagger
from labels.taxonomy import Taxonomy
from models.bundle import load_weights
from models.units import windows
from reports.sentences import clause_spans, sentence_spans
from storage.errors import BadBundle
from tests.inference.taggers import of_plain_pipeline
from tests.invented import invented_rows, invented_sentences
from tests.training.encoder_types import READING_PADDING, TYPES
from training.finetuning.encoder import load_encoder, longest_window
from training.finetuning.recipe import train
from training.finetuning.settings import TrainingSettings
from training.hub.encoder_source import encoder_name

TAXONOMY = Taxonomy.load()
ROWS = invented_rows(7)
# More tokens than any of them can read: the window is what the type allows.
SETTINGS = TrainingSettings(epochs=1, folds=0, rate=3e-3, max_tokens=512, validation_share=0.2, freeze_embeddings=False)
# Of one sentence each: characters that no small vocabulary knows, Latin and full-width ones, the shortest text, and
# usual ones. Of one clause each: all views of them are the same.
SINGLE = [
    "龘靐齉爩鱻麤",
    "GDP增长12％。",
    "建",
    *[text for text in invented_sentences() if len(clause_spans(text)) == 1][:12],
]
LONG = "，".join(sentence.rstrip("。") for sentence in invented_sentences()[:12])
POSITIONS = 64


def built(name: str, folder: Path, tiny_encoder: Path) -> Path:
    import torch

    torch.manual_seed(0)
    (TYPES | READING_PADDING)[name](folder, tiny_encoder)
    return folder


@dataclass(frozen=True)
class Case:
    """An encoder folder of one type, and the tagger that it became."""

    name: str
    encoder: Path
    tagger: Tagger


@pytest.fixture(scope="module", params=TYPES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> Case:
    place = tmp_path_factory.mktemp(request.param)
    encoder = built(request.param, place / "encoder", tiny_encoder)
    train(ROWS, TAXONOMY, str(encoder), place / "tagger", SETTINGS, data_name="invented.jsonl", say=lambda line: None)
    return Case(request.param, encoder, Tagger.load(place / "tagger", TAXONOMY, "cpu"))


def tensors(folder: Path) -> list[Any]:
    """Return what the folder's file of weights holds, whatever the names."""
    import torch
    from safetensors.torch import load_file

    if (folder / "pytorch_model.bin").is_file():
        return list(torch.load(folder / "pytorch_model.bin", weights_only=True).values())
    return list(load_file(folder / "model.safetensors").values())


def test_every_weight_of_the_body_comes_from_the_folder(case: Case) -> None:
    import torch

    stored = tensors(case.encoder)
    body = load_encoder(str(case.encoder), TAXONOMY)[0].base_model.state_dict()
    made = {name for name, value in body.items() if not any(torch.equal(value, one) for one in stored)}
    assert all(name.startswith("pooler.") for name in made)
    assert not (made and case.name in ("macbert", "bge")), "these two have a pooler of their own"


def test_training_moves_the_body_and_a_bundle_keeps_that(case: Case) -> None:
    before = load_encoder(str(case.encoder), TAXONOMY)[0].base_model.state_dict()
    after = load_weights(case.tagger.bundle)[0].base_model.state_dict()
    assert list(before) == list(after)
    name = next(name for name in before if name.endswith(("word_embeddings.weight", "tok_embeddings.weight")))
    assert float((before[name] - after[name]).abs().max()) > 1e-3  # rounding to 16 bits changes less


def test_paragraphs_are_tagged(case: Case) -> None:
    tagged = list(case.tagger.tag(row.paragraph for row in ROWS))
    assert [one.paragraph for one in tagged] == [row.paragraph for row in ROWS]
    assert np.isfinite([list(one.scores.values()) for one in tagged]).all()


def test_raw_scores_are_those_of_a_plain_pipeline(case: Case) -> None:
    assert len(SINGLE) == 15
    plain = of_plain_pipeline(case.tagger.bundle.folder, SINGLE, TAXONOMY.ids)
    np.testing.assert_allclose(expit(case.tagger.logits(SINGLE)), plain, atol=1e-5, rtol=0)
    assert plain.std(axis=0).min() > 0.01  # else the agreement would say little


def test_training_and_tagging_read_the_same_tokens(case: Case) -> None:
    _, tokenizer = load_encoder(str(case.encoder), TAXONOMY)
    expected = tokenizer(SINGLE)["input_ids"]
    assert case.tagger.engine.tokenizer(SINGLE)["input_ids"] == expected
    assert len({tuple(tokens) for tokens in expected}) > 10  # most are known


def test_a_long_sentence_fills_the_window_and_is_read_to_its_end(case: Case) -> None:
    assert len(sentence_spans(LONG)) == 1
    cut = windows(case.tagger.engine.tokenizer, [LONG], case.tagger.manifest.max_tokens)
    assert len(cut) > 2
    assert max(len(window.tokens) for window in cut) == case.tagger.manifest.max_tokens
    together = case.tagger.logits([LONG, *SINGLE])
    np.testing.assert_allclose(
        together, np.concatenate([case.tagger.logits([text]) for text in (LONG, *SINGLE)]), atol=1e-5
    )


def test_the_window_is_as_long_as_the_positions_allow(case: Case) -> None:
    import torch

    roberta = case.name in ("roberta", "xlm_roberta")
    longest = POSITIONS - 2 if roberta else POSITIONS
    assert case.tagger.manifest.max_tokens == longest
    tokens = torch.full((1, longest), 10)
    model, _ = load_weights(case.tagger.bundle)
    assert model(input_ids=tokens).logits.shape == (1, 4)
    if roberta:
        with pytest.raises((IndexError, RuntimeError)):
            model(input_ids=torch.full((1, longest + 1), 10))


def test_modernbert_needs_no_flash_attention_and_no_compiler(tmp_path: Path, tiny_encoder: Path) -> None:
    model, tokenizer = load_encoder(str(built("modernbert", tmp_path / "encoder", tiny_encoder)), TAXONOMY)
    assert model.config._attn_implementation in ("sdpa", "eager")
    assert type(model).__name__ == "ModernBertForSequenceClassification"
    assert model.config.layer_types == ["full_attention", "sliding_attention"]
    assert longest_window(model, tokenizer, 48) == 48


def test_a_hub_name_finds_what_was_downloaded(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    kept = tmp_path / "models--hfl--chinese-macbert-base"
    commit = "0" * 40
    built("macbert", kept / "snapshots" / commit, tiny_encoder)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text(commit)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    model, _ = load_encoder("hfl/chinese-macbert-base", TAXONOMY)
    assert type(model).__name__ == "BertForSequenceClassification"
    assert encoder_name("hfl/chinese-macbert-base") == "hfl/chinese-macbert-base"


@pytest.mark.parametrize("name", READING_PADDING)
def test_an_encoder_that_reads_padding_is_refused(tmp_path: Path, tiny_encoder: Path, name: str) -> None:
    with pytest.raises(
        BadBundle, match=r"score changes with the padding after it.*the shipped models/encoder"
    ) as error:
        load_encoder(str(built(name, tmp_path / "encoder", tiny_encoder)), TAXONOMY)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("macbert", ["vocab.txt"]),
        ("albert", ["tokenizer_config.json"]),  # which says that vocab.txt is for BERT's tokenizer
        ("roberta", ["vocab.json", "merges.txt"]),
        ("xlm_roberta", ["tokenizer.json"]),
    ],
)
def test_a_folder_without_its_tokenizer_is_refused(
    tmp_path: Path, tiny_encoder: Path, name: str, files: list[str]
) -> None:
    folder = built(name, tmp_path / "encoder", tiny_encoder)
    for file in files:
        (folder / file).unlink()
    with pytest.raises(
        BadBundle, match=r"its tokenizer .* knows no word of the categories' definitions\. Expected"
    ) as error:
        load_encoder(str(folder), TAXONOMY)
    assert "\n" not in str(error.value)


def test_a_roberta_with_the_vocabulary_of_a_bert_is_refused(tmp_path: Path, tiny_encoder: Path) -> None:
    folder = built("roberta", tmp_path / "encoder", tiny_encoder)
    for file in ("vocab.json", "merges.txt"):
        (folder / file).unlink()
    shutil.copy(built("macbert", tmp_path / "other", tiny_encoder) / "vocab.txt", folder)
    with pytest.raises(BadBundle, match="knows no word"):
        load_encoder(str(folder), TAXONOMY)
