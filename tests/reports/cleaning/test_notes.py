"""Marks that refer to the notes behind a text leave it; other numbers in brackets stay."""

from pathlib import Path

import pytest

from reports.cleaning.note_marks import without_note_marks
from reports.cleaning.notes import split_notes
from reports.reading import read_file
from tests.reports.real import PROVINCIAL_2026, SEEDS, files_of
from tests.reports.sample_text import TEXT

NOTES = ["（1）四条溪流：全市的四条溪。", "（2）竹光互补：竹棚上装光伏板。", "（3）一河一策：一条河一个办法。"]
CLOSING = "各位代表！让我们团结一心，为建设美好云溪而奋斗！"


@pytest.mark.parametrize("form", ["（{}）", "[{}]", "【{}】", "〔{}〕", "（注{}）"])
def test_marks_of_the_notes_are_taken_out(form: str) -> None:
    one, two, three = (form.format(number) for number in (1, 2, 3))
    lines = [f"治理“四条溪流”{one}，推广竹光互补{two}。", f"落实一河一策{three}要求。"]
    assert without_note_marks(lines, NOTES) == (["治理“四条溪流”，推广竹光互补。", "落实一河一策要求。"], 3)


def test_circled_numbers_are_marks_too() -> None:
    notes = ["①四条溪流：全市的四条溪。", "②竹光互补：竹棚上装光伏板。"]
    assert without_note_marks(["治理四条溪流①，推广竹光互补②。"], notes) == (["治理四条溪流，推广竹光互补。"], 2)


@pytest.mark.parametrize(
    "line",
    ["（1）壮大制造业。（2）做优服务业。", "主要抓三件事：（1）修路；（2）架桥；（3）通水。", "依照云政发〔2〕号文件办理。", "完成投资8（1）亿元。", "增长9（7）个项目。"],  # noqa: E501
)  # fmt: skip
def test_other_numbers_in_brackets_stay(line: str) -> None:
    assert without_note_marks([line], NOTES) == ([line], 0)


def test_without_notes_nothing_is_a_mark() -> None:
    assert without_note_marks(["治理“四条溪流”（1），推广竹光互补（2）。"], []) == (
        ["治理“四条溪流”（1），推广竹光互补（2）。"],
        0,
    )


def test_numbers_that_do_not_rise_are_no_marks() -> None:
    lines = ["甲村（3）、乙村（2）、丙村（1）。"]
    assert without_note_marks(lines, NOTES) == (lines, 0)


def test_the_glossary_is_kept_apart_and_an_annex_stays() -> None:
    annex = ["附件1", "2031年民生实事", "1.新建纸伞学校3所。"]
    more = ["（4）纸伞五条：", "纸伞业的五条办法。", "第一条管原料。"]
    body = ["加快发展。", CLOSING]
    assert split_notes([*body, *annex, "附件2", "名词解释", *NOTES, *more]) == (
        [*body, *annex],
        [*NOTES, "（4）纸伞五条：纸伞业的五条办法。\n第一条管原料。"],
    )
    assert split_notes([*body, "附件2：名词解释", *NOTES, "附件3 任务表", "一、修路。"]) == (
        [*body, "附件3 任务表", "一、修路。"],
        NOTES,
    )
    assert split_notes([*body, *NOTES]) == (body, NOTES)


def test_without_closing_words_a_glossary_is_shorter_than_what_it_explains() -> None:
    assert split_notes(["加快发展。" * 20, "名词解释", *NOTES]) == (["加快发展。" * 20], NOTES)
    lines = ["加快发展。", "注：", "本文有删节。", "第二年继续修路，" * 20]
    assert split_notes(lines) == (lines, [])


def test_a_report_says_that_its_marks_went(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace("竹器项目", "竹器项目（1）", 1) + "\n名词解释\n" + "\n".join(NOTES), encoding="utf-8")
    (report,) = read_file(path)
    assert "note_marks_removed" in report.flags
    assert "竹器项目（1）" not in report.text
    assert report.notes == tuple(NOTES)
    assert not any("一河一策" in one.text or "名词解释" in one.section for one in report.paragraphs)
    assert [(one["report"], one["number"]) for one in report.notes_to_json()] == [
        (report.id, 1),
        (report.id, 2),
        (report.id, 3),
    ]


def test_the_seed_with_footnotes_loses_its_24_marks_and_keeps_its_24_notes(real_data: Path) -> None:
    (report,) = read_file(*files_of(real_data, SEEDS[3:4]))
    assert [note.partition("）")[0] for note in report.notes] == [f"（{number}" for number in range(1, 25)]
    assert not any(f"（{number}）" in one.text for one in report.paragraphs for number in range(1, 25))


