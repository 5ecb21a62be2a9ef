"""evaluate.py: behaviour on cases, and what splits of the labels flatter, beside scores and alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from labels.labelled import write_labelled
from models.bundle import Bundle
from storage.results.markers import RESULT
from tests.invented import invented_rows
from tests.scripts.running import run_script


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    (tmp_path / "list.txt").write_text("榆木市-2031\n鹿汀区-2031\n", "utf-8")
    return tmp_path


def test_behaviour_needs_no_labels(folder: Path, tiny_bundle: Bundle) -> None:
    finished = run_script("evaluate", "--model", tiny_bundle.folder, "--behaviour", "--output", "out", cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert {path.name for path in (folder / "out").iterdir()} == {"scores.json", "report.html", "card.md", RESULT}
    found = json.loads((folder / "out" / "scores.json").read_text("utf-8"))
    assert set(found) == {"model", "data", "categories", "behaviour"}
    assert (found["model"], found["data"]) == (tiny_bundle.manifest.id, None)
    said = found["behaviour"]
    assert finished.stdout.startswith(f"behaviour: {said['failed']} of {said['cases']} cases fail (MFT ")
    page = html.parse(folder / "out" / "report.html")
    assert len(page.findall(".//table[@class='figures failures']/tbody/tr")) == min(100, said["failed"])
    assert f"{said['failed']} fail" in (folder / "out" / "card.md").read_text("utf-8")


def test_behaviour_and_leakage_stand_beside_the_scores(folder: Path, tiny_bundle: Bundle) -> None:
    given = ["--model", tiny_bundle.folder, "--data", "rows.jsonl", "--hold-out", "list.txt"]
    finished = run_script("evaluate", *given, "--behaviour", "--leakage", "--output", "out", cwd=folder)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("28 paragraphs of 2 reports; ")
    assert "cases fail" in finished.stdout
    found = json.loads((folder / "out" / "scores.json").read_text("utf-8"))
    assert {"scores", "behaviour", "leakage"} <= set(found)
    splits = {one["split"]: one for one in found["leakage"]["splits"]}
    assert set(splits) == {"random", "given", "report", "region"}
    assert (splits["given"]["paragraphs"], splits["given"]["learnt_from"]) == (28, 56)
    page = html.parse(folder / "out" / "report.html")
    assert {"behaviour", "leakage"} <= {section.get("id") for section in page.iter("section")}


def test_planted_copies_are_found_without_a_bundle_that_may_be_judged(folder: Path) -> None:
    rows = invented_rows()
    planted = [
        replace(row, paragraph=replace(row.paragraph, id=f"planted:{number}", report="planted"))
        for number, row in enumerate(rows[3:84:9])
    ]
    write_labelled(folder / "judged.jsonl", planted)
    given = ["--data", "judged.jsonl", "--train-data", "rows.jsonl", "--leakage", "alone", "--output", "out"]
    finished = run_script("evaluate", *given, cwd=folder)
    assert finished.returncode == 0, finished.stderr
    found = json.loads((folder / "out" / "scores.json").read_text("utf-8"))
    assert set(found) == {"model", "data", "categories", "leakage"}
    given_split = next(one for one in found["leakage"]["splits"] if one["split"] == "given")
    assert given_split["copied"] == {"paragraphs": len(planted), "same": len(planted), "share": 1.0}
    assert "not by source: The labelled paragraphs state 0 source(s)" in finished.stdout
    assert not (folder / "out" / "card.md").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "the following arguments are required: --data (or --behaviour)"),
        (["--behaviour", "--leakage"], "argument --leakage: needs --data"),
        (["--behaviour", "--against", "old"], "argument --against: needs --data"),
        (["--behaviour", "--hold-out", "list.txt"], "argument --hold-out: needs --data"),
        (["--data", "rows.jsonl", "--leakage", "alone", "--against", "old"], "not with --leakage alone"),
        (["--data", "rows.jsonl", "--leakage", "both"], "invalid choice: 'both'"),
    ],
)
def test_options_that_do_not_fit_together_are_wrong_usage(folder: Path, given: list[str], said: str) -> None:
    finished = run_script("evaluate", *given, "--output", "out", cwd=folder)
    assert finished.returncode == 2
    assert said in finished.stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name = 1", "cases.toml: 'name' is 1"),
        ("name =", "cases.toml"),
        (None, "cases.toml: cannot be read as TOML"),
    ],
)
def test_cases_that_cannot_be_read_are_one_line(
    folder: Path, tiny_bundle: Bundle, content: str | None, said: str
) -> None:
    if content is not None:
        (folder / "cases.toml").write_text(content, "utf-8")
    given = ["--model", tiny_bundle.folder, "--behaviour", "cases.toml", "--output", "out"]
    finished = run_script("evaluate", *given, cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    assert said in finished.stderr
    assert finished.stderr.count("\n") == 1
