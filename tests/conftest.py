"""Fixtures that every room's tests may use."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from labels.taxonomy import Taxonomy
from tests.tiny import make_tiny_bundle, make_tiny_encoder

if TYPE_CHECKING:
    from inference.tagger import Tagger
    from models.bundle import Bundle

# Set before torch is first imported, and inherited by the scripts that tests start: models here are so small that
# threads cost more than they give, and no test may depend on a model hub.
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
def taxonomy() -> Taxonomy:
    """The shipped one."""
    return Taxonomy.load()


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny encoder."""
    return make_tiny_encoder(tmp_path_factory.mktemp("models") / "tiny-encoder")


@pytest.fixture(scope="session")
def tiny_tokenizer(tiny_encoder: Path) -> Any:
    """The tokenizer of the tiny encoder."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(tiny_encoder)


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> "Bundle":
    """A tiny bundle of the shipped taxonomy."""
    return make_tiny_bundle(tmp_path_factory.mktemp("models") / "tiny", tiny_encoder)


@pytest.fixture(scope="session")
def tiny_tagger(tiny_bundle: "Bundle") -> "Tagger":
    """A tagger of the tiny bundle, on the CPU."""
    from inference.tagger import Tagger

    return Tagger(tiny_bundle, "cpu")


@pytest.fixture
def bundle_copy(tiny_bundle: "Bundle", tmp_path: Path) -> Path:
    """A copy of the tiny bundle's folder that a test may damage."""
    return Path(shutil.copytree(tiny_bundle.folder, tmp_path / "copy"))