def test_real_annexes_stay_and_real_glossaries_go(real_data: Path) -> None:
    wanted = tuple(name for name in PROVINCIAL_2026 if name.split("_")[1][0] in "广四江海内")
    read = {path.stem: read_file(path)[0] for path in files_of(real_data, wanted)}
    notes = {name.removeprefix("2026_"): len(report.notes) for name, report in read.items()}
    assert notes == {"广东省": 13, "广西壮族自治区": 0, "四川省": 20, "江西省": 26, "海南省": 28, "内蒙古自治区": 0}
    annexed = {one.about.region for one in read.values() if any("annex" in part.flags for part in one.paragraphs)}
    assert annexed == {"广东省", "内蒙古自治区"}


TERMS = [("双溪行动", "治理东溪西溪两条河"), ("一伞一码", "每把伞一个编码"), ("四上企业", "四类企业的统称")]
ENTRIES = [f"{number}.{term}：{meaning}。" for number, (term, meaning) in enumerate(TERMS, 1)]


@pytest.mark.parametrize(
    "heading",
    ["名 词 解 释", "附：短语说明", "名词注释", "名词解释（附后）", "有关用语说明", "※名词解释※", "附件3：2031年报告有关名词解释", "注 释", "【相关名词解释】", "附录：缩略语说明"],  # noqa: E501
)  # fmt: skip
def test_a_glossary_is_found_under_any_heading(heading: str) -> None:
    assert split_notes(["加快发展。", CLOSING, heading, *ENTRIES]) == (["加快发展。", CLOSING], ENTRIES)


@pytest.mark.parametrize("form", ["{}、", "[{}]", "〔{}〕", "【{}】", "（{}）", "注{}：", "{}）", "* "])
def test_entries_are_found_however_they_are_numbered(form: str) -> None:
    entries = [form.format(number) + f"{term}：{meaning}。" for number, (term, meaning) in enumerate(TERMS, 1)]
    assert split_notes(["加快发展。", CLOSING, "名词解释", *entries]) == (["加快发展。", CLOSING], entries)


@pytest.mark.parametrize("form", ["“{}”：是指{}。", "{}是指{}。", "【{}】{}。", "{}——{}。"])
def test_entries_without_numbers_are_told_by_their_words(form: str) -> None:
    entries = [form.format(term, meaning) for term, meaning in TERMS]
    assert split_notes(["加快发展。", CLOSING, "名词解释", *entries]) == (["加快发展。", CLOSING], entries)


def test_wrapped_entries_are_whole_and_entries_on_one_line_apart() -> None:
    wrapped = ["[1]双溪行动：治理东溪", "西溪两条河。", "[2]一伞一码：每把伞", "一个编码。"]
    assert split_notes(["修路。", CLOSING, "注释", *wrapped])[1] == [
        "[1]双溪行动：治理东溪西溪两条河。",
        "[2]一伞一码：每把伞一个编码。",
    ]
    assert split_notes(["修路。", CLOSING, "名词解释：" + "".join(ENTRIES)]) == (["修路。", CLOSING], ENTRIES)


def test_a_link_below_the_last_entry_is_no_part_of_it() -> None:
    lines = ["修路。", CLOSING, "名词解释", *ENTRIES, "历年砚湖市政府工作报告（2001年至2030年）"]
    assert split_notes(lines) == (["修路。", CLOSING], ENTRIES)


def test_a_glossary_within_the_speech_ends_where_the_speech_goes_on() -> None:
    lines = ["一、回顾", "加快发展。", "名词解释", *ENTRIES, "二、安排", "继续修路。", CLOSING]
    assert split_notes(lines) == ([*lines[:2], *lines[-3:]], ENTRIES)


@pytest.mark.parametrize("form", ["[{}]", "〔{}〕", "（{}）"])
def test_a_note_at_the_foot_of_a_page_leaves_the_sentence_it_parted(form: str) -> None:
    one = form.format(1)
    lines = [f"推进双溪行动{one}，今年要继续加快竹", f"{one}双溪行动：治理东溪西溪两条河。", "- 3 -", "器发展。"]
    kept, notes = split_notes(lines)
    assert [line for line in kept if line != "- 3 -"] == [f"推进双溪行动{one}，今年要继续加快竹器发展。"]
    assert notes == [lines[1]]


def test_items_of_the_text_are_no_notes() -> None:
    lines = ["抓好三件事。", "①修路：三条。", "②架桥：两座。", "（3）通水：五村。", CLOSING]
    assert split_notes(lines) == (lines, [])


@pytest.mark.parametrize("form", ["[{}]", "〔{}〕", "【{}】"])
def test_marks_of_lost_notes_are_taken_out(form: str) -> None:
    line = f"治理“四条溪流”{form.format(1)}，推广竹光互补{form.format(2)}项目。"
    assert without_note_marks([line], []) == (["治理“四条溪流”，推广竹光互补项目。"], 2)


@pytest.mark.parametrize(
    "line", ["新建小（1）型水库3座。", "落实云政发〔2024〕5号和〔85〕3号文件。", "重点是①修路②架桥③通水。", "抓好三事（1）修路，（2）架桥。", "占地20m²，产量10³吨。"],  # noqa: E501
)  # fmt: skip
def test_numbers_that_are_no_marks_stay_without_notes(line: str) -> None:
    assert without_note_marks([line], []) == ([line], 0)
