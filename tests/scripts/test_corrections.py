"""Corrections are taken back: they teach beside other labels, and are put to others to confirm."""

import json
from dataclasses import replace
from pathlib import Path

from labels.answered import Answer
from labels.labelled import LabelledParagraph, write_labelled
from reports.paragraphs_file import read_paragraphs
from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.scripts.running import run_script


def corrected(row: LabelledParagraph, *labels: str) -> LabelledParagraph:
    return replace(
        row,
        labels=labels,
        evidence={},
        annotators={"顾": labels},
        answers={"顾": Answer(at="2031-03-01T08:00:00.000Z", shown=row.labels, model="tagger", changed=True)},
        corrected={"model": "tagger", "tags": list(row.labels), "evidence": {}},
    )


def test_corrections_beside_labels_teach_each_paragraph_once(tmp_path: Path) -> None:
    rows = invented_rows()[:12]
    (tmp_path / "corrections").mkdir()
    write_labelled(tmp_path / "rows.jsonl", rows[:8])
    write_labelled(tmp_path / "corrections" / "one.jsonl", [corrected(rows[0], "security")])
    write_labelled(tmp_path / "corrections" / "two.jsonl", [corrected(row, "security") for row in rows[9:11]])
    finished = run_script("train", "--data", "rows.jsonl", "corrections", "--output", "out", cwd=tmp_path)
    assert finished.returncode == 1  # ten paragraphs are too few to learn from, which counts them
    said, refused = finished.stderr.splitlines()
    assert "1 paragraph stands in several files: the newest decision counts" in said
    assert "10 labelled paragraphs arrived" in refused


def test_corrections_are_pushed_as_answers_to_confirm_and_nothing_else_is(tmp_path: Path) -> None:
    rows = invented_rows()[:6]
    write_objects(tmp_path / "paragraphs.jsonl", (row.paragraph.to_json() for row in rows))
    assert len(list(read_paragraphs(tmp_path / "paragraphs.jsonl"))) == 6
    write_labelled(tmp_path / "corrections.jsonl", [corrected(rows[2], "security")])
    given = ("--corrections", "corrections.jsonl", "--blind-share", 0, "--unit", "paragraph", "--output", "tasks.json")
    finished = run_script("label_studio", "push", "paragraphs.jsonl", *given, cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    [task] = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    assert task["data"]["paragraph_id"] == rows[2].id
    [prediction] = task["predictions"]
    assert (prediction["model_version"], prediction["result"][0]["value"]) == ("corrections", {"choices": ["security"]})
