"""A file at a place that a person named: only what this program wrote, and nobody changed since, is replaced."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.errors import CannotWrite
from storage.results.files import check_result_file, result_file
from storage.results.markers import FILES


def write(path: Path, content: str = "new") -> None:
    with result_file(path) as file:
        file.write(content)


def test_a_new_file_and_one_of_an_earlier_run_are_written(tmp_path: Path) -> None:
    for content in ("first", "second", "second", "third"):
        write(tmp_path / "below" / "a.jsonl", content)
        assert (tmp_path / "below" / "a.jsonl").read_text() == content
    assert sorted(os.listdir(tmp_path / "below")) == [FILES, "a.jsonl"]


def write_as_a_stranger(folder: Path) -> None:
    (folder / "a.jsonl").write_text("mine")


def change(folder: Path) -> None:
    write(folder / "a.jsonl")
    (folder / "a.jsonl").write_text("mine")


def move_another_file_there(folder: Path) -> None:
    write(folder / "a.jsonl")
    (folder / "mine.txt").write_text("mine")
    (folder / "mine.txt").replace(folder / "a.jsonl")


def link_to_a_stranger(folder: Path) -> None:
    (folder / "mine.txt").write_text("mine")
    (folder / "a.jsonl").symlink_to("mine.txt")


@pytest.mark.parametrize("prepare", [write_as_a_stranger, change, move_another_file_there, link_to_a_stranger])
def test_a_file_of_somebody_else_is_refused(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    prepare(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(CannotWrite, match="a file is there that this program did not make, or that was changed since"):
        check_result_file(tmp_path / "a.jsonl")
    with pytest.raises(CannotWrite, match="a file is there that this program did not make, or that was changed since"):
        write(tmp_path / "a.jsonl")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_that_comes_while_the_work_is_done_stays(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="a file is there"), result_file(tmp_path / "a.jsonl") as file:
        file.write("new")
        (tmp_path / "a.jsonl").write_text("mine")
    assert (tmp_path / "a.jsonl").read_text() == "mine"
    assert os.listdir(tmp_path) == ["a.jsonl"]


def test_a_file_that_is_read_is_not_written(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl")
    (tmp_path / "link").symlink_to("a.jsonl")
    for given in ("a.jsonl", "link"):
        with pytest.raises(CannotWrite, match="is read and was to be written too"):
            check_result_file(tmp_path / "a.jsonl", [tmp_path / given])


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full"])
def test_a_device_is_not_replaced(device: str) -> None:
    before = os.lstat(device)
    with pytest.raises(CannotWrite):
        write(Path(device))
    assert os.path.samestat(before, os.lstat(device))


def test_a_link_to_nothing_gives_the_file_that_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("there.jsonl")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there.jsonl").read_text() == "new"


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broken"), result_file(tmp_path / "new" / "below" / "a.jsonl") as file:
        file.write("half")
        raise ValueError("broken")
    assert os.listdir(tmp_path) == []


def test_a_name_that_is_no_text_is_written_and_known_again(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xd1\xe2\xba\xfe.jsonl")
    write(path)
    write(path, "again")
    assert path.read_text() == "again"


@pytest.mark.parametrize("content", ["[", '{"my": "own"}', '{"format": 99, "by": "", "files": {}}'])
def test_a_marker_that_is_not_ours_or_not_understood_is_not_overwritten(tmp_path: Path, content: str) -> None:
    (tmp_path / FILES).write_text(content)
    with pytest.raises(CannotWrite, match="is not one that this program wrote, or is of a newer version"):
        write(tmp_path / "a.jsonl")
    assert (tmp_path / FILES).read_text() == content
    assert os.listdir(tmp_path) == [FILES]


def test_another_name_of_somebodys_file_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    os.link(tmp_path / "mine.txt", tmp_path / ".a.jsonl.zhengbiao-unfinished")
    with pytest.raises(CannotWrite, match="is no file of its own"):
        write(tmp_path / "a.jsonl")
    assert (tmp_path / "mine.txt").read_text() == "mine"
