"""A table of contents goes; the headings it lists stay where they stand."""

from reports.cleaning.contents import without_contents

REPORT = ["一、2030年工作回顾", "新修道路三条。", "二、2031年工作安排", "继续修路。"]


def test_lines_with_leaders_and_pages_go() -> None:
    contents = ["目 录", "一、2030年工作回顾…………1", "二、2031年工作安排......（5）"]
    assert without_contents([*contents, *REPORT]) == REPORT


def test_lines_with_or_without_pages_go_where_a_heading_says_so() -> None:
    assert without_contents(["目录", "一、2030年工作回顾 1", "二、2031年工作安排 5", *REPORT]) == REPORT
    assert without_contents(["【目录】", "一、2030年工作回顾", "二、2031年工作安排", *REPORT]) == REPORT


def test_text_that_ends_in_a_number_stays() -> None:
    lines = ["地区生产总值 210", "全省第3", "投资目录 12"]
    assert without_contents(lines) == lines
