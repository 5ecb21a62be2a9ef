"""Tagged paragraphs come back from their file as they went, and nothing else passes for one."""

import json
from pathlib import Path

import pytest

from inference.output.tagged_lines import read_tagged, tagged_file
from storage.errors import BadData
from tests.inference.output.tagged_folder import manifest, tagged, write_folder


def test_paragraphs_come_back_as_they_were_written(tmp_path: Path) -> None:
    written = tagged()
    path = tagged_file(write_folder(tmp_path / "tagged", written))
    assert [one.to_json() for one in read_tagged(path, manifest())] == [one.to_json() for one in written]
    assert tagged_file(path) == path


def test_a_folder_without_tags_is_named_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"tagged\.jsonl is not there\. Expected the folder that tag\.py wrote"):
        tagged_file(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model": "tagger-other"}, "line 1: tagged by tagger-other, but the bundle given is"),
        ({"tags": None}, "line 1: tags is None"),
        ({"tags": ["culture"]}, "line 1: tags is .'culture'."),
        ({"scores": {"industry": 0.5}}, "line 1: no score for each of"),
        ({"evidence": {"industry": [[0, 99_999, 0.5]]}}, "line 1: evidence names no sentences"),
        ({"evidence": {"industry": [[2, 1, 0.5]]}}, "line 1: evidence names no sentences"),
        ({"evidence": []}, "line 1: evidence names no sentences"),
        ({"year": "2031"}, "line 1: 'year' is"),
        ({"text": " "}, "line 1: the text of"),
    ],
)
def test_a_line_that_tag_py_did_not_write_is_refused(tmp_path: Path, change: dict[str, object], message: str) -> None:
    path = tmp_path / "tagged.jsonl"
    path.write_text(json.dumps({**tagged()[1].to_json(), **change}) + "\n", "utf-8")
    with pytest.raises(BadData, match=message):
        list(read_tagged(path, manifest()))


def test_a_paragraph_without_tags_and_a_repeated_one_are_refused(tmp_path: Path) -> None:
    line = tagged()[1].to_json()
    path = tmp_path / "tagged.jsonl"
    path.write_text(json.dumps({key: line[key] for key in ("id", "report", "text")}) + "\n", "utf-8")
    with pytest.raises(BadData, match="line 1: was not tagged"):
        list(read_tagged(path, manifest()))
    path.write_text((json.dumps(line) + "\n") * 2, "utf-8")
    with pytest.raises(BadData, match=r"line 2: id .* stands in line 1 already"):
        list(read_tagged(path, manifest()))
