"""Markdown is read as the page that is made of it shows it, and numbers stay."""

import pytest

from reports.formats.markdown import markdown_lines
from tests.reports.sample_text import LINES


def told(text: str) -> list[str]:
    return [line for line in markdown_lines(text) if line]


def test_text_without_a_sign_of_markdown_stays_as_it_is() -> None:
    text = "　　各位代表：\n    1. 做好工作\n\n_下划线"
    assert markdown_lines(text) == text.splitlines()


def test_headings_lists_and_emphasis_become_lines() -> None:
    text = (
        "# 标题\n\n## 一、回顾\n\n- **甲：**好\n- 乙\n\n1. 丙\n2. 丁\n\n> 戊\n\n己[庚](http://a.invalid)`辛`<b>壬</b>\n"
    )
    assert told(text) == ["标题", "一、回顾", "甲：好", "乙", "1. 丙", "2. 丁", "戊", "己庚辛壬"]


def test_a_line_feed_in_a_paragraph_ends_a_line() -> None:
    assert told("# 甲\n\n" + "\n".join(LINES)) == ["甲", *LINES]


def test_a_table_row_is_a_line() -> None:
    assert told("| 指标 | 数 |\n| --- | --- |\n| 增长 | 6% |\n") == ["指标，数", "增长，6%"]


def test_footnotes_follow_the_text_and_their_marks_are_numbers() -> None:
    assert told("# 甲\n\n乙[^1]丙。\n\n[^1]: 丁是戊。\n") == ["甲", "乙[1]丙。", "注释：", "（1）丁是戊。"]


def test_footnotes_have_the_number_of_their_place_whatever_their_name() -> None:
    assert told("# 甲\n\n乙[^b]丙[^7]。\n\n[^7]: 丁。\n[^b]: 戊。\n") == [
        "甲",
        "乙[2]丙[1]。",
        "注释：",
        "（1）丁。",
        "（2）戊。",
    ]


def test_the_title_of_what_stands_before_the_text_is_kept() -> None:
    assert told('---\ntitle: "2031年云溪市政府工作报告"\nlayout: post\n---\n\n# 一、甲\n') == [
        "2031年云溪市政府工作报告",
        "一、甲",
    ]


@pytest.mark.parametrize("piece", ["[", "![", "**", "> ", "<a ", "`", "| a ", "\\", "- ", "#"])
def test_signs_in_any_number_are_read_through(piece: str) -> None:
    markdown_lines("# 甲\n" + piece * 100_000)
