"""aim.py: a bundle again, with thresholds for an aim."""

import json
from pathlib import Path

import pytest

from inference.tagger import Tagger
from labels.labelled import write_labelled
from models.bundle import Bundle, read_bundle
from storage.results.markers import RESULT
from tests.inference.taggers import paragraphs
from tests.invented import invented_rows
from tests.scripts.running import run_script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    (tmp_path / "list.txt").write_text("榆木市-2031\n鹿汀区-2031\n", "utf-8")
    return tmp_path


def test_a_bundle_is_written_again_under_an_id_of_its_own(folder: Path, tiny_bundle: Bundle) -> None:
    finished = run_script(
        *("aim", "--model", tiny_bundle.folder, "--data", "rows.jsonl", "--aim", "share", "--output", "new"), cwd=folder
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    bundle = read_bundle(folder / "new")
    assert finished.stdout.splitlines()[-1] == f"{bundle.manifest.id} is in new"
    assert bundle.manifest.id != tiny_bundle.manifest.id
    assert bundle.manifest.files == tiny_bundle.manifest.files
    assert bundle.manifest.thresholds != tiny_bundle.manifest.thresholds
    assert "## Aim" in (folder / "new" / "README.md").read_text("utf-8")
    text = invented_rows()[0].text
    before, after = (next(Tagger(one, "cpu").tag(paragraphs(text))) for one in (tiny_bundle, bundle))
    assert before.scores == after.scores
    assert after.tags == tuple(key for key, one in after.scores.items() if one >= bundle.manifest.thresholds[key])
    again = run_script(
        *("aim", "--model", tiny_bundle.folder, "--data", "rows.jsonl", "--aim", "f1", "--output", "new"), cwd=folder
    )
    assert again.returncode == 0  # what it made itself is replaced
    assert json.loads((folder / "new" / RESULT).read_text("utf-8"))["by"] == "aim.py"


def test_it_is_not_judged_or_aimed_again_by_the_labels_it_was_aimed_by(folder: Path, tiny_bundle: Bundle) -> None:
    aim = ["--data", "rows.jsonl", "--hold-out", "list.txt"]
    first = run_script("aim", "--model", tiny_bundle.folder, *aim, "--aim", "f1", "--output", "new", cwd=folder)
    assert first.returncode == 0, first.stderr
    assert read_bundle(folder / "new").manifest.data["aim_reports"] == ["榆木市-2031", "鹿汀区-2031"]
    for script, more in (("evaluate", []), ("aim", ["--aim", "share"])):
        finished = run_script(script, "--model", "new", *aim, *more, "--output", "out", cwd=folder)
        assert finished.returncode == 1
        assert "of the reports to judge are also those of the bundle new" in finished.stderr
        assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--aim", "recall=0.99"], "recall of at least 0.99 cannot be promised with these labels"),
        (["--aim", "best"], "the aim is 'best'"),
        (["--aim", "f1", "--category", "safety"], "--category names 'safety'"),
    ],
)
def test_what_cannot_be_had_is_one_line_and_nothing_is_written(
    folder: Path, tiny_bundle: Bundle, arguments: list[str], said: str
) -> None:
    finished = run_script(
        *("aim", "--model", tiny_bundle.folder, "--data", "rows.jsonl", *arguments, "--output", "new"), cwd=folder
    )
    assert (finished.returncode, finished.stdout) == (1, "")
    assert said in finished.stderr
    assert finished.stderr.count("\n") == 1
    assert not (folder / "new").exists()
