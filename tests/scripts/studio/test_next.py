"""`label_studio.py next`, `label_studio.py doubtful` and the simulation do what their help says."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from labels.labelled import LabelledParagraph, write_labelled
from models.bundle import Bundle
from reports.paragraphs_file import read_paragraphs
from reports.sentences import sentence_spans
from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.scripts.running import run_script

ROWS = invented_rows()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with half of the invented rows labelled, and the paragraphs of the others."""
    write_labelled(tmp_path / "labelled.jsonl", ROWS[:70])
    write_objects(tmp_path / "paragraphs.jsonl", (row.paragraph.to_json() for row in ROWS[70:]))
    return tmp_path


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_next_paragraphs_are_ordered_from_labels_and_the_forecast_is_said(folder: Path) -> None:
    options = ["--labelled", "labelled.jsonl", "--count", "6", "--more", "50", "--output", "order.jsonl"]
    finished = run_script("label_studio", "next", "paragraphs.jsonl", *options, cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("6 paragraphs, for the sake of ")
    assert "another 50 labels are expected to add " in finished.stdout
    assert [line["rank"] for line in lines(folder / "order.jsonl")] == [1, 2, 3, 4, 5, 6]
    assert {one.id for one in read_paragraphs(folder / "order.jsonl")} <= {row.id for row in ROWS[70:]}


def test_no_more_sentences_are_chosen_than_somebody_can_read(folder: Path) -> None:
    options = ["--labelled", "labelled.jsonl", "--sentences", "9", "--output", "order.jsonl"]
    finished = run_script("label_studio", "next", "paragraphs.jsonl", *options, cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    written = lines(folder / "order.jsonl")
    assert sum(int(str(line["sentences"])) for line in written) == 9
    assert f"{len(written)} paragraphs, for the sake of " in finished.stdout
    assert "; they have 9 sentences. Wrote order.jsonl" in finished.stdout


def test_a_cold_start_needs_no_labels(folder: Path) -> None:
    finished = run_script("label_studio", "next", "paragraphs.jsonl", "--output", "order.jsonl", cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "0 labelled: too few" in finished.stdout
    assert all("probability" not in line["why"] for line in lines(folder / "order.jsonl"))  # type: ignore[operator]


def test_reports_that_are_kept_to_judge_by_are_passed_over_whole(folder: Path) -> None:
    write_objects(folder / "paragraphs.jsonl", (row.paragraph.to_json() for row in ROWS[42:]))
    write_objects(folder / "sample.jsonl", [ROWS[42].paragraph.to_json()])
    options = ["--without", "sample.jsonl", "--count", "1000", "--output", "order.jsonl"]
    finished = run_script("label_studio", "next", "paragraphs.jsonl", *options, cwd=folder)
    assert finished.returncode == 0, finished.stderr
    chosen = {one.report for one in read_paragraphs(folder / "order.jsonl")}
    assert len(chosen) == 2
    assert chosen == {row.report for row in ROWS[42:]} - {ROWS[42].report}


@pytest.mark.parametrize(("rows", "says"), [(ROWS[:1], "none"), (ROWS[70:], "all")])
def test_a_sample_of_other_reports_or_of_all_is_refused(folder: Path, rows: list[LabelledParagraph], says: str) -> None:
    write_objects(folder / "sample.jsonl", (row.paragraph.to_json() for row in rows))
    options = ["--without", "sample.jsonl", "--output", "order.jsonl"]
    finished = run_script("label_studio", "next", "paragraphs.jsonl", *options, cwd=folder)
    assert finished.returncode == 1
    assert f"sample.jsonl: {says} of the reports of paragraphs.jsonl are in it." in finished.stderr
    assert not (folder / "order.jsonl").exists()


def test_a_bundle_may_say_what_is_unsure(folder: Path, tiny_bundle: Bundle) -> None:
    options = ["--model", tiny_bundle.folder, "--count", "4", "--output", "order.jsonl"]
    finished = run_script("label_studio", "next", "paragraphs.jsonl", *options, cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert len(lines(folder / "order.jsonl")) == 4


def test_doubtful_labels_are_listed(folder: Path) -> None:
    pytest.importorskip("cleanlab", reason="cleanlab is not installed; make test installs it")
    options = ["--count", "5", "--output", "doubtful.jsonl"]
    finished = run_script("label_studio", "doubtful", "labelled.jsonl", *options, cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("70 paragraphs, ")
    assert [line["rank"] for line in lines(folder / "doubtful.jsonl")] == [1, 2, 3, 4, 5]


def test_sentences_that_people_marked_are_judged_one_by_one(folder: Path) -> None:
    pytest.importorskip("cleanlab", reason="cleanlab is not installed; make test installs it")
    spans = [(row, dict(zip(row.labels, sentence_spans(row.text), strict=False))) for row in ROWS]
    marked = [replace(row, evidence={key: (span,) for key, span in own.items()}) for row, own in spans]
    write_labelled(folder / "marked.jsonl", marked)
    finished = run_script("label_studio", "doubtful", "marked.jsonl", "--output", "doubtful.jsonl", cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith(f"the sentences of {len(ROWS)} paragraphs were judged one by one too\n")
    assert any("sentence" in line for line in lines(folder / "doubtful.jsonl"))


def test_scores_of_another_model_may_be_given(folder: Path) -> None:
    pytest.importorskip("cleanlab", reason="cleanlab is not installed; make test installs it")
    scores = [{"id": row.id, "scores": {key: 0.9 if key in row.labels else 0.1 for key in SCORED}} for row in ROWS[:70]]
    scores[3]["scores"] = {key: 0.1 if key in ROWS[3].labels else 0.9 for key in SCORED}
    write_objects(folder / "scores.jsonl", scores)
    options = ["--scores", "scores.jsonl", "--output", "doubtful.jsonl"]
    finished = run_script("label_studio", "doubtful", "labelled.jsonl", *options, cwd=folder)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert lines(folder / "doubtful.jsonl")[0]["id"] == ROWS[3].id


SCORED = ("industry", "ecology", "livelihood", "security")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["next", "nothing.jsonl", "--output", "o.jsonl"], "nothing.jsonl: cannot be opened"),
        (["next", "labelled.jsonl", "--labelled", "labelled.jsonl", "--output", "o.jsonl"], "is left to label"),
        (["doubtful", "paragraphs.jsonl", "--output", "o.jsonl"], "the key 'labels' is missing"),
        (["doubtful", "labelled.jsonl", "--scores", "paragraphs.jsonl", "--output", "o.jsonl"], "no score for each of"),
    ],
)
def test_bad_input_is_one_line(folder: Path, arguments: list[str], message: str) -> None:
    finished = run_script("label_studio", *arguments, cwd=folder)
    assert (finished.returncode, finished.stdout) == (1, "")
    (line,) = finished.stderr.splitlines()
    assert message in line
    assert not (folder / "o.jsonl").exists()


def test_the_simulation_writes_curves(folder: Path) -> None:
    options = ["--seeds", "0", "--start", "10", "--batch", "10", "--until", "30", "--output", "out"]
    finished = run_script("bench/selection", "labelled.jsonl", *options, cwd=folder)
    assert finished.returncode == 0
    assert "30 random labels reach " in finished.stdout
    assert finished.stderr.splitlines()[-1] == "open out/curve.svg"
    assert [(line["arm"], line["sizes"]) for line in lines(folder / "out" / "curves.jsonl")] == [
        ("random", [10, 20, 30]),
        ("chosen", [10, 20, 30]),
    ]
    assert (folder / "out" / "curve.svg").read_text("utf-8").startswith("<svg")


def test_whoever_gets_fewer_paragraphs_than_asked_for_is_told_why(folder: Path) -> None:
    write_objects(folder / "all.jsonl", (row.paragraph.to_json() for row in ROWS))
    options = ["--labelled", "labelled.jsonl", "--count", "1000", "--output", "order.jsonl"]
    finished = run_script("label_studio", "next", "all.jsonl", *options, cwd=folder)
    assert finished.returncode == 0
    written = len(lines(folder / "order.jsonl"))
    assert finished.stdout.startswith(f"{written} paragraphs, for the sake of ")
    assert finished.stderr.startswith(f"{written} and not 1000 were chosen of {len(ROWS)}, of which 70 are ")
