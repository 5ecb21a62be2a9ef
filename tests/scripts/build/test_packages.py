"""The locks are written in layers, without what holds everywhere and what torch alone needs; a choice that fails
changes none."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
HASH = " \\\n    --hash=sha256:" + "0" * 64 + "\n"
EVERYWHERE = "python_full_version < '3.14' and sys_platform != 'emscripten'"
# Stands for uv, which asks an index of packages: it gives the lock that lies beside it and is named as what it is
# asked for.
UV = f"""#!{sys.executable}
import pathlib, sys
project = pathlib.Path("pyproject.toml").read_text("utf-8")
if 'name = "zhengbiao"' in project:
    asked = sys.argv[sys.argv.index("--extra") + 1] if "--extra" in sys.argv else "base"
else:
    asked = "studio" if "label-studio==" in project else "uv"
lock = pathlib.Path(__file__).with_name(asked)
if not lock.exists():
    sys.exit("error: no solution\\n  found")
pathlib.Path("lock.txt").write_text(lock.read_text("utf-8"), "utf-8")
"""
BASE = f"numpy==2.2.6 ; {EVERYWHERE}{HASH}setuptools==84.2.1 ; {EVERYWHERE}{HASH}torch==2.13.0 ; {EVERYWHERE}{HASH}"
CUDA = f"nvidia-nccl-cu13==2.29.7 ; {EVERYWHERE} and sys_platform == 'linux'{HASH}triton==3.7.1 ; {EVERYWHERE}{HASH}"
LABEL = f"httpx==0.28.1 ; python_full_version < '3.14' and sys_platform == 'win32'{HASH}"
DEV = f"httpx==0.28.1 ; {EVERYWHERE}{HASH}ruff==0.17.6 ; {EVERYWHERE}{HASH}"
GIVEN = {
    "base": BASE + CUDA,
    "label": BASE + CUDA + LABEL,
    "dev": BASE + CUDA + DEV,
    "uv": f"uv==0.13.9 ; {EVERYWHERE}{HASH}",
    "studio": f"label-studio==1.23.2{HASH}packaging==26.4{HASH}setuptools==84.2.1{HASH}wheel==0.48.0{HASH}",
}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The parts of a clone that the script needs, and what stands for uv."""
    for name in ("scripts", "storage", "labels/studio", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "labels/__init__.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "uv").mkdir()
    (tmp_path / "uv" / "command").write_text(UV, encoding="utf-8")
    (tmp_path / "uv" / "command").chmod(0o755)
    for name, text in GIVEN.items():
        (tmp_path / "uv" / name).write_text(text, encoding="utf-8")
    return tmp_path


def lock(clone: Path, uv: str = "uv/command") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "scripts.build.packages", "--uv", str(clone / uv)]
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, encoding="utf-8")


def locks(clone: Path) -> dict[str, str]:
    """Return the text of each lock, without the lines that say how it was made."""
    files = [*(clone / "requirements").glob("*.txt"), *(clone / "labels/studio/server").glob("*.txt")]
    return {
        file.stem: "".join(line for line in file.open(encoding="utf-8") if not line.startswith("#")) for file in files
    }


def test_each_layer_adds_to_the_one_before(clone: Path) -> None:
    finished = lock(clone)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.splitlines()[0] == "requirements/base.txt: 2 packages, 2 hashes"
    assert locks(clone) == {
        "base": f"numpy==2.2.6{HASH}setuptools==84.2.1{HASH}",
        "label": f"-r base.txt\nhttpx==0.28.1{HASH}",  # with the conditions of all who ask for it, not of the first
        "dev": f"-r label.txt\nruff==0.17.6{HASH}",
        "torch": "torch==2.13.0\n",
        "uv": f"uv==0.13.9{HASH}",
        "build": f"packaging==26.4{HASH}setuptools==84.2.1{HASH}wheel==0.48.0{HASH}",
        "requirements": f"-r build.txt\nlabel-studio==1.23.2{HASH}",
    }


def test_conditions_of_single_systems_stay(clone: Path) -> None:
    (clone / "uv" / "dev").write_text(BASE + LABEL, encoding="utf-8")
    lock(clone)
    assert locks(clone)["label"] == f"-r base.txt\nhttpx==0.28.1 ; sys_platform == 'win32'{HASH}"


@pytest.mark.parametrize(
    ("uv", "said"),
    [("uv/command", "No versions fit together: error: no solution found Expected"), ("uv/none", "cannot be run")],
)
def test_a_choice_that_fails_changes_nothing(uv: str, said: str, clone: Path) -> None:
    before = locks(clone)
    (clone / "uv" / "label").unlink()
    finished = lock(clone, uv)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert said in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert locks(clone) == before
