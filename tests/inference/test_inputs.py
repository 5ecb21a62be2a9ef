"""Raw reports and paragraphs files come in through one door."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from inference.inputs import Untagged, read_inputs, tag_report, within_input
from inference.tagger import Tagger
from reports.reading import read_all
from reports.report import Paragraph
from reports.skipped import Skipped
from storage.errors import BadData, UnreadableReport
from storage.jsonl import write_objects
from tests.invented import PLACES, invented_rows
from tests.reports.sample_text import report_of


@pytest.fixture(scope="module")
def sample(root: Path) -> Path:
    return root / "reports" / "sample"


def saved(path: Path, paragraphs: Sequence[Paragraph]) -> Path:
    write_objects(path, (one.to_json() for one in paragraphs))
    return path


def _untagged(path: Path) -> list[Untagged]:
    return [one for one in read_inputs([path]) if isinstance(one, Untagged)]


def test_a_paragraphs_file_gives_what_its_raw_reports_give(sample: Path, tmp_path: Path) -> None:
    raw = [one for one in read_inputs([sample]) if isinstance(one, Untagged)]
    assert len(raw) == 3
    path = saved(tmp_path / "paragraphs.jsonl", [paragraph for one in raw for paragraph in one.paragraphs])
    assert [replace(one, source="") for one in _untagged(path)] == [replace(one, source="") for one in raw]
    assert [Path(one.source).name for one in _untagged(path)] == [Path(one.source).name for one in raw]


def test_raw_reports_keep_every_paragraph(sample: Path) -> None:
    expected = {one.id: one.paragraphs for one in read_all([sample]) if not isinstance(one, Skipped)}
    assert {one.id: one.paragraphs for one in read_inputs([sample]) if isinstance(one, Untagged)} == expected


def test_a_paragraphs_file_is_cut_by_report(tmp_path: Path) -> None:
    path = saved(tmp_path / "rows.JSONL", [row.paragraph for row in invented_rows()])
    found = list(read_inputs([path]))
    assert [one.id for one in found if isinstance(one, Untagged)] == [f"{place}-2031" for place in PLACES]
    for one in found:
        assert isinstance(one, Untagged)
        assert (one.about.year, one.source) == (2031, path.name)
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


@pytest.fixture
def mixed(tmp_path: Path) -> dict[str, Path]:
    """Raw files, a folder of them, paragraphs files, and names that are given twice."""
    for name, year in (("a.txt", 2021), ("in/b.txt", 2022), ("in/c.txt", 2023), ("d.txt", 2024)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(report_of("甲山市", year), encoding="utf-8")
    (tmp_path / "in" / "map.png").write_bytes(b"x")
    saved(tmp_path / "first.jsonl", [Paragraph("第一县-2020:000", "第一县-2020", "新建水厂一座。")])
    saved(tmp_path / "last.jsonl", [Paragraph("第二县-2020:000", "第二县-2020", "新建水厂两座。")])
    return {name: tmp_path / name for name in ("a.txt", "in", "d.txt", "first.jsonl", "last.jsonl")}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("first.jsonl a.txt last.jsonl", "第一县-2020 甲山市-2021 第二县-2020"),
        ("a.txt first.jsonl d.txt", "甲山市-2021 第一县-2020 甲山市-2024"),
        ("in first.jsonl a.txt last.jsonl", "甲山市-2022 甲山市-2023 map.png 第一县-2020 甲山市-2021 第二县-2020"),
        ("a.txt in last.jsonl first.jsonl", "甲山市-2021 甲山市-2022 甲山市-2023 map.png 第二县-2020 第一县-2020"),
        ("a.txt first.jsonl first.jsonl a.txt d.txt", "甲山市-2021 第一县-2020 first.jsonl a.txt 甲山市-2024"),
        ("last.jsonl first.jsonl", "第二县-2020 第一县-2020"),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_reports_come_in_the_order_in_which_inputs_are_given(
    mixed: dict[str, Path], order: str, expected: str, workers: int
) -> None:
    results = list(read_inputs([mixed[name] for name in order.split()], workers))
    assert [one.path.name if isinstance(one, Skipped) else one.id for one in results] == expected.split()


def test_the_same_report_on_both_sides_of_a_paragraphs_file_gets_two_ids(mixed: dict[str, Path]) -> None:
    again = mixed["d.txt"].with_name("again.txt")
    again.write_bytes(mixed["d.txt"].read_bytes())
    results = read_inputs([mixed["d.txt"], mixed["first.jsonl"], again])
    assert [one.id for one in results if isinstance(one, Untagged)] == ["甲山市-2024", "第一县-2020", "甲山市-2024~2"]


@pytest.mark.parametrize(
    ("source", "given", "expected"),
    [
        ("/data/2024/a.txt", "/data/2024", "2024/a.txt"),
        ("/data/2024/a.txt", "/data/2024/a.txt", "a.txt"),
        ("/data/2024.zip/in/a.txt", "/data/2024.zip", "2024.zip/in/a.txt"),
        ("../2024/a.txt", "../2024", "2024/a.txt"),
        ("../a.txt", "..", "a.txt"),
        ("a.txt", ".", "a.txt"),
        ("/data/2024b/a.txt", "/data/2024", "/data/2024b/a.txt"),
    ],
)
def test_a_source_is_shown_from_the_input_on(source: str, given: str, expected: str) -> None:
    assert within_input(source, Path(given)) == expected


def test_reports_of_a_folder_and_of_a_paragraphs_file_name_no_folder_of_this_machine(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(report_of("甲山市", 2021), encoding="utf-8")
    (raw,) = read_inputs([tmp_path / "in"])
    assert isinstance(raw, Untagged)
    assert raw.source == "in/a.txt"
    assert raw.paragraphs[0].source == str(tmp_path / "in" / "a.txt")  # what files keep
    (again,) = read_inputs([saved(tmp_path / "rows.jsonl", raw.paragraphs)])
    assert isinstance(again, Untagged)
    assert again.source == "in/a.txt"
