"""The scripts do what their help says, on the samples of the project."""

import csv
import json
import re
from pathlib import Path

import pytest

from labels.labelled import read_labelled, write_labelled
from labels.taxonomy import Taxonomy
from models.bundle import Bundle, read_bundle
from reports.paragraphs_file import paragraph_from_json, read_paragraphs
from storage.jsonl import read_objects
from storage.results.markers import RESULT
from tests.invented import invented_rows
from tests.scripts.running import run_script


@pytest.fixture(scope="module")
def paragraphs(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The paragraphs of the three sample reports, as scripts/read_reports.py writes them."""
    folder = tmp_path_factory.mktemp("read")
    finished = run_script("read_reports", root / "reports" / "sample", "--output", "runs/paragraphs.jsonl", cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("3 reports, ")
    return folder / "runs" / "paragraphs.jsonl"


def test_the_sample_reports_are_read(paragraphs: Path) -> None:
    found = list(read_paragraphs(paragraphs))
    assert len({one.report for one in found}) == 3
    assert all(one.about.region and one.about.year for one in found)
    assert all(one.about.date and one.about.speaker and one.about.meeting for one in found)
    assert {one.part for one in found} == {"done", "planned", ""}
    assert {Path(one.source).suffix for one in found} == {".html", ".docx", ".txt"}


def test_a_broken_file_in_a_folder_is_named_and_passed_over(tmp_path: Path, root: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_bytes((root / "reports" / "sample" / "lutang-2023.txt").read_bytes())
    (tmp_path / "in" / "broken.docx").write_bytes(b"PK\x03\x04")
    finished = run_script("read_reports", "in", "--output", "a.jsonl", cwd=tmp_path)
    assert finished.returncode == 0
    assert "1 report, " in finished.stdout
    assert "1 skipped" in finished.stdout
    (line,) = finished.stderr.splitlines()
    assert line.startswith("skipped in/broken.docx: ")


def test_paragraphs_go_to_label_studio_and_come_back_labelled(paragraphs: Path, tmp_path: Path) -> None:
    page = run_script("label_studio", "page", "--output", "page.xml", cwd=tmp_path)
    push = run_script("label_studio", "push", paragraphs, "--output", "tasks.json", cwd=tmp_path)
    assert (page.returncode, push.returncode) == (0, 0)
    assert (tmp_path / "page.xml").read_text("utf-8").startswith("<View")
    tasks = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    choice = {"from_name": "category", "to_name": "text", "type": "choices", "value": {"choices": ["ecology"]}}
    for number, task in enumerate(tasks):
        task["id"] = number
        task["annotations"] = [
            {"id": number, "completed_by": 1, "result": [choice], "updated_at": "2031-03-01T08:00:00Z"}
        ]
    tasks[5]["annotations"][0]["result"] = []
    (tmp_path / "export.json").write_text(json.dumps(tasks[:6]), "utf-8")
    pull = run_script("label_studio", "pull", "export.json", "--output", "labelled.jsonl", cwd=tmp_path)
    assert (pull.returncode, pull.stderr) == (0, "")
    assert (
        "5 labelled paragraphs, annotators: 1, 0 of them disputed; 0 left out; 1 answer was sent empty" in pull.stdout
    )
    rows = read_labelled(tmp_path / "labelled.jsonl", Taxonomy.load())
    assert [row.labels for row in rows] == [("ecology",)] * 5
    without = [{key: value for key, value in row.paragraph.to_json().items() if key != "answers"} for row in rows]
    assert without == [paragraph.to_json() for paragraph in read_paragraphs(paragraphs)][:5]


def test_the_sample_reports_are_tagged(paragraphs: Path, tmp_path: Path, root: Path, tiny_bundle: Bundle) -> None:
    finished = run_script(
        "tag", root / "reports" / "sample", "--model", tiny_bundle.folder, "--output", "out", cwd=tmp_path
    )
    assert (finished.returncode, finished.stderr) == (0, "")
    expected = list(read_paragraphs(paragraphs))
    assert finished.stdout.startswith(f"3 reports, {len(expected)} paragraphs tagged")
    assert finished.stdout.splitlines()[-1] == "open out/index.html"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "tagged.jsonl",
        "tagged.csv",
        "parquet",
        "index.html",
        "reports.json",
        "run.json",
        "pages",
        RESULT,
    }
    assert len(list((tmp_path / "out" / "pages").iterdir())) == 3
    tagged = [value for _, value in read_objects(tmp_path / "out" / "tagged.jsonl")]
    known = ("tags", "scores", "review", "evidence", "model")
    assert [paragraph_from_json(value, "tagged", known) for value in tagged] == expected
    with (tmp_path / "out" / "tagged.csv").open(encoding="utf-8-sig", newline="") as sheet:
        assert [row["id"] for row in csv.DictReader(sheet)] == [one.id for one in expected]


def test_labels_become_a_bundle_that_is_evaluated(tmp_path: Path, tiny_encoder: Path) -> None:
    write_labelled(tmp_path / "rows.jsonl", invented_rows())
    (tmp_path / "held-out.txt").write_text("鹿汀区-2031\n", "utf-8")
    options = ["--data", "rows.jsonl", "--hold-out", "held-out.txt"]
    trained = run_script(
        "train", *options, "--encoder", tiny_encoder, "--folds", 2, "--epochs", 1, "--output", "tagger", cwd=tmp_path
    )
    assert trained.returncode == 0, trained.stderr
    assert {"encoder", "tfidf", "keywords", "majority"} <= set(trained.stdout.split())  # side by side in one table
    leads = re.findall(
        r"^macro-F1 above [\w-]+: [+-]0\.\d{3}, 95 % interval ([+-]\d\.\d{3}) to ([+-]\d\.\d{3}) \(re.*?\)(.*)",
        trained.stdout,
        re.M,
    )
    assert len(leads) == 4
    for low, high, conclusion in ((float(low), float(high), conclusion) for low, high, conclusion in leads):
        assert low <= high
        if min(abs(low), abs(high)) > 0.001:  # else the rounded ends do not tell on which side of 0 they lie
            assert ("is better" in conclusion, "chance" in conclusion) == (high < 0, low < 0 < high)
    bundle = read_bundle(tmp_path / "tagger", Taxonomy.load())
    assert "鹿汀区-2031" not in bundle.manifest.data["reports"]
    evaluated = run_script("evaluate", "--model", "tagger", *options, "--output", "scores", cwd=tmp_path)
    assert (evaluated.returncode, evaluated.stderr) == (0, "")
    made = {path.name for path in (tmp_path / "scores").iterdir()}
    assert made == {"scores.json", "report.html", "trust.html", RESULT}
    says = evaluated.stdout.splitlines()[-1]
    assert says == "open scores/report.html, and trust.html beside it: what one may conclude"
