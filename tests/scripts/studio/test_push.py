"""`label_studio.py push` sends a random sample as what it is."""

import json
from pathlib import Path

from storage.jsonl import write_objects
from tests.invented import invented_rows
from tests.scripts.running import run_script

PARAGRAPHS = [row.paragraph for row in invented_rows()]
BUDGET = ["--budget", 20, "--within", 3]


def test_drawn_paragraphs_keep_their_neighbours_and_how_they_were_drawn(tmp_path: Path) -> None:
    write_objects(tmp_path / "paragraphs.jsonl", (one.to_json() for one in PARAGRAPHS))
    drawn = run_script("label_studio", "sample", "paragraphs.jsonl", *BUDGET, "--output", "sample.jsonl", cwd=tmp_path)
    assert drawn.returncode == 0, drawn.stderr
    options = ["--only", "sample.jsonl", "--keywords", "--blind-share", 0, "--output", "tasks.json"]
    pushed = run_script("label_studio", "push", "paragraphs.jsonl", *options, cwd=tmp_path)
    assert pushed.returncode == 0, pushed.stderr
    sample = {one["id"]: one for one in map(json.loads, (tmp_path / "sample.jsonl").read_text("utf-8").splitlines())}
    tasks = json.loads((tmp_path / "tasks.json").read_text("utf-8"))
    assert [task["data"]["paragraph_id"] for task in tasks] == list(sample)
    places = {one.id: place for place, one in enumerate(PARAGRAPHS)}
    for task in tasks:
        key = task["data"]["paragraph_id"]
        assert task["meta"]["paragraph"]["sampling"] == sample[key]["sampling"]
        assert not any(region["value"].get("labels") for region in task["predictions"][0]["result"])
        before = PARAGRAPHS[places[key] - 1]
        if places[key] and before.report == sample[key]["report"]:
            assert task["data"]["previous"] == before.text
