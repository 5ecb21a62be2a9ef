"""A script that a warm process runs ends as one in a process of its own does."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripts.running import SCRIPTS
from tests.scripts.warm import WARM


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere scripts are always run in a process of their own")
@pytest.mark.parametrize(
    "words",
    [
        ("read_reports", "{root}/reports/sample", "--output", "a.jsonl", "--workers", "2"),
        ("read_reports", "nowhere", "--output", "a.jsonl"),
        ("tag", "--threads", "none"),
        ("bench/folders", "--help"),
    ],
    ids=" ".join,
)
def test_code_output_and_errors_are_the_same(words: tuple[str, ...], tmp_path: Path, root: Path) -> None:
    name, *arguments = words
    command = [str(SCRIPTS / f"{name}.py"), *(one.format(root=root) for one in arguments)]
    for folder in ("cold", "warm"):
        (tmp_path / folder).mkdir()
    cold = subprocess.run([sys.executable, *command], cwd=tmp_path / "cold", capture_output=True, text=True)
    warm = WARM.run(command, tmp_path / "warm")
    assert (warm.returncode, warm.stdout, warm.stderr) == (cold.returncode, cold.stdout, cold.stderr)
    written = [sorted(path.name for path in (tmp_path / folder).iterdir()) for folder in ("cold", "warm")]
    assert written[0] == written[1]
