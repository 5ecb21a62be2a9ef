"""Marks that refer to the notes behind a text leave it; other numbers in brackets stay."""

from pathlib import Path

import pytest

from reports.note_marks import without_note_marks
from reports.reading import read_file
from tests.reports.sample_text import TEXT

NOTES = ["名词解释", "（1）四条溪流：全市的四条溪。", "（2）竹光互补：竹棚上装光伏板。", "（3）一河一策：一条河一个办法。"]


@pytest.mark.parametrize("form", ["（{}）", "[{}]", "【{}】", "〔{}〕", "（注{}）"])
def test_marks_of_the_notes_are_taken_out(form: str) -> None:
    one, two, three = (form.format(number) for number in (1, 2, 3))
    lines = [f"治理“四条溪流”{one}，推广竹光互补{two}。", f"落实一河一策{three}要求。", *NOTES]
    assert without_note_marks(lines) == (["治理“四条溪流”，推广竹光互补。", "落实一河一策要求。", *NOTES], 3)


def test_circled_numbers_are_marks_too() -> None:
    notes = ["注释：", "①四条溪流：全市的四条溪。", "②竹光互补：竹棚上装光伏板。"]
    assert without_note_marks(["治理四条溪流①，推广竹光互补②。", *notes]) == (["治理四条溪流，推广竹光互补。", *notes], 2)


@pytest.mark.parametrize(
    "line",
    ["（1）壮大制造业。（2）做优服务业。", "主要抓三件事：（1）修路；（2）架桥；（3）通水。", "依照云政发〔2〕号文件办理。", "完成投资8（1）亿元。", "增长9（7）个项目。"],
)  # fmt: skip
def test_other_numbers_in_brackets_stay(line: str) -> None:
    assert without_note_marks([line, *NOTES]) == ([line, *NOTES], 0)


def test_without_notes_nothing_is_a_mark() -> None:
    assert without_note_marks(["治理“四条溪流”（1），推广竹光互补（2）。"]) == (["治理“四条溪流”（1），推广竹光互补（2）。"], 0)


def test_numbers_that_do_not_rise_are_no_marks() -> None:
    lines = ["甲村（3）、乙村（2）、丙村（1）。", *NOTES]
    assert without_note_marks(lines) == (lines, 0)


def test_a_report_says_that_its_marks_went(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace("竹器项目", "竹器项目（1）", 1) + "\n" + "\n".join(NOTES), encoding="utf-8")
    (report,) = read_file(path)
    assert "note_marks_removed" in report.flags
    assert "竹器项目（1）" not in report.text
    assert [one.text[:3] for one in report.paragraphs if "note" in one.flags] == ["（1）", "（2）", "（3）"]


def test_the_seed_with_footnotes_loses_its_24_marks_and_keeps_its_24_notes(real_data: Path) -> None:
    (report,) = read_file(next((real_data / "seeds").glob("003_*.txt")))
    own = [one.text for one in report.paragraphs if "note" not in one.flags]
    notes = "\n".join(one.text for one in report.paragraphs if "note" in one.flags)
    for number in range(1, 25):
        assert not any(f"（{number}）" in text for text in own)
        assert f"（{number}）" in notes
