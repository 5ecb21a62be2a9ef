"""What scores is told without loading it."""

import subprocess
import sys
from dataclasses import replace

import pytest

from inference.engines import kinds
from inference.engines.kinds import kind_of
from inference.tagger import Tagger
from models.bundle import Bundle
from models.manifest import Exported
from models.processor import processor_flags

HERE = processor_flags()


def exported(bundle: Bundle, engine: Exported, processor: tuple[str, ...] = HERE) -> Bundle:
    return Bundle(bundle.folder, replace(bundle.manifest, format=4, engine=engine, processor=processor))


def test_a_bundle_that_was_not_exported_is_read_in_32_bits(tiny_bundle: Bundle, tiny_tagger: Tagger) -> None:
    assert str(kind_of(tiny_bundle, "cpu")) == "pytorch, float32" == str(tiny_tagger.engine.kind)


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        ("torch-int8", "pytorch, int8"),
        ("torch-bfloat16", "pytorch, bfloat16"),
        ("onnx", "onnxruntime, float32"),
        ("onnx-int8", "onnxruntime, int8"),
    ],
)
def test_every_engine_has_words_of_its_own(tiny_bundle: Bundle, engine: Exported, told: str) -> None:
    kind = kind_of(exported(tiny_bundle, engine), "cpu")
    assert (str(kind), kind.note) == (told, "")


def test_what_was_measured_on_another_kind_of_processor_gives_way_with_a_line(tiny_bundle: Bundle) -> None:
    elsewhere = exported(tiny_bundle, "torch-int8", (*HERE, "abacus"))
    kind = kind_of(elsewhere, "cpu")
    assert str(kind) == "pytorch, float32"
    assert "torch-int8 was measured on a processor of another kind (they differ in abacus)" in kind.note
    assert "\n" not in kind.note
    assert str(Tagger(elsewhere, "cpu").engine.kind) == "pytorch, float32"
    assert str(kind_of(exported(tiny_bundle, "onnx", ()), "cpu")) == "onnxruntime, float32"  # 32 bits are 32 bits


def test_on_a_gpu_an_exported_bundle_runs_by_its_weights_in_16_bits_with_a_line(tiny_bundle: Bundle) -> None:
    kind = kind_of(exported(tiny_bundle, "torch-int8"), "cuda:1")
    assert str(kind) == "pytorch on a GPU, bfloat16"
    assert "on cuda:1 its own weights are used" in kind.note
    assert kind_of(tiny_bundle, "cuda").note == ""


def test_a_gpu_is_seen_only_by_a_torch_that_can_use_one(monkeypatch: pytest.MonkeyPatch, tiny_bundle: Bundle) -> None:
    monkeypatch.setattr(kinds, "_NVIDIA", tiny_bundle.folder)
    for version, seen in (("2.13.0", True), ("2.13.0+cu130", True), ("2.13.0+cpu", False)):
        monkeypatch.setattr(kinds, "version", lambda name, version=version: version)
        assert kind_of(tiny_bundle).on_gpu is seen


def test_telling_loads_no_torch() -> None:
    program = (
        "import sys; from inference.engines.kinds import kind_of; from models.bundle import *; "
        "kind_of(read_bundle(SHIPPED_TAGGER)); sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
