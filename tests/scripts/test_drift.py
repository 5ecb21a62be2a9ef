"""drift.py compares two folders of tag.py, and says in one line what it cannot use."""

import json
from pathlib import Path

from labels.labelled import write_labelled
from models.bundle import Bundle
from tests.evaluation.findings.tagged_corpus import corpus, gold, write_tagged
from tests.scripts.running import run_script


def test_two_folders_and_labels_become_a_page_with_their_figures(tmp_path: Path, tiny_bundle: Bundle) -> None:
    earlier, later = corpus(8, (2031, 2032)), corpus(8, (2033,), seed=4)
    for name, tagged in (("before", earlier), ("after", later)):
        write_tagged(tmp_path / name, tagged, tiny_bundle.manifest.id)
    write_labelled(tmp_path / "labels.jsonl", gold(earlier) + gold(later))
    given = ("--before", "before", "--after", "after", "--model", tiny_bundle.folder, "--labelled", "labels.jsonl")
    finished = run_script("drift", *given, "--output", "out", cwd=tmp_path)
    assert (finished.returncode, finished.stderr) == (0, "")
    held = json.loads((tmp_path / "out" / "drift.json").read_text("utf-8"))
    assert held["reports"] == [16, 8]
    assert len(held["stream"]["reports"]) == 8
    assert (tmp_path / "out" / "drift.csv").read_text("utf-8").count("\n") == len(held["changes"]) + 1
    shown = sum(one["shown"] for one in held["changes"])
    assert f"16 reports before, 8 after; {shown} changes are shown" in finished.stdout
    alarms = sum(one["alarmed"] is not None for one in held["stream"]["watched"])
    assert f"8 labelled reports watched, {alarms} alarms" in finished.stdout


def test_the_same_folder_twice_ends_with_one_line(tmp_path: Path, tiny_bundle: Bundle) -> None:
    write_tagged(tmp_path / "before", corpus(4, (2031,)), tiny_bundle.manifest.id)
    given = ("--before", "before", "--after", "before", "--model", tiny_bundle.folder)
    finished = run_script("drift", *given, "--output", "out", cwd=tmp_path)
    assert finished.returncode == 1
    assert len(finished.stderr.splitlines()) == 1
    assert "are in --before too" in finished.stderr
    assert not (tmp_path / "out").exists()
