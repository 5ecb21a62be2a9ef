"""Fixtures that every room's tests may use."""

import os
from pathlib import Path

import pytest

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
