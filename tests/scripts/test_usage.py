"""Every script explains itself at once, and refuses what it does not know."""

import statistics
import time
from pathlib import Path

import pytest

from tests.scripts.running import NAMES, run_script

every_script = pytest.mark.parametrize("name", NAMES)


@every_script
def test_help_answers_at_once(name: str, tmp_path: Path) -> None:
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        finished = run_script(name, "--help", cwd=tmp_path)
        seconds.append(time.perf_counter() - began)
        assert finished.returncode == 0
        assert finished.stderr == ""
        assert finished.stdout.startswith("usage: ")
        assert f"python scripts/{name}.py" in finished.stdout or name == "demo"  # an example to copy
    assert statistics.median(seconds) < 2  # the aim is 1; a busy machine may need more


@every_script
def test_an_unknown_option_is_wrong_usage(name: str, tmp_path: Path) -> None:
    finished = run_script(name, "--no-such-option", cwd=tmp_path)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert finished.stderr.startswith("usage: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("read_reports", []),
        ("label_studio", []),
        ("label_studio", ["shove"]),
        ("train", ["--data", "a.jsonl"]),
        ("train", ["--data", "a.jsonl", "--output", "out", "--unit", "word"]),
        ("train", ["--data", "a.jsonl", "--output", "out", "--epochs", "many"]),
        ("train", ["--data", "a.jsonl", "--output", "out", "--threads", "0"]),
        ("tag", ["a.txt", "--output", "out", "--threads", "-1"]),
        ("evaluate", ["--output", "out"]),
        ("pretrain", ["--output", "out"]),
    ],
)
def test_wrong_usage_leaves_with_2(name: str, arguments: list[str], tmp_path: Path) -> None:
    finished = run_script(name, *arguments, cwd=tmp_path)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "error:" in finished.stderr
    assert list(tmp_path.iterdir()) == []


_WITHOUT_OUTPUT = ("start", "stop", "annotator", "connect")
_WITH_OUTPUT = ("page", "push", "pull", "agreement", "adjudicate", "settle", "next", "doubtful", "migrate")


@pytest.mark.parametrize("command", [*_WITHOUT_OUTPUT, *_WITH_OUTPUT])
def test_every_command_of_label_studio_explains_itself(command: str, tmp_path: Path) -> None:
    finished = run_script("label_studio", command, "--help", cwd=tmp_path)
    assert finished.returncode == 0
    assert "--data" in finished.stdout or command in _WITH_OUTPUT
    assert ("--output" in finished.stdout) == (command in _WITH_OUTPUT)
