"""Exported bundles are whole bundles, say what the bundle said, and are sealed with what they carry."""

import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from inference.engines.kinds import kind_of
from inference.engines.onnx import OnnxEngine
from inference.exporting import export_files, write_exported
from inference.tagger import Tagger
from models.bundle import Bundle, read_bundle
from models.export import onnx_file
from models.manifest import Exported, read_manifest
from models.writing import write_again
from storage.errors import BadBundle, BadSettings
from tests.inference.taggers import of_plain_pipeline, paragraphs
from tests.invented import invented_sentences

EVERY = invented_sentences()
TEXTS = ["".join(EVERY[start : start + 3]) for start in range(0, 60, 3)]
# Scores of the tiny model, whose random weights are wide, may differ by so much.
NEAR: dict[Exported, float] = {"torch-int8": 0.05, "torch-bfloat16": 0.05, "onnx": 1e-5, "onnx-int8": 0.15}


def exported(bundle: Bundle, engine: Exported, folder: Path) -> Bundle:
    (folder / "files").mkdir()
    files = export_files(bundle, engine, EVERY, folder / "files")
    return write_exported(bundle, folder / "new", engine=engine, files=files, gate={"speed": 2.0})


@pytest.fixture(scope="module")
def every(tiny_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> dict[Exported, Bundle]:
    return {engine: exported(tiny_bundle, engine, tmp_path_factory.mktemp(engine)) for engine in NEAR}


@pytest.mark.parametrize("engine", NEAR)
def test_scores_are_near_those_of_the_bundle(
    every: dict[Exported, Bundle], tiny_tagger: Tagger, engine: Exported
) -> None:
    tagger = Tagger(read_bundle(every[engine].folder), "cpu")
    difference = np.abs(tagger.probabilities(TEXTS) - tiny_tagger.probabilities(TEXTS)).max()
    assert difference < NEAR[engine]
    assert difference > 0 or engine == "onnx"
    assert tiny_tagger.probabilities(TEXTS).std(axis=0).min() > 0.02  # else that would say little


@pytest.mark.parametrize("engine", NEAR)
def test_an_exported_bundle_is_one_that_plain_transformers_loads(
    every: dict[Exported, Bundle], tiny_bundle: Bundle, tiny_tagger: Tagger, engine: Exported
) -> None:
    single = [text for text in EVERY[:6] if len(text) < 30]
    plain = of_plain_pipeline(every[engine].folder, single, tiny_bundle.manifest.taxonomy.ids)
    np.testing.assert_allclose(expit(tiny_tagger.logits(single)), plain, atol=1e-5, rtol=0)


def test_every_export_has_an_id_of_its_own_and_says_what_it_is(
    every: dict[Exported, Bundle], tiny_bundle: Bundle
) -> None:
    assert len({tiny_bundle.manifest.id, *(one.manifest.id.replace("new", "tiny") for one in every.values())}) == 5
    for engine, one in every.items():
        manifest = read_manifest(one.folder)
        assert (manifest.format, manifest.engine, manifest.gate) == (4, engine, {"speed": 2.0})
        assert f"it runs as {engine}" in (one.folder / "README.md").read_text("utf-8")


@pytest.mark.parametrize(("engine", "name"), [("torch-int8", "int8.safetensors"), ("onnx", "model.onnx")])
def test_a_byte_more_in_what_it_carries_is_seen(
    every: dict[Exported, Bundle], tmp_path: Path, engine: Exported, name: str
) -> None:
    folder = Path(shutil.copytree(every[engine].folder, tmp_path / "copy"))
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(BadBundle, match=f"{name} is not the one that tagger.json was written for"):
        read_bundle(folder)


def test_an_exported_bundle_is_not_changed_but_made_anew(every: dict[Exported, Bundle], tmp_path: Path) -> None:
    with pytest.raises(BadBundle, match=r"was exported to torch-int8 .* change that one, and export it again"):
        write_again(every["torch-int8"], tmp_path / "again", "aim.py")


@pytest.mark.parametrize("engine", ["torch-int8", "onnx"])
def test_sharing_a_batch_changes_no_score(every: dict[Exported, Bundle], engine: Exported) -> None:
    tagger = Tagger(every[engine], "cpu")
    alone = np.concatenate([tagger.probabilities([text]) for text in TEXTS])
    np.testing.assert_allclose(tagger.probabilities(TEXTS), alone, atol=1e-5)


def test_without_onnx_a_line_says_what_to_install(
    every: dict[Exported, Bundle], tiny_bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    for act in (lambda: Tagger(every["onnx"], "cpu"), lambda: export_files(tiny_bundle, "onnx", EVERY, tmp_path)):
        with pytest.raises(BadSettings, match=r"onnxruntime is not installed.*make install-bulk"):
            act()


def test_a_damaged_onnx_file_is_one_line(tmp_path: Path, tiny_bundle: Bundle, every: dict[Exported, Bundle]) -> None:
    folder = Path(shutil.copytree(every["onnx"].folder, tmp_path / "copy"))
    (folder / "model.onnx").write_bytes(b"no model")
    bundle, kind = Bundle(folder, tiny_bundle.manifest), kind_of(every["onnx"], "cpu")
    with pytest.raises(BadBundle, match="ONNX Runtime cannot load it") as error:
        OnnxEngine(bundle, folder / "model.onnx", kind)
    assert "\n" not in str(error.value)


def test_a_model_that_cannot_be_written_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    class Odd(torch.nn.Module):
        config: Any = type("Config", (), {"vocab_size": 50})

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return int(input_ids.sum()) and input_ids.numpy()

    with pytest.raises(BadBundle, match="A Odd cannot be written as ONNX") as error:
        onnx_file.write_onnx(Odd(), tmp_path / "model.onnx")  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_tags_of_a_report_do_not_hang_on_what_was_tagged_before(tiny_bundle: Bundle) -> None:
    def told(tagger: Tagger) -> list[dict[str, Any]]:
        return [one.to_json() | {"full": dict(one.scores)} for one in tagger.tag(paragraphs(*TEXTS[:7]))]

    fresh, used = Tagger(tiny_bundle, "cpu"), Tagger(tiny_bundle, "cpu")
    list(used.tag(paragraphs(*TEXTS[5:], TEXTS[0])))
    assert told(used) == told(fresh) == told(fresh)  # to the last digit
