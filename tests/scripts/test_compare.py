"""compare.py: two bundles on the same held-out labels."""

import json
import shutil
from pathlib import Path

import pytest

from labels.labelled import write_labelled
from models.bundle import Bundle
from tests.invented import invented_rows
from tests.scripts.running import run_script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    (tmp_path / "list.txt").write_text("榆木市-2031\n鹿汀区-2031\n", "utf-8")
    return tmp_path


def test_a_bundle_is_as_good_as_itself(folder: Path, tiny_bundle: Bundle) -> None:
    both = ["--model", tiny_bundle.folder, "--against", tiny_bundle.folder]
    finished = run_script(
        "compare", *both, "--data", "rows.jsonl", "--hold-out", "list.txt", "--output", "found.json", cwd=folder
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("28 paragraphs of 2 reports; 0 left out")
    found = json.loads((folder / "found.json").read_text("utf-8"))
    assert (found["gain"], found["interval"], found["only_new_right"], found["only_old_right"]) == (0, [0, 0], 0, 0)
    assert found["new_scores"] == found["old_scores"]


def test_reports_that_a_bundle_was_trained_on_are_left_out(folder: Path, tiny_bundle: Bundle) -> None:
    taught = Path(shutil.copytree(tiny_bundle.folder, folder / "taught"))
    manifest = json.loads((taught / "tagger.json").read_text("utf-8"))
    manifest["data"]["reports"] = ["榆木市-2031"]
    (taught / "tagger.json").write_text(json.dumps(manifest), "utf-8")
    given = ["--model", tiny_bundle.folder, "--against", taught, "--data", "rows.jsonl"]
    finished = run_script("compare", *given, "--hold-out", "list.txt", cwd=folder)
    assert finished.stdout.startswith("14 paragraphs of 1 reports; 14 left out")
    (folder / "list.txt").write_text("榆木市-2031\n", "utf-8")
    finished = run_script("compare", *given, "--hold-out", "list.txt", cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "All 14 held-out paragraphs are of reports that" in finished.stderr


def test_bundles_of_other_categories_are_not_compared(folder: Path, tiny_bundle: Bundle) -> None:
    other = Path(shutil.copytree(tiny_bundle.folder, folder / "other"))
    text = (other / "tagger.json").read_text("utf-8").replace('"security"', '"culture"')
    (other / "tagger.json").write_text(text, "utf-8")
    finished = run_script(
        "compare", "--model", tiny_bundle.folder, "--against", other, "--data", "rows.jsonl", cwd=folder
    )
    assert (finished.returncode, finished.stdout) == (1, "")
    assert "was trained for the categories industry, ecology, livelihood, culture" in finished.stderr
