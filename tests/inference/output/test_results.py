"""Reports are tagged into a folder, and everything that was met is accounted for."""

import json
from pathlib import Path

from inference.inputs import read_inputs
from inference.output.results import NONE, tagged_by_one, write_results
from inference.tagger import Tagger
from labels.labelled import write_labelled
from tests.invented import invented_rows, with_evidence


def test_everything_that_was_met_is_counted(tmp_path: Path, root: Path, tiny_tagger: Tagger) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes((root / "reports" / "sample" / "lutang-2023.txt").read_bytes())
    (tmp_path / "in" / "map.png").write_bytes(b"x")
    done: list[int] = []
    tagged = tagged_by_one(tiny_tagger, read_inputs([tmp_path / "in"]))
    results = write_results(tmp_path, tiny_tagger.manifest, tagged, done.append)
    lines = [json.loads(line) for line in (tmp_path / "tagged.jsonl").read_text("utf-8").splitlines()]
    assert done == [results.account.paragraphs] == [len(lines)]
    assert results.account.tally() == "from 1 of 2 files; 1 skipped: 1 of a kind that is not read (.png 1)"
    assert results.review == sum(line["review"] for line in lines)
    assert results.tags[NONE] == sum(not line["tags"] for line in lines)
    assert (tmp_path / results.page).is_file()
    assert "map.png" in (tmp_path / "skipped.csv").read_text("utf-8-sig")


def test_categories_and_none_are_listed_in_the_order_of_the_taxonomy(
    tmp_path: Path, root: Path, tiny_tagger: Tagger
) -> None:
    inputs = read_inputs([root / "reports" / "sample"])
    tagged = tagged_by_one(tiny_tagger, inputs)
    results = write_results(tmp_path, tiny_tagger.manifest, tagged, lambda paragraphs: None)
    ids = tiny_tagger.manifest.taxonomy.ids
    assert [part.split()[0] for part in results.shares(ids).split(", ")] == [*ids, NONE]
    assert not (tmp_path / "skipped.csv").exists()


def test_it_is_said_where_sentences_that_people_marked_are_not_in_the_tagged_file(
    tmp_path: Path, tiny_tagger: Tagger
) -> None:
    rows = [with_evidence(row) for row in invented_rows(7)]
    write_labelled(tmp_path / "rows.jsonl", rows)
    for given, marked in (("rows.jsonl", sum(bool(row.evidence) for row in rows)), ("tagged.jsonl", 0)):
        inputs = read_inputs([Path(tmp_path / given).rename(tmp_path / "given.jsonl")])
        results = write_results(tmp_path, tiny_tagger.manifest, tagged_by_one(tiny_tagger, inputs), lambda _: None)
        said = f"{marked} paragraphs came with sentences that people marked: tagged.jsonl holds the model's in their "
        assert results.marked_line() == ((marked and f"{said}place; keep your file") or "")
