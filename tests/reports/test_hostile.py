"""No file makes the reader fail without a clear line, fill the memory, or write anything."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.studies.hostile import hostile, outcome, seeds

# ZHENGBIAO_FUZZ=10000 reads ten thousand, which takes some ten minutes.
COUNT = int(os.environ.get("ZHENGBIAO_FUZZ", "1000"))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False))
def test_every_hostile_file_is_read_or_refused_in_one_line(
    chance: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    name, data = hostile(chance)
    (folder / name).write_bytes(data)
    assert outcome(folder / name) in ("read", "refused")
    assert [one.name for one in folder.iterdir()] == [name]


@pytest.mark.parametrize("number", range(len(seeds())))
def test_each_of_them_undamaged_is_read_or_refused(number: int, tmp_path: Path) -> None:
    name, data = seeds()[number]
    (tmp_path / name).write_bytes(data)
    assert outcome(tmp_path / name) in ("read", "refused")


@pytest.mark.slow
def test_many_hostile_files_need_little_memory_and_leave_nothing_behind(tmp_path: Path, root: Path) -> None:
    inside, home = tmp_path / "in" / "deep", tmp_path / "home"
    inside.mkdir(parents=True)
    home.mkdir()
    environment = {
        **os.environ,
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "tests.studies.hostile", str(COUNT), "20", str(inside)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=home, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["failures"] == []
    assert sum(found["counts"].values()) == COUNT
    assert min(found["counts"].values()) > COUNT // 10  # some are read, some refused
    assert found["peak_mib"] < 1024
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
