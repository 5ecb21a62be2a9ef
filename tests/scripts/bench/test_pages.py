"""The bench of pages measures what it says it does, whatever the figures are."""

from pathlib import Path

import pytest

from tests.browser import chromium
from tests.scripts.running import run_script


@pytest.mark.slow
def test_twenty_actions_are_timed_on_a_page_of_the_length_asked_for(tmp_path: Path) -> None:
    with chromium():  # or the test is skipped
        pass
    done = run_script("bench/pages", "--characters", 2_000, "--visits", 1, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    characters, rest = done.stdout.split(" characters, ", 1)
    assert 2_000 <= int(characters.replace(",", "")) < 3_000
    assert "slowest of 20:" in rest and "kB, open in" in rest


def test_a_machine_without_a_browser_is_told_so_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    done = run_script("bench/pages", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "No Chromium was found" in done.stderr
