"""`accelerate launch` with two processes on the CPU comes to the bundle of one: the tolerances are stated here."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from inference.tagger import Tagger
from labels.labelled import write_labelled
from tests.invented import invented_rows
from tests.scripts.running import SCRIPTS
from tests.waiting import has_ended, wait_until

pytestmark = pytest.mark.slow
# Sums are rounded otherwise where two processes share them, and every step carries that on.
WEIGHTS, SCORES = 1e-2, 1e-2
LAUNCH = (sys.executable, "-m", "accelerate.commands.launch", "--cpu", "--num_processes", "2")
SECONDS = 900


def command(output: Path, encoder: Path, *further: str) -> list[str]:
    """Return the command that trains on invented paragraphs; the last batch of an epoch is not as large as others."""
    rows = output.parent / "rows.jsonl"
    write_labelled(rows, invented_rows())
    options = ["--epochs", "4", "--folds", "2", "--rate", "1e-3", "--max-tokens", "48", "--batch", "11", *further]
    return [
        *(str(SCRIPTS / "train.py"), "--data", str(rows), "--encoder", str(encoder), "--output", str(output)),
        *("--threads", "1", *options),
    ]


def run(words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=SECONDS)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, tiny_encoder: Path) -> Path:
    """The bundle of one process."""
    output = tmp_path_factory.mktemp("alone") / "tagger"
    finished = run([sys.executable, *command(output, tiny_encoder)])
    assert finished.returncode == 0, finished.stderr
    return output


def check_alike(one: Path, other: Path) -> None:
    """Compare weights, the scores and tags of texts that were not trained on, and what the manifests say."""
    weights = [load_file(folder / "model.safetensors") for folder in (one, other)]
    assert weights[0].keys() == weights[1].keys()
    for name, values in weights[0].items():
        np.testing.assert_allclose(values.astype(float), weights[1][name].astype(float), atol=WEIGHTS, err_msg=name)
    unseen = [row.paragraph for row in invented_rows(30)]
    taggers = [Tagger.load(folder, device="cpu") for folder in (one, other)]
    scores = [tagger.probabilities([paragraph.text for paragraph in unseen]) for tagger in taggers]
    assert np.abs(scores[0] - scores[1]).max() <= SCORES
    told = zip(*(tagger.tag(unseen) for tagger in taggers), strict=True)
    thresholds = taggers[0].manifest.thresholds
    for first, second in told:  # alike, but where a score is at its threshold
        for key in {*first.tags} ^ {*second.tags}:
            assert first.scores[key] == pytest.approx(thresholds[key], abs=2 * SCORES)
    said = [json.loads((folder / "tagger.json").read_text("utf-8"))["scores"]["macro_f1"] for folder in (one, other)]
    assert said[0] == pytest.approx(said[1], abs=SCORES)


def test_two_processes_come_to_what_one_comes_to(alone: Path, tiny_encoder: Path, tmp_path: Path) -> None:
    finished = run([*LAUNCH, *command(tmp_path / "tagger", tiny_encoder)])
    assert finished.returncode == 0, finished.stderr
    assert "fold 1/2: 2 processes share every step, as one with --threads 1 would" in finished.stderr
    assert finished.stderr.count("all folds done") == finished.stdout.count("wrote ") == 1, "the main one alone speaks"
    check_alike(alone, tmp_path / "tagger")
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"tagger"}


def test_a_run_of_two_that_was_killed_goes_on_with_two_and_is_refused_with_one(
    alone: Path, tiny_encoder: Path, tmp_path: Path
) -> None:
    words = command(tmp_path / "tagger", tiny_encoder)
    work = tmp_path / "tagger.work"
    started = subprocess.Popen([*LAUNCH, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: [*work.glob("fold-2/checkpoint-*/trainer_state.json")], SECONDS)
        main = int((work / ".zhengbiao.lock").read_text().split()[1])
        others = [int(one) for one in _children(main)]
        os.kill(main, signal.SIGKILL)
        assert all(has_ended(one) for one in others), "they end when the main one does"
    finally:
        started.wait(SECONDS)
    refused = run([sys.executable, *words])
    assert refused.returncode == 1
    assert "holds an unfinished run with other settings or data (processes)" in refused.stderr
    resumed = run([*LAUNCH, *words])
    assert resumed.returncode == 0, resumed.stderr
    assert "fold 1/2" not in resumed.stderr
    check_alike(alone, tmp_path / "tagger")


def _children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def test_what_is_wrong_is_said_once_in_one_line(tiny_encoder: Path, tmp_path: Path) -> None:
    finished = run([*LAUNCH, *command(tmp_path / "tagger", tiny_encoder, "--folds", "40")])
    assert finished.returncode == 1
    lines = [line for line in finished.stderr.splitlines() if "but 40 parts were asked for. Expected" in line]
    assert len(lines) == 1, finished.stderr
    assert not (tmp_path / "tagger").exists()


def test_a_launch_that_tells_nobody_how_many_it_wants_is_refused(tiny_encoder: Path, tmp_path: Path) -> None:
    told = {"ACCELERATE_USE_CPU": "True", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "29500"}
    finished = subprocess.run(
        [sys.executable, *command(tmp_path / "tagger", tiny_encoder)],
        env=os.environ | told,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert finished.returncode == 1
    assert "accelerate launch --cpu started one process of several" in finished.stderr
    assert finished.stderr.count("\n") == 1
