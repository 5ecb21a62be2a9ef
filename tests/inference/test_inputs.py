"""Raw reports and paragraphs files come in through one door."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from inference.inputs import Untagged, read_inputs, tag_report
from inference.tagger import Tagger
from reports.reading import read_all
from reports.report import Paragraph
from reports.skipped import Skipped
from storage.errors import BadData, UnreadableReport
from storage.jsonl import write_objects
from tests.invented import PLACES, invented_rows


@pytest.fixture(scope="module")
def sample(root: Path) -> Path:
    return root / "reports" / "sample"


def saved(path: Path, paragraphs: Sequence[Paragraph]) -> Path:
    write_objects(path, (one.to_json() for one in paragraphs))
    return path


def test_a_paragraphs_file_gives_what_its_raw_reports_give(sample: Path, tmp_path: Path) -> None:
    raw = [one for one in read_inputs([sample]) if isinstance(one, Untagged)]
    assert len(raw) == 3
    path = saved(tmp_path / "paragraphs.jsonl", [paragraph for one in raw for paragraph in one.paragraphs])
    assert list(read_inputs([path])) == raw


def test_raw_reports_keep_every_paragraph(sample: Path) -> None:
    expected = {one.id: one.paragraphs for one in read_all([sample]) if not isinstance(one, Skipped)}
    assert {one.id: one.paragraphs for one in read_inputs([sample]) if isinstance(one, Untagged)} == expected


def test_a_paragraphs_file_is_cut_by_report(tmp_path: Path) -> None:
    path = saved(tmp_path / "rows.JSONL", [row.paragraph for row in invented_rows()])
    found = list(read_inputs([path]))
    assert [one.id for one in found if isinstance(one, Untagged)] == [f"{place}-2031" for place in PLACES]
    for one in found:
        assert isinstance(one, Untagged)
        assert (one.about.year, one.source) == (2031, str(path))
        assert {paragraph.report for paragraph in one.paragraphs} == {one.id}


def test_a_broken_file_in_a_folder_is_passed_over_and_named(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_bytes((sample / "lutang-2023.txt").read_bytes())
    found = list(read_inputs([tmp_path]))
    assert [type(one) for one in found] == [Skipped, Untagged]
    assert isinstance(found[0], Skipped)
    assert found[0].path == tmp_path / "broken.txt"


def test_a_broken_file_given_by_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_bytes(b"")
    with pytest.raises(UnreadableReport):
        list(read_inputs([tmp_path / "broken.txt"]))


def test_a_broken_paragraphs_file_is_an_error_that_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "paragraphs.jsonl"
    path.write_text('{"id": "a:0", "report": "a", "text": "新建水厂一座。"}\n{"id": "a:1", "report": "a"}\n', "utf-8")
    with pytest.raises(BadData, match=r"paragraphs\.jsonl, line 2: the key 'text' is missing"):
        list(read_inputs([path]))


def test_a_tagged_report_keeps_what_is_known_of_it(sample: Path, tiny_tagger: Tagger) -> None:
    for one in read_inputs([sample]):
        assert isinstance(one, Untagged)
        tagged = tag_report(tiny_tagger, one)
        for name in ("id", "about", "source"):
            assert getattr(tagged, name) == getattr(one, name)
        assert tuple(each.paragraph for each in tagged.paragraphs) == one.paragraphs
