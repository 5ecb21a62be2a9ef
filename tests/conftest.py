"""Fixtures that every room's tests may use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from labels.taxonomy import Taxonomy
from tests.browser import chromium
from tests.surroundings import settle
from tests.tiny import make_tiny_bundle, make_tiny_encoder

if TYPE_CHECKING:
    from inference.tagger import Tagger
    from labels.taxonomy import Taxonomy
    from models.bundle import Bundle

settle()

# A machine that does other work too makes any single example slow now and then.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what shows whether tests depend on each other."""
    parser.addoption("--backwards", action="store_true", help="run the tests in the opposite order")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Turn the order round where that was asked for."""
    if config.getoption("--backwards"):
        items.reverse()


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, to try pages in."""
    with chromium() as started:
        yield started
