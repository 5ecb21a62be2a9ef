"""label_studio.py migrate: shows what would become of labels, and writes all of it or nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from labels.answered import Confidence
from labels.labelled import read_labelled, write_labelled
from labels.taxonomy import Taxonomy
from reports.paragraphs_file import read_paragraphs
from tests.invented import invented_rows
from tests.scripts.running import run_script

FILES = ["migrate", "rows.jsonl", "--from", "old.toml", "--to", "new.toml"]


@pytest.fixture
def folder(tmp_path: Path, root: Path) -> Path:
    """Labels of the shipped taxonomy, and one that calls industry economy."""
    shipped = (root / "labels" / "taxonomy.toml").read_text("utf-8")
    (tmp_path / "old.toml").write_text(shipped, "utf-8")
    (tmp_path / "new.toml").write_text(shipped.replace('"industry"', '"economy"'), "utf-8")
    write_labelled(tmp_path / "rows.jsonl", invented_rows(4))
    return tmp_path


def test_a_dry_run_shows_and_writes_nothing(folder: Path) -> None:
    before = sorted(folder.iterdir())
    finished = run_script("label_studio", *FILES, "--rename", "industry=economy", "--dry-run", cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    had = sum("industry" in row.labels for row in invented_rows(4))
    assert ["industry", str(had), "becomes", "economy", str(had), "0"] in [
        line.split() for line in finished.stdout.splitlines()
    ]
    assert "dry run: nothing was written" in finished.stdout
    assert sorted(folder.iterdir()) == before


def test_labels_and_queue_are_written(folder: Path) -> None:
    (folder / "plan.toml").write_text('[rename]\nindustry = "economy"\n')
    finished = run_script("label_studio", *FILES, "--plan", "plan.toml", "--output", "out/new.jsonl", cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    rows = read_labelled(folder / "out" / "new.jsonl", Taxonomy.load(folder / "new.toml"))
    assert len(rows) == len(invented_rows(4))
    assert (folder / "out" / "new-queue.jsonl").read_text() == ""


def test_a_confidence_that_is_given_up_is_said_with_its_number(folder: Path) -> None:
    shares = {"industry": 0.667, "ecology": 0.333, "livelihood": 0.0, "security": 0.0}
    asked = {"llm:large@0a1b2c3d": Confidence(3, shares)}
    rows = [replace(row, asked=asked if number < 2 else {}) for number, row in enumerate(invented_rows(4))]
    write_labelled(folder / "rows.jsonl", rows)
    options = ["--merge", "industry,ecology=economy", "--absent", "ecology", "--output", "new.jsonl"]
    finished = run_script("label_studio", *FILES, *options, cwd=folder)
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.startswith("2 times a language model's confidence in a merged category is given up: ")
    rows = read_labelled(folder / "new.jsonl", Taxonomy.load(folder / "new.toml"))
    assert [row.asked for row in rows[:2]] == [{"llm:large@0a1b2c3d": Confidence(3, REST)}] * 2


REST = {"ecology": 0.0, "livelihood": 0.0, "security": 0.0}


def test_an_export_is_migrated_as_labels_are(folder: Path) -> None:
    run_script("label_studio", "push", "rows.jsonl", "--output", "tasks.json", cwd=folder)
    tasks = json.loads((folder / "tasks.json").read_text("utf-8"))
    choice = {"from_name": "category", "to_name": "text", "type": "choices", "value": {"choices": ["industry"]}}
    for task in tasks:
        task["annotations"] = [{"id": 1, "completed_by": 1, "result": [choice]}]
    (folder / "export.json").write_text(json.dumps(tasks), "utf-8")
    options = ["--split", "industry=economy,security", "--output", "new.jsonl", "--queue", "again.jsonl"]
    finished = run_script("label_studio", "migrate", "export.json", *FILES[2:], *options, cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert f"0 follow, {len(tasks)} are to be asked again" in finished.stdout
    assert len(list(read_paragraphs(folder / "again.jsonl"))) == len(tasks)


def test_the_name_of_a_file_does_not_decide_what_it_is(folder: Path) -> None:
    (folder / "rows.json").write_bytes((folder / "rows.jsonl").read_bytes())
    options = ["--rename", "industry=economy", "--dry-run"]
    printed = [
        run_script("label_studio", "migrate", name, *FILES[2:], *options, cwd=folder).stdout
        for name in ("rows.jsonl", "rows.json")
    ]
    assert printed[0] == printed[1] != ""


def test_answers_under_keys_of_ones_own_follow_where_they_are_named(folder: Path) -> None:
    line = {"id": "a:1", "report": "a", "text": "新建公园一座。", "labels": [], "first": ["industry"], "second": None}
    (folder / "gold.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    options = ["--rename", "industry=economy", "--annotator-keys", "first,second", "--output", "new.jsonl"]
    finished = run_script("label_studio", "migrate", "gold.jsonl", *FILES[2:], *options, cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    (row,) = read_labelled(folder / "new.jsonl", Taxonomy.load(folder / "new.toml"))
    assert row.annotators == {"first": ("economy",)}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--dry-run"], "says nothing of 'industry'"),
        (["--rename", "industry=economy"], "Neither --output nor --dry-run was given"),
        (["--rename", "industry", "--dry-run"], "--rename industry: not of the form old=new"),
        (["--plan", "gone.toml", "--dry-run"], "gone.toml: cannot be read as TOML"),
        (["--plan", "gone.toml", "--drop", "industry", "--dry-run"], "--plan came with --rename"),
    ],
)
def test_what_is_missing_is_said_in_one_line(options: list[str], message: str, folder: Path) -> None:
    before = sorted(folder.iterdir())
    finished = run_script("label_studio", *FILES, *options, cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    (line,) = finished.stderr.splitlines()
    assert message in line
    assert sorted(folder.iterdir()) == before
