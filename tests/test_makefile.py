"""make clean removes what can be installed and built again, and nothing that a person made; make bench hands on what it
is asked for."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def clean(clone: Path) -> "subprocess.CompletedProcess[str]":
    shutil.copy(ROOT / "Makefile", clone)
    return subprocess.run(["make", "clean"], cwd=clone, capture_output=True, text=True, encoding="utf-8", check=True)


def test_clean_keeps_what_people_made(tmp_path: Path) -> None:
    installed = [
        ".venv/pyvenv.cfg",
        ".venv/bin/python",
        ".venv-label-studio/pyvenv.cfg",
        "build/lib/a.py",
        "zhengbiao.egg-info/PKG-INFO",
    ]
    kept = [
        "runs/tagger/model.safetensors",
        "label-studio-data/label_studio.sqlite3",
        "mine.egg-info/notes",
        "labels.jsonl",
    ]
    for name in installed + kept:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    finished = clean(tmp_path)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == sorted(
        [*kept, "Makefile"]
    )
    assert "runs and label-studio-data stay" in finished.stdout


def test_clean_leaves_a_folder_that_is_no_environment(tmp_path: Path) -> None:
    (tmp_path / ".venv-label-studio").mkdir()
    (tmp_path / ".venv-label-studio" / "notes.txt").write_text("mine", encoding="utf-8")
    assert ".venv-label-studio stays" in clean(tmp_path).stderr
    assert (tmp_path / ".venv-label-studio" / "notes.txt").exists()


def test_clean_takes_away_a_link_and_not_what_it_leads_to(tmp_path: Path) -> None:
    shared, clone = tmp_path / "shared", tmp_path / "clone"
    shared.mkdir()
    clone.mkdir()
    (shared / "pyvenv.cfg").touch()
    (clone / ".venv").symlink_to(shared)
    clean(clone)
    assert not (clone / ".venv").is_symlink()
    assert (shared / "pyvenv.cfg").exists()


@pytest.mark.parametrize("only", ["", "speed,bulk"])
def test_bench_measures_what_it_is_asked_for(only: str) -> None:
    finished = subprocess.run(
        ["make", "--dry-run", "bench", f"ONLY={only}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert f'scripts/bench/record.py --only "{only}"' in finished.stdout
