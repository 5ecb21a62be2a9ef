"""export.py: a bundle with what tags quicker here, or a line that says why not."""

import json
from pathlib import Path

import pytest

from labels.labelled import write_labelled
from models.bundle import SHIPPED_TAGGER, Bundle, read_bundle
from models.processor import processor_flags
from tests.evaluation.scoring.test_exported import rows
from tests.scripts.running import run_script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_labelled(tmp_path / "rows.jsonl", rows(200))
    (tmp_path / "report.txt").write_text(
        "2031年云溪市政府工作报告\n" + "\n".join(one.paragraph.text for one in rows(6)), "utf-8"
    )
    return tmp_path


@pytest.mark.slow
def test_an_exported_bundle_tags_as_before_and_is_not_exported_again(folder: Path, tiny_bundle: Bundle) -> None:
    finished = run_script(
        *("export", "--model", tiny_bundle.folder, "--data", "rows.jsonl", "--format", "onnx", "--output", "quick"),
        cwd=folder,
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    bundle = read_bundle(folder / "quick")
    figures, said = finished.stdout.splitlines()
    assert figures.startswith("equal tags 100.00% of 200 paragraphs, macro-F1 ")
    assert said == f"{bundle.manifest.id} (onnx) is in quick, its tagger.json has the figures"
    assert bundle.manifest.gate["equal"] == 1.0
    assert tuple(bundle.manifest.processor) == processor_flags()
    tagged = {}
    for name in (tiny_bundle.folder, folder / "quick"):
        output = folder / f"tagged-{Path(name).name}"
        finished = run_script("tag", "report.txt", "--model", name, "--device", "cpu", "--output", output, cwd=folder)
        assert finished.returncode == 0, finished.stderr
        lines = (output / "tagged.jsonl").read_text("utf-8").splitlines()
        tagged[Path(name).name] = [{**json.loads(line), "model": ""} for line in lines]
    one, other = tagged.values()
    assert [line["tags"] for line in one] == [line["tags"] for line in other]
    assert len(one) > 0
    again = run_script(
        "export", "--model", "quick", "--data", "rows.jsonl", "--format", "onnx", "--output", "b", cwd=folder
    )
    assert again.returncode == 1
    assert "quick: was exported to onnx and measured as it is. Expected the bundle that it was made" in again.stderr


def test_what_is_no_quicker_or_tags_otherwise_is_refused_and_nothing_is_written(
    folder: Path, tiny_bundle: Bundle
) -> None:
    # Wide random weights of 32 columns: 8 bits change many tags, and gain nothing.
    finished = run_script(
        *("export", "--model", tiny_bundle.folder, "--data", "rows.jsonl", "--output", "quick"), cwd=folder
    )
    assert finished.returncode == 1
    assert finished.stdout == ""
    (line,) = finished.stderr.splitlines()
    assert "torch-int8: equal tags " in line
    assert "Expected 99.5% equal, at most 0.3 points lost, 1.4 times as quick; nothing is written" in line
    assert not (folder / "quick").exists()


@pytest.mark.slow
def test_the_shipped_tagger_keeps_its_tags_in_8_and_16_bits() -> None:
    """Its speed is left to `make bench`: no test may hang on how fast it runs."""
    from tempfile import TemporaryDirectory

    from evaluation.scoring.exported import LEAST_EQUAL, MOST_LOST, measured
    from inference.exporting import export_files, write_exported
    from inference.tagger import Tagger
    from labels.labelled import read_labelled
    from reports.paragraphs_file import read_paragraphs

    bundle = read_bundle(SHIPPED_TAGGER)
    sample = Path(__file__).resolve().parents[2] / "labels" / "sample"
    labelled = list(read_labelled(sample / "labelled.jsonl", bundle.manifest.taxonomy))
    others = [one.text for one in read_paragraphs(sample / "sample-corpus.jsonl")]
    plain = Tagger(bundle, "cpu")
    with TemporaryDirectory() as place:
        for engine in ("torch-int8", "torch-bfloat16"):
            files = export_files(bundle, engine, others, Path(place))
            exported = write_exported(bundle, Path(place) / engine, engine=engine, files=files, gate={})
            gate = measured(plain, Tagger(exported, "cpu"), labelled, rounds=1)
            assert gate.equal >= LEAST_EQUAL
            assert gate.macro_f1 >= gate.macro_f1_before - MOST_LOST


@pytest.mark.slow
def test_the_shipped_tagger_keeps_its_tags_as_a_gpu_reads_it() -> None:
    """On the CPU, by the code that a GPU runs: padded, and 16 bits throughout. Scores differ by less than 0.05."""
    import numpy as np
    import torch

    from inference.engines.padded import PaddedModel
    from inference.engines.pytorch import PytorchEngine
    from inference.tagger import Tagger
    from labels.labelled import read_labelled
    from models.bundle import load_weights
    from models.decision import tags_of
    from models.first_token import read_first_token_only

    bundle = read_bundle(SHIPPED_TAGGER)
    sample = Path(__file__).resolve().parents[2] / "labels" / "sample" / "labelled.jsonl"
    texts = [one.text for one in read_labelled(sample, bundle.manifest.taxonomy)]
    full, half = Tagger(bundle, "cpu"), Tagger(bundle, "cpu")
    model, tokenizer = load_weights(bundle)
    assert isinstance(half.engine, PytorchEngine)
    half.engine.model = PaddedModel(
        read_first_token_only(model), tokenizer.pad_token_id, torch.device("cpu"), torch.bfloat16
    )
    before, after = full.probabilities(texts), half.probabilities(texts)
    assert 0 < np.quantile(np.abs(before - after), 0.99) < 0.05
    tags = [tags_of(scores, bundle.manifest.thresholds, exclusive=False) for scores in (before, after)]
    assert np.mean([one == other for one, other in zip(*tags, strict=True)]) >= 0.99
