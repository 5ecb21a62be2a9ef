"""What the tests of this room share: the tiny bundle behind the application, with a secret."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from inference.service.application import make_application
from inference.service.model import ServedModel
from inference.service.retraining.pointer import open_pointer
from models.bundle import Bundle

SECRET = "gate-of-the-invented-tower"
HERE = "http://localhost"
"""What a client must ask for: another name may be that of another site."""
TOKEN = "f00dfeedf00dfeedf00dfeedf00dfeedf00dfeed"
"""What Label Studio sends with every setup: the access token of the project's owner."""


@pytest.fixture
def state(tmp_path: Path, tiny_bundle: Bundle) -> Path:
    """A server's folder that serves a copy of the tiny bundle."""
    folder = tmp_path / "state"
    bundle = shutil.copytree(tiny_bundle.folder, tmp_path / "bundles" / "tiny")
    open_pointer(folder, Path(bundle))
    return folder


@pytest.fixture
def model(state: Path) -> ServedModel:
    return ServedModel(state / "current", "cpu")


@pytest.fixture
def client(model: ServedModel) -> Iterator[TestClient]:
    with TestClient(make_application(model, SECRET), HERE) as opened:
        opened.auth = ("label-studio", SECRET)
        yield opened
