"""Text becomes an encoder; what was interrupted goes on as if it had not been."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from storage.errors import BadData, BadSettings, CannotWrite
from storage.whole_files import work_of
from tests.invented import invented_sentences
from training.pretraining.masked_language_model import EncoderShape, PretrainingModel, pack
from training.pretraining.schedule import Stage
from training.pretraining.settings import PretrainingSettings
from training.pretraining.stages import pretrain

SHAPE = EncoderShape(layers=1, width=32, heads=2, feed_forward=64, positions=48)
SETTINGS = PretrainingSettings(
    shape=SHAPE,
    vocabulary=1_000,
    train_tokens=60 * 256,
    sequence_length=16,
    last_sequence_length=32,
    last_share=0.4,
    batch_tokens=256,
    rate=3e-3,
    warmup_steps=5,
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a corpus file and a file of in-domain text."""
    folder = tmp_path_factory.mktemp("texts")
    sentences = invented_sentences()
    (folder / "corpus.jsonl").write_text(
        "".join(
            json.dumps({"text": "".join(sentences[i : i + 3])}, ensure_ascii=False) + "\n"
            for i in range(len(sentences) - 3)
        ),
        "utf-8",
    )
    (folder / "reports.txt").write_text("\n".join(sentences), "utf-8")
    return folder / "corpus.jsonl", folder / "reports.txt"


