"""Models that say nothing sound: the commands refuse them, or say so, in one line."""

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from labels.labelled import LabelledParagraph, write_labelled
from models.bundle import Bundle
from models.files.weights import WEIGHTS
from models.manifest import read_manifest
from tests.invented import invented_rows
from tests.scripts.running import run_script
from tests.scripts.test_bad_input import assert_refused
from tests.sealing import edit_manifest, reseal
from tests.training import fake_hub

ROWS = invented_rows()


def lose_a_number(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(folder / WEIGHTS)
    weights["bert.embeddings.word_embeddings.weight"][-1] = float("nan")
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})


def lose_a_number_and_own_up(folder: Path) -> None:
    lose_a_number(folder)
    reseal(folder)


def lengthen_without_end(folder: Path) -> None:
    value = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    double = {"type": "Replace", "pattern": {"String": "新"}, "content": "新新"}
    value["normalizer"] = {"type": "Sequence", "normalizers": [double] * 40}
    (folder / "tokenizer.json").write_text(json.dumps(value), "utf-8")


def lengthen_and_own_up(folder: Path) -> None:
    lengthen_without_end(folder)
    reseal(folder)


def another_tokenizer(folder: Path) -> None:
    value = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    value["normalizer"] = None
    (folder / "tokenizer.json").write_text(json.dumps(value), "utf-8")


def to_pipe(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return change


def to_zeros(folder: Path) -> None:
    (folder / "config.json").unlink()
    (folder / "config.json").symlink_to("/dev/zero")


def lower_a_threshold(folder: Path) -> None:
    edit_manifest(folder, lambda value: value["thresholds"].update(ecology=0.01))


BUNDLES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a weight that is no number": (lose_a_number_and_own_up, "holds nan. Expected finite numbers"),
    "another tokenizer": (another_tokenizer, "tokenizer.json is not the one that tagger.json was written for"),
    "a tokenizer without end": (lengthen_and_own_up, "may make more than 2,000 characters of one"),
    "another threshold": (lower_a_threshold, "tagger.json: thresholds changed after the bundle was written"),
    "a pipe as manifest": (to_pipe("tagger.json"), "tagger.json: is a FIFO, not a regular file"),
    "a pipe as weights": (to_pipe(WEIGHTS), "model.safetensors: is a FIFO, not a regular file"),
    "zeros without end as config": (to_zeros, "config.json: is a device, not a regular file"),
}


@pytest.mark.parametrize("case", BUNDLES)
def test_an_unsound_bundle_tags_nothing(bundle_copy: Path, tmp_path: Path, root: Path, case: str) -> None:
    damage, message = BUNDLES[case]
    damage(bundle_copy)
    finished = run_script("tag", root / "reports" / "sample", "--model", bundle_copy, "--output", "out", cwd=tmp_path)
    assert_refused(finished, message, tmp_path / "out")


ENCODERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "a weight that is no number": (lose_a_number, "holds nan. Expected numbers that 16 bits hold"),
    "a tokenizer without end": (lengthen_without_end, "may make more than 2,000 characters of one"),
    "a pipe as config": (to_pipe("config.json"), "config.json: is a FIFO, not a regular file"),
    "a pipe as weights": (to_pipe(WEIGHTS), "model.safetensors: is a FIFO, not a regular file"),
}


@pytest.mark.parametrize("case", ENCODERS)
def test_an_unsound_encoder_is_not_trained(tiny_encoder: Path, tmp_path: Path, case: str) -> None:
    encoder = Path(shutil.copytree(tiny_encoder, tmp_path / "encoder"))
    damage, message = ENCODERS[case]
    damage(encoder)
    write_labelled(tmp_path / "rows.jsonl", ROWS)
    finished = run_script("train", "--data", "rows.jsonl", "--encoder", "encoder", "--output", "out", cwd=tmp_path)
    assert_refused(finished, message, tmp_path / "out")


SETTINGS: dict[str, tuple[str, list[str], str]] = {
    "--rate nan": ("", ["--rate", "nan"], "rate is nan"),
    "--rate inf": ("", ["--rate", "inf"], "rate is inf"),
    "rate = nan": ("rate = nan\n", ["--config", "settings.toml"], "'rate' is nan"),
    "weight_decay = -inf": ("weight_decay = -inf\n", ["--config", "settings.toml"], "'weight_decay' is -inf"),
    "a number of 5,000 digits": (
        f"seed = {'1' * 5_000}\n",
        ["--config", "settings.toml"],
        "settings.toml: cannot be read as TOML",
    ),
    "brackets without end": (
        f"seed = {'[' * 20_000}\n",
        ["--config", "settings.toml"],
        "settings.toml: cannot be read as TOML",
    ),
    "a folder as settings": ("", ["--config", "."], "is a folder, not a regular file"),
    "people as teachers": (
        "",
        ["--taught-by", "rows.jsonl"],
        "84 that a person labelled). Expected texts",
    ),
    "a revision of a folder": ("", ["--encoder", ".", "--revision", "v1"], "--revision v1: --encoder . is a folder"),
}


