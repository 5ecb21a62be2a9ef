"""JSON Lines are read line by line, and what is wrong is named by its line."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import jsonl
from storage.errors import BadData
from storage.jsonl import read_objects, write_objects


def written(path: Path, lines: int) -> Path:
    write_objects(path, ({"number": number, "text": "新建水厂一座。" * 2_000} for number in range(lines)))
    return path


def begun(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    reading = read_objects(path)
    assert next(reading)[0] == 1
    return reading


@pytest.mark.parametrize("change", ["emptied", "shortened", "grown", "written over"])
def test_a_file_that_changes_while_it_is_read_is_named_with_its_line(tmp_path: Path, change: str) -> None:
    path = written(tmp_path / "a.jsonl", 50)
    reading = begun(path)
    status = path.stat()
    with path.open("r+b") as file:
        if change == "grown":
            file.seek(0, os.SEEK_END)
            file.write(b"{}\n")
        elif change == "written over":
            file.write(b"{")
        else:
            file.truncate(0 if change == "emptied" else status.st_size // 2)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000_000))  # clocks of file systems may be coarse
    with pytest.raises(BadData, match=r"a\.jsonl, line \d+: the file changed while it was read"):
        list(reading)


def test_a_file_that_another_takes_the_place_of_is_read_as_it_was(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", 50)
    reading = begun(path)
    written(path, 3)
    assert len(list(reading)) == 49


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 1_000)
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "一"}\n' + '{"text": "' + "一" * 2_000, encoding="utf-8")
    with pytest.raises(BadData, match=r"a\.jsonl, line 2: is longer than 1,000 characters"):
        list(read_objects(path))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")
    with pytest.raises(BadData, match=r"a\.jsonl: is a FIFO, not a regular file"):
        list(read_objects(tmp_path / "a.jsonl"))


def test_a_half_character_is_named_with_its_line_and_key(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "一"}\n\n{"text": "\\ud83d"}\n', encoding="utf-8")
    with pytest.raises(BadData, match=r"a\.jsonl, line 3: 'text' holds half a character"):
        list(read_objects(path))


def test_no_number_is_written_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write_objects(tmp_path / "a.jsonl", [{"score": float("nan")}])
    assert list(tmp_path.iterdir()) == []
