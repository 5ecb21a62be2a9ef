"""Whole files whose characters or layout hide the report in them."""

from pathlib import Path

import pytest

from reports.reading import read_file
from tests.reports.sample_text import BODY, LINES, TEXT


def read(tmp_path: Path, data: bytes) -> tuple[str, tuple[str, ...], str]:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    (report,) = read_file(path)
    return report.about.title, report.flags, report.text


@pytest.mark.parametrize(
    ("written", "flags"),
    [
        (TEXT.replace("工", "⼯").replace("大", "⼤").replace("人", "⼈").replace("一", "⼀").encode(), ()),
        ("\n".join(f"\ue5e5\ue5e5{line}" for line in LINES).encode("gb18030"), ()),
        (TEXT.replace("\n", r"\r\n\u3000\u3000").encode(), ("escapes_undone",)),
        (str(LINES).encode(), ("escapes_undone",)),
        ("\n".join([*LINES[:3], "　　".join(BODY)]).encode(), ()),
        ("\n".join([*LINES[:3], "\t".join(BODY)]).encode(), ()),
        (TEXT.replace("（一）", "\uf0d8（一）").replace("全市", "全\ufffc市\ufe0f").encode(), ()),
    ],
)
def test_a_report_is_read_whatever_hides_its_lines(tmp_path: Path, written: bytes, flags: tuple[str, ...]) -> None:
    whole = read(tmp_path, TEXT.encode())
    assert read(tmp_path, written) == (whole[0], flags, whole[2])


def test_one_backslash_in_a_report_about_programs_stays(tmp_path: Path) -> None:
    text = TEXT.replace("园区道路全线贯通。", r"讲授换行符\n的用法。", 1)
    assert r"换行符\n的用法" in read(tmp_path, text.encode())[2]