@pytest.mark.parametrize("case", SETTINGS)
def test_a_setting_that_is_none_is_refused(tmp_path: Path, case: str) -> None:
    settings, options, message = SETTINGS[case]
    (tmp_path / "settings.toml").write_text(settings)
    write_labelled(tmp_path / "rows.jsonl", ROWS)
    finished = run_script("train", "--data", "rows.jsonl", *options, "--output", "out", cwd=tmp_path)
    assert_refused(finished, message, tmp_path / "out")


def test_pretraining_refuses_a_rate_that_is_no_number(tmp_path: Path) -> None:
    write_labelled(tmp_path / "rows.jsonl", ROWS)
    finished = run_script("pretrain", "--corpus", "rows.jsonl", "--rate", "nan", "--output", "out", cwd=tmp_path)
    assert_refused(finished, "rate is nan. Expected a number above 0", tmp_path / "out")


def contradicting() -> list[LabelledParagraph]:
    """Return the rows, and each text once more with opposite labels."""
    others = [
        LabelledParagraph(replace(row.paragraph, id=f"{row.id}-again"), () if row.labels else ("ecology",))
        for row in ROWS
    ]
    return [*ROWS, *others]


def test_texts_of_opposite_labels_are_said_and_counted_in_the_bundle(tmp_path: Path, tiny_encoder: Path) -> None:
    write_labelled(tmp_path / "rows.jsonl", contradicting())
    options = ["--encoder", tiny_encoder, "--folds", 2, "--epochs", 1]
    finished = run_script("train", "--data", "rows.jsonl", *options, "--output", "tagger", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    (line,) = [line for line in finished.stderr.splitlines() if "different labels" in line]
    assert (
        "84 texts stand several times, in 168 paragraphs; 84 of them with different labels, '岚川县-2031:000' "
        "(industry)" in line
    )
    data = read_manifest(tmp_path / "tagger").data
    assert (data["repeated_texts"], data["contradicting_texts"]) == (84, 84)
    assert "84 of its texts" in (tmp_path / "tagger" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("against", [False, True])
def test_texts_of_opposite_labels_are_said_where_they_judge(tmp_path: Path, tiny_bundle: Bundle, against: bool) -> None:
    write_labelled(tmp_path / "rows.jsonl", contradicting())
    options = ["--output", "out", *(["--against", tiny_bundle.folder] if against else [])]
    finished = run_script("evaluate", "--model", tiny_bundle.folder, "--data", "rows.jsonl", *options, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert "of what is judged 84 texts stand several times" in finished.stderr


@pytest.mark.parametrize(
    ("threshold", "said"), [(1.0, "no paragraph has any tag"), (0.0, "ecology was tagged everywhere")]
)
@pytest.mark.parametrize("against", [False, True])
def test_a_collapsed_model_is_said(
    bundle_copy: Path, tmp_path: Path, against: bool, threshold: float, said: str
) -> None:
    edit_manifest(bundle_copy, lambda value: value.update(thresholds=dict.fromkeys(value["thresholds"], threshold)))
    identifier = reseal(bundle_copy)
    write_labelled(tmp_path / "rows.jsonl", ROWS)
    options = ["--output", "out", *(["--against", bundle_copy] if against else [])]
    finished = run_script("evaluate", "--model", bundle_copy, "--data", "rows.jsonl", *options, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert any(
        line.startswith(f"{identifier}: of 84 paragraphs") and said in line for line in finished.stdout.splitlines()
    )


def online(monkeypatch: pytest.MonkeyPatch, url: str, cache: Path) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "HF_ENDPOINT": url,
        "HF_HUB_OFFLINE": "0",
        "HF_HUB_CACHE": str(cache),
        "HF_HOME": str(cache),
    }.items():
        monkeypatch.setenv(name, value)


def test_an_encoder_of_a_hub_is_trained_in_the_revision_asked_for(
    tmp_path: Path, tiny_encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_labelled(tmp_path / "rows.jsonl", ROWS)
    options = ["--encoder", fake_hub.NAME, "--revision", "v1", "--folds", 0, "--epochs", 1]
    with fake_hub.hub(v1=tiny_encoder) as served:
        online(monkeypatch, served.url, tmp_path / "cache")
        finished = run_script("train", "--data", "rows.jsonl", *options, "--output", "tagger", cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.startswith(f"{fake_hub.NAME} is no folder here: looking for it on {served.url}")
    assert read_manifest(tmp_path / "tagger").encoder == f"{fake_hub.NAME}@{fake_hub.commit_of(tiny_encoder)}"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["swallowing", "deaf"])
def test_a_network_that_swallows_everything_is_given_up_in_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    write_labelled(tmp_path / "rows.jsonl", ROWS)
    with getattr(fake_hub, kind)() as url:
        online(monkeypatch, url, tmp_path / "cache")
        began = time.monotonic()
        finished = run_script(
            "train", "--data", "rows.jsonl", "--encoder", "invented/x", "--output", "out", cwd=tmp_path
        )
    assert time.monotonic() - began < 120
    assert (finished.returncode, finished.stdout) == (1, "")
    first, last = finished.stderr.splitlines()
    assert first.startswith(f"invented/x is no folder here: looking for it on {url}, 30 s for an answer")
    assert f"{url} was asked for it and sent nothing for 30 s" in last
    assert "leave --encoder out to use the shipped models/encoder" in last
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []
