"""A run that several tests look at."""

from pathlib import Path

import pytest

from tests.training.finetuning.runs import Run, run_once


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> Run:
    """An unbroken run with cross-validation."""
    return run_once(tmp_path_factory.mktemp("runs") / "tagger", tiny_encoder)
