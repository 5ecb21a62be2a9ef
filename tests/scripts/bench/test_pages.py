"""The bench of pages measures what it says it does, whatever the figures are."""

import json
from pathlib import Path

import pytest

from scripts.bench.figures.tables import Table
from tests.browser import chromium
from tests.scripts.running import run_script


@pytest.mark.slow
def test_twenty_actions_are_timed_on_a_page_of_the_length_asked_for(tmp_path: Path) -> None:
    with chromium():  # or the test is skipped
        pass
    kept = tmp_path / "figures.json"
    done = run_script("bench/pages", "--characters", 2_000, "--visits", 1, "--figures", kept, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page, actions = (Table.from_json(one) for one in json.loads(kept.read_text("utf-8"))["tables"])
    characters, size, slowest = (page.figure("report", key) for key in ("characters", "size", "slowest"))
    assert isinstance(characters, int) and 2_000 <= characters < 3_000
    assert isinstance(size, float) and size > 6  # three bytes a character
    assert len(actions.rows) == 20
    assert slowest == max(row.figures["time"] for row in actions.rows)  # type: ignore[type-var]


def test_a_machine_without_a_browser_is_told_so_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    done = run_script("bench/pages", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "No Chromium was found" in done.stderr
