"""A demo that is given again keeps what was trained on the same labels, and nothing else."""

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from labels.labelled import read_labelled
from labels.splits import hold_out, read_report_list
from labels.taxonomy import Taxonomy
from models.bundle import SHIPPED_ENCODER
from models.identity import named
from models.manifest import read_manifest, write_manifest
from tests.scripts.running import SCRIPTS
from training.finetuning.facts import data_facts
from training.hub.encoder_source import find_encoder


@pytest.fixture
def is_trained(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], bool]:
    monkeypatch.syspath_prepend(SCRIPTS)
    judge: Callable[[Path], bool] = importlib.import_module("scripts.demo").is_trained
    return judge


def claim(folder: Path, **data: Any) -> None:
    """Let a bundle say that it was trained on the shipped encoder, and on these data."""
    manifest = read_manifest(folder)
    changed = replace(manifest, data=data, encoder_digest=find_encoder(str(SHIPPED_ENCODER)).digest)
    write_manifest(folder, named("tiny", changed))


def sample_facts(root: Path) -> dict[str, Any]:
    folder = root / "labels" / "sample"
    rows, _ = hold_out(
        read_labelled(folder / "labelled.jsonl", Taxonomy.load()), read_report_list(folder / "held-out.txt")
    )
    return data_facts(rows, "labelled.jsonl")


def test_a_bundle_of_the_same_labels_and_encoder_is_kept(
    is_trained: Callable[[Path], bool], bundle_copy: Path, root: Path
) -> None:
    claim(bundle_copy, **sample_facts(root))
    assert is_trained(bundle_copy)


def test_a_bundle_of_other_labels_is_not(is_trained: Callable[[Path], bool], bundle_copy: Path, root: Path) -> None:
    claim(bundle_copy, **sample_facts(root) | {"sha256": "0" * 64})
    assert not is_trained(bundle_copy)


def test_a_bundle_of_another_encoder_is_not(is_trained: Callable[[Path], bool], bundle_copy: Path, root: Path) -> None:
    manifest = read_manifest(bundle_copy)
    write_manifest(bundle_copy, named("tiny", replace(manifest, data=sample_facts(root), encoder_digest="0" * 64)))
    assert not is_trained(bundle_copy)


def test_what_is_no_whole_bundle_is_not(is_trained: Callable[[Path], bool], bundle_copy: Path, root: Path) -> None:
    claim(bundle_copy, **sample_facts(root))
    (bundle_copy / "tokenizer.json").unlink()
    assert not is_trained(bundle_copy)
    assert not is_trained(bundle_copy / "nowhere")
