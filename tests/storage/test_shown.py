"""Names of any encoding can be read and written."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.shown import shown


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("砚湖　报告.txt".encode(), "砚湖　报告.txt"),
        ("砚湖.txt".encode("gb18030"), "砚湖.txt"),
        ("数据/".encode() + "砚湖.txt".encode("gb18030"), "数据/砚湖.txt"),
        (b"\xff\xfe.txt", "\ufffd\ufffd.txt"),
        ("一\n二\r三\x1b[2J四.txt".encode(), "一\\n二\\r三\\x1b[2J四.txt"),
        ("a\u202etxt.exe".encode(), "a\\u202etxt.exe"),
        ("a\u2028b".encode(), "a\\u2028b"),
    ],
)
def test_a_name_is_shown_as_its_writer_saw_it_and_moves_nothing(name: bytes, expected: str) -> None:
    assert shown(os.fsdecode(name)) == shown(Path(os.fsdecode(name))) == expected


@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_every_name_becomes_one_line_that_can_be_written(name: bytes) -> None:
    line = shown(os.fsdecode(name))
    assert len(line.splitlines()) == 1
    assert line.encode().decode() == line
