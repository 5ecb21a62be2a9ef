"""label_studio.py connect: what is missing is said before anything is changed. That it works is shown with the real
server."""

from pathlib import Path

import pytest

from tests.scripts.running import run_script


@pytest.mark.parametrize(
    ("mode", "message"),
    [
        (None, "--secret-file secret: does not exist. Expected the file that serve.py names; start serve.py first."),
        (0o644, "secret: others may read it (mode 644). Expected mode 600"),
        (0o600, "label-studio-data"),
    ],
)
def test_what_is_missing_is_said_in_one_line(mode: int | None, message: str, tmp_path: Path) -> None:
    if mode is not None:
        (tmp_path / "secret").write_text("gate-of-the-invented-tower")
        (tmp_path / "secret").chmod(mode)
    finished = run_script("label_studio", "connect", "--secret-file", "secret", cwd=tmp_path)
    assert (finished.returncode, finished.stdout) == (1, "")
    (line,) = finished.stderr.splitlines()
    assert message in line
    assert "gate-of-the-invented-tower" not in line
