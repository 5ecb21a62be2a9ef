"""What the READMEs tell a newcomer to type works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
# Written by the commands themselves, or by the reader.
_MADE = ("runs/", "export.json", ".venv/")

readme = pytest.mark.parametrize("name", READMES)


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)


def commands(name: str) -> list[list[str]]:
    return [
        shlex.split(line, comments=True)
        for block in blocks(name, "bash")
        for line in block.splitlines()
        if line.strip()
    ]


def test_both_languages_give_the_same_commands() -> None:
    assert commands(READMES[0]) == commands(READMES[1])
    assert blocks(READMES[0], "python") == blocks(READMES[1], "python")


@readme
def test_every_make_target_exists(name: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    assert {"demo", "test"} <= set(named) <= set(targets)


@readme
def test_every_option_and_input_of_a_command_exists(name: str) -> None:
    called = [command for command in commands(name) if command[0] == ".venv/bin/python"]
    assert len(called) >= 8
    for _, script, *arguments in called:
        inner = [arguments[0]] if script.endswith("label_studio.py") else []
        shown = subprocess.run(
            [sys.executable, script, *inner, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for argument in arguments:
            if argument.startswith("--"):
                assert argument in shown.stdout, f"{script} has no {argument}"
            elif argument not in inner and not argument.startswith(_MADE):
                assert (ROOT / argument).exists(), f"{argument}, which {name} names, does not exist"


@readme
def test_every_link_leads_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8")):
        assert (ROOT / target).exists(), target


def test_the_python_example_runs() -> None:
    [example] = blocks("README.md", "python")
    ran = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert len(ran.stdout.splitlines()) > 20
    assert "industry" in ran.stdout and "livelihood" in ran.stdout
