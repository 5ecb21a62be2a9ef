"""An id that two files share is refused, and the line names both."""

import json
from pathlib import Path

import pytest

from inference.inputs import read_inputs
from storage.errors import BadData
from tests.inference.scale.folders import paragraphs_file
from tests.reports.sample_text import report_of


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    raw = tmp_path / "raw.txt"
    raw.write_text(report_of("甲山市", 2027), "utf-8")
    first = paragraphs_file(tmp_path / "first.jsonl", "甲山市")
    return [raw, first, paragraphs_file(tmp_path / "second.jsonl", "乙山市", "甲山市")]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 2), (2, 1), (0, 2)])
def test_an_id_in_two_files_is_refused_and_both_are_named(files: list[Path], order: tuple[int, int]) -> None:
    first, second = (files[place] for place in order)
    with pytest.raises(BadData) as raised:
        list(read_inputs([first, second]))
    assert str(second) in str(raised.value)
    assert f"is in {first} too" in str(raised.value)
    assert "'甲山市-2027:0'" in str(raised.value)


def test_files_that_share_no_id_are_tagged_together(files: list[Path], tmp_path: Path) -> None:
    other = paragraphs_file(tmp_path / "other.jsonl", "丙山市")
    assert len(list(read_inputs([files[0], other, files[2].with_name("absent")][:2]))) == 2
    assert len(list(read_inputs([files[1], other]))) == 2


def test_ids_that_only_look_like_those_of_a_report_are_not_refused(files: list[Path], tmp_path: Path) -> None:
    odd = tmp_path / "odd.jsonl"
    ids = ("甲山市-2027:00", "甲山市-2027:999", "甲山市-2027", "甲山市-2027:a")
    rows = [{"id": one, "report": "另", "text": "新建水厂一座。"} for one in ids]
    odd.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert len(list(read_inputs([files[0], odd]))) == 2
