"""What is installed is what was chosen: every pinned package has its hashes, nothing is missing, and pip takes nothing
else."""

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.wheels import lock_of, pip_settings, tiny_wheel

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("base", "label", "bulk", "dev")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = [
    path
    for folder in ("requirements", "labels/studio/server")
    for path in sorted((ROOT / folder).glob("*.txt"))
    if path.name != "torch.txt"
]
ENTRY = re.compile(r"([a-z0-9][a-z0-9-]*==[^ \\]+(?: ; [^\\]+)?)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")

every_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))


def pins(*files: str) -> dict[str, str]:
    """Return the version of each package in files of requirements/."""
    found = [
        Requirement(pin)
        for file in files
        for pin, _ in ENTRY.findall((ROOT / f"requirements/{file}.txt").read_text("utf-8"))
    ]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in found}


def missing(required: list[str], *files: str) -> list[str]:
    """Return the requirements that files of requirements/ do not fulfil; torch is in a file of its own."""
    pinned = pins(*files) | {"torch": torch_version()}
    wanted = [(one, pinned.get(canonicalize_name(one.name))) for one in map(Requirement, required)]
    return [str(one) for one, version in wanted if version is None or version not in one.specifier]


def torch_version() -> str:
    [pin] = re.findall(r"^torch==(.+)$", (ROOT / "requirements/torch.txt").read_text("utf-8"), re.MULTILINE)
    return str(pin)


def strangers(lock: str) -> str:
    """Return what a lock holds beside comments, the file it adds to, and pins with hashes."""
    return ENTRY.sub("", re.sub(r"^(?:#.*|-r [a-z]+\.txt)\n", "", lock, flags=re.MULTILINE))


@every_lock
def test_every_pinned_package_has_hashes(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert ENTRY.search(text)
    assert strangers(text) == ""


def test_a_pin_without_a_hash_would_be_seen() -> None:
    entry = "numpy==2.2.6 \\\n    --hash=sha256:" + "0" * 64 + "\n"
    assert strangers(f"# made\n-r base.txt\n{entry}") == ""
    assert strangers(f"{entry}scipy==1.17.1\n") == "scipy==1.17.1\n"
    assert strangers(entry.replace("0\n", "\n")) != ""
    assert strangers(f"--extra-index-url https://example.com\n{entry}") != ""


@every_lock
def test_a_lock_says_how_it_is_made_again(lock: Path) -> None:
    assert lock.read_text("utf-8").startswith("# Made by `make lock`")


def test_everything_that_the_project_asks_for_is_locked() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    assert missing(PROJECT["project"]["dependencies"], "base") == []
    assert missing(PROJECT["build-system"]["requires"], "base") == []  # it is built without an index
    assert missing(extras["label"], "base", "label") == []
    for extra in ("bulk", "dev"):
        assert missing([one for one in extras[extra] if not one.startswith("zhengbiao")], *LAYERS) == []
    assert missing(["nothing-of-the-sort", "numpy>=99"], *LAYERS) == ["nothing-of-the-sort", "numpy>=99"]


def test_torch_finds_all_it_needs_locked_but_for_cuda() -> None:
    assert importlib.metadata.version("torch").split("+")[0] == torch_version()
    needed = [one for one in importlib.metadata.requires("torch") or () if ";" not in one]
    assert len(needed) > 3
    assert missing(needed, "base") == []


def test_a_package_is_in_one_layer() -> None:
    names = [name for layer in LAYERS for name in pins(layer)]
    assert len(names) == len(set(names))
    assert not {"pytest", "playwright", "fastapi"} & set(pins("base"))


@pytest.mark.parametrize("altered", [False, True])
def test_pip_takes_the_locked_file_and_no_other(altered: bool, tmp_path: Path) -> None:
    lock = lock_of(tiny_wheel(tmp_path), altered)
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--dry-run",
        "--no-deps",
        "--ignore-installed",
        "-r",
        lock,
    ]
    finished = subprocess.run(command, env=pip_settings(tmp_path), capture_output=True, text=True, encoding="utf-8")
    assert (finished.returncode != 0) == altered
    assert ("DO NOT MATCH THE HASHES" in finished.stderr) == altered


def test_make_asks_for_hashes_of_everything_but_torch_and_the_project() -> None:
    planned = subprocess.run(
        ["make", "--dry-run", "--always-make", "VENV=nowhere", "nowhere/.installed-dev"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    installs = [line for line in planned.stdout.splitlines() if "-m pip install" in line]
    unlocked = [line for line in installs if "--require-hashes" not in line]
    assert len(installs) == 4
    assert len(unlocked) == 2
    assert unlocked[0].endswith("--requirement requirements/torch.txt")
    assert unlocked[1].endswith("--no-deps --no-build-isolation --editable .")