@pytest.fixture(scope="module")
def encoder(texts: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Return the folder of an encoder that was pre-trained from nothing, and what was said on the way."""
    said: list[str] = []
    output = tmp_path_factory.mktemp("pretrained") / "encoder"
    pretrain([texts[0]], [texts[1]], output, SETTINGS, said.append)
    return output, said


def stages(times: int = 1) -> list[Stage]:
    """Return two stages of sequences in which every token names the next: there is something to learn."""
    text = (np.arange(40_000) % 50 + 5).astype(np.uint16)
    return [Stage(pack(text, 16), batch=16, steps=36 * times), Stage(pack(text, 32), batch=8, steps=24 * times)]


def new_model() -> PretrainingModel:
    torch.manual_seed(SETTINGS.seed)
    vectors = np.random.default_rng(0).normal(size=(64, SHAPE.width)).astype(np.float32)
    return PretrainingModel(SHAPE, vectors, np.full(64, -4.0, dtype=np.float32))


def silent(line: str) -> None:
    """Say nothing."""


def test_plain_transformers_load_what_was_written(encoder: tuple[Path, list[str]]) -> None:
    from transformers import AutoModelForMaskedLM, AutoModelForSequenceClassification, AutoTokenizer

    folder, _ = encoder
    tokenizer = AutoTokenizer.from_pretrained(folder)
    masked, info = AutoModelForMaskedLM.from_pretrained(folder, output_loading_info=True)
    assert not info["missing_keys"]
    assert masked.config.vocab_size == len(tokenizer)
    classifier, info = AutoModelForSequenceClassification.from_pretrained(
        folder, num_labels=4, output_loading_info=True
    )
    assert set(info["missing_keys"]) == {"classifier.weight", "classifier.bias"}
    assert classifier(**tokenizer(["岚川县修复湿地3公顷。"], return_tensors="pt")).logits.shape == (1, 4)


def test_the_encoder_guesses_better_than_chance(encoder: tuple[Path, list[str]]) -> None:
    from transformers import AutoModelForMaskedLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(encoder[0])
    model = AutoModelForMaskedLM.from_pretrained(encoder[0]).float().eval()
    ids = tokenizer(invented_sentences()[0], return_tensors="pt")["input_ids"]
    losses = []
    for place in range(1, ids.shape[1] - 1):
        hidden = ids.clone()
        hidden[0, place] = tokenizer.mask_token_id
        with torch.inference_mode():
            losses.append(float(-model(hidden).logits[0, place].log_softmax(-1)[ids[0, place]]))
    assert np.mean(losses) < 0.8 * np.log(len(tokenizer))


def test_progress_names_speed_and_time_left(encoder: tuple[Path, list[str]]) -> None:
    _, said = encoder
    steps = [line for line in said if line.startswith("step ")]
    assert steps
    assert all("tokens/s" in line and "min left" in line for line in steps)
    assert said[-1].startswith("wrote ")


def test_a_finished_run_is_not_trained_again(encoder: tuple[Path, list[str]], texts: tuple[Path, Path]) -> None:
    folder, _ = encoder
    before = (folder / "model.safetensors").read_bytes()
    said: list[str] = []
    pretrain([texts[0]], [texts[1]], folder, SETTINGS, said.append)
    assert said[0] == "resuming at step 60"
    assert not [line for line in said if line.startswith(("step ", "word vectors", "learning a vocabulary"))]
    assert (folder / "model.safetensors").read_bytes() == before


def test_another_run_does_not_mix_with_an_unfinished_one(
    encoder: tuple[Path, list[str]], texts: tuple[Path, Path]
) -> None:
    with pytest.raises(BadSettings, match="holds an unfinished run with other settings or data"):
        pretrain([texts[0]], [texts[1]], encoder[0], replace(SETTINGS, rate=1e-4), silent)


@pytest.mark.parametrize("name", ["checkpoint.pt", "vectors.npy", "texts.npz", "tokenizer.json"])
def test_what_is_damaged_of_an_earlier_run_is_named(
    encoder: tuple[Path, list[str]], texts: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(work_of(encoder[0]), work_of(folder))
    content = (work_of(folder) / name).read_bytes()
    for damaged in (content[: len(content) // 2], b"", b"?" + content[1:]):
        (work_of(folder) / name).write_bytes(damaged)
        with pytest.raises(BadSettings, match=rf"{name}: what an earlier run left there cannot be read") as error:
            pretrain([texts[0]], [texts[1]], folder, SETTINGS, silent)
        assert "\n" not in str(error.value)


def test_a_corpus_without_in_domain_text_will_do(texts: tuple[Path, Path], tmp_path: Path) -> None:
    pretrain([texts[1]], [], tmp_path / "encoder", replace(SETTINGS, train_tokens=256), silent)
    assert (tmp_path / "encoder" / "model.safetensors").is_file()


BAD_SETTINGS = [
    (replace(SETTINGS, sequence_length=49), "sequence length 49: expected 16 to 48"),
    (replace(SETTINGS, last_sequence_length=8), "sequence length 8: expected 16 to 48"),
    (replace(SETTINGS, batch_tokens=24), "sequence length 32: expected 16 to 24"),
    (replace(SETTINGS, last_share=1.0), "last share 1.0: expected 0"),
    (replace(SETTINGS, shape=replace(SHAPE, heads=3)), "width 32 and 3 heads"),
    (replace(SETTINGS, shape=replace(SHAPE, heads=0)), "heads is 0"),
    (replace(SETTINGS, vocabulary=70_000), "vocabulary of 70000"),
    (replace(SETTINGS, batch_tokens=0), "batch is 0"),
    (replace(SETTINGS, train_tokens=-1), "tokens is -1"),
]


@pytest.mark.parametrize(("settings", "message"), BAD_SETTINGS, ids=[message for _, message in BAD_SETTINGS])
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, settings: PretrainingSettings, message: str) -> None:
    with pytest.raises(BadSettings, match=message):
        pretrain([], [], tmp_path / "encoder", settings, silent)
    assert not (tmp_path / "encoder").exists()


def test_too_little_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("松堰县新增造林十二万亩，空气优良天数增加。", "utf-8")
    with pytest.raises(BadData, match="too little text to train on"):
        pretrain([tmp_path / "a.txt"], [], tmp_path / "encoder", SETTINGS, silent)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_text_without_paragraph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、回顾\n", "utf-8")
    with pytest.raises(BadData, match="hold no paragraph"):
        pretrain([tmp_path / "a.txt"], [], tmp_path / "encoder", SETTINGS, silent)


def test_an_encoder_is_not_written_below_a_file(texts: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite):
        pretrain([texts[0]], [], tmp_path / "file" / "encoder", SETTINGS, silent)
