"""Fixtures that every room's tests may use."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.invented import invented_sentences

if TYPE_CHECKING:
    from inference.tagger import Tagger
    from models.bundle import Bundle

# Set before torch is first imported, and inherited by the scripts that tests start: models here are so small that threads
# cost more than they give, and no test may depend on a model hub.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
os.environ["HF_HUB_OFFLINE"] = "1"

# A machine that does other work too makes any single example slow now and then.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the clone."""
    return ROOT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real reports and gold labels, which is not part of the project."""
    folder = Path(os.environ.get("ZHENGBIAO_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real reports at {folder}; set ZHENGBIAO_DATA to the folder that holds seeds/ and labels/")
    return folder


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder folder as scripts/pretrain.py writes it: random weights, and a vocabulary learnt from invented sentences."""
    import torch
    from transformers import BertConfig, BertForMaskedLM

    from training.vocabulary import PAD, save_tokenizer, train_vocabulary

    folder = tmp_path_factory.mktemp("models") / "tiny-encoder"
    tokenizer = train_vocabulary(invented_sentences() * 5, size=600)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        pad_token_id=PAD,
        initializer_range=0.3,  # wide enough for sentences to differ clearly
    )
    BertForMaskedLM(config).save_pretrained(folder)
    save_tokenizer(tokenizer, folder, max_tokens=64)
    return folder


@pytest.fixture(scope="session")
def tiny_tokenizer(tiny_encoder: Path) -> Any:
    """The tokenizer of the tiny encoder."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(tiny_encoder)


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> "Bundle":
    """A bundle of the shipped taxonomy with random weights; calibration and thresholds differ from category to category."""
    import torch

    from labels.taxonomy import Taxonomy
    from models.bundle import write_bundle
    from models.manifest import Calibration
    from training.encoder import load_encoder

    taxonomy = Taxonomy.load()
    torch.manual_seed(1)
    model, tokenizer = load_encoder(str(tiny_encoder), taxonomy)
    return write_bundle(
        tmp_path_factory.mktemp("models") / "tiny",
        model,
        tokenizer,
        taxonomy=taxonomy,
        thresholds={key: 0.4 + 0.05 * number for number, key in enumerate(taxonomy.ids)},
        calibration={key: Calibration(0.7 + 0.2 * number, 0.1 * number - 0.2) for number, key in enumerate(taxonomy.ids)},
        unit="sentence",
        max_tokens=32,
        encoder="tiny-encoder",
        data={"file": "invented.jsonl", "sha256": "0" * 64, "paragraphs": 2, "without_category": 1, "reports": ["岚川县-2021"]},
        scores={"method": "no one", "paragraphs": 0},
        versions={"torch": torch.__version__},
    )


@pytest.fixture(scope="session")
def tiny_tagger(tiny_bundle: "Bundle") -> "Tagger":
    """A tagger of the tiny bundle, on the CPU."""
    from inference.tagger import Tagger

    return Tagger(tiny_bundle, "cpu")


@pytest.fixture
def bundle_copy(tiny_bundle: "Bundle", tmp_path: Path) -> Path:
    """A copy of the tiny bundle's folder that a test may damage."""
    return Path(shutil.copytree(tiny_bundle.folder, tmp_path / "copy"))
