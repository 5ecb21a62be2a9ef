"""Every script explains itself at once, and refuses what it does not know."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripts.running import NAMES, SCRIPTS, run_script

every_script = pytest.mark.parametrize("name", NAMES)


@every_script
def test_help_answers_without_loading_what_takes_seconds(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", str(SCRIPTS / f"{name}.py"), "--help"]
    finished = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert finished.returncode == 0
    assert finished.stdout.startswith("usage: ")
    assert f"python scripts/{name}.py" in finished.stdout  # an example to copy
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in finished.stderr.splitlines()}
    assert "argparse" in loaded
    learning = {"torch", "transformers", "datasets", "sklearn", "scipy", "numpy"}
    assert not loaded & {*learning, "lxml", "httpx", "fastapi", "pydantic", "rich", "matplotlib"}


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
_WITH_OUTPUT = ("page", "push", "pull", "ask", "agreement", "adjudicate", "settle", "next", "doubtful", "migrate")


@pytest.mark.parametrize("command", [*_WITHOUT_OUTPUT, *_WITH_OUTPUT])
def test_every_command_of_label_studio_explains_itself(command: str, tmp_path: Path) -> None:
    finished = run_script("label_studio", command, "--help", cwd=tmp_path)
    assert finished.returncode == 0
    assert "--data" in finished.stdout or command in _WITH_OUTPUT
    assert ("--output" in finished.stdout) == (command in _WITH_OUTPUT)
