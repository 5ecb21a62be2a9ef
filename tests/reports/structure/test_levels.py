"""Where a series of numbers begins again, what stands between tells how deep it stands."""

from typing import Any

import pytest

from reports.structure.headings import Heading
from reports.structure.levels import series_that_start_over
from reports.structure.segmentation import segment

TEXT = "新开工项目3个，技术改造投资增长5.5%，园区道路全线贯通，群众满意。"


def sections(*lines: str) -> list[str]:
    text = "\n".join(line if line != "…" else TEXT for line in lines)
    return [" / ".join(one.section) for one in segment(text)]


def test_a_series_below_a_chapter_without_number_is_beside_the_one_before() -> None:
    found = sections(
        "奋进之年", "…", "一、工业", "…", "二、农业", "…", "新的征程", "…", "一、开放", "…", "二、民生", "…"
    )
    assert found == [
        "奋进之年",
        "奋进之年 / 一、工业",
        "奋进之年 / 二、农业",
        "新的征程",
        "新的征程 / 一、开放",
        "新的征程 / 二、民生",
    ]


def test_a_series_that_starts_over_behind_text_is_beside_the_one_before() -> None:
    assert sections("一、工业", "…", "二、农业", "…", "一、开放", "…", "二、民生", "…")[2:] == ["一、开放", "二、民生"]


def test_a_series_inside_a_section_is_below_it_where_the_outer_one_goes_on() -> None:
    headings = ["一、工业", "二、农业", "一、种粮", "二、养鱼", "三、林业", "四、水利", "三、民生"]
    lines = [line for heading in headings for line in (heading, "…")]
    assert sections(*lines)[2:] == [
        "二、农业 / 一、种粮",
        "二、农业 / 二、养鱼",
        "二、农业 / 三、林业",
        "二、农业 / 四、水利",
        "三、民生",
    ]


@pytest.mark.parametrize(("one", "two"), ["一二", "㈠㈡", "⒈⒉", "壹贰"])
@pytest.mark.parametrize("sign", ["、", "．", " 、", "？", "\ue004", "，"])
def test_a_number_heads_a_section_whatever_stands_for_its_sign(one: str, two: str, sign: str) -> None:
    sign = "" if one in "㈠⒈" else sign
    first, second = f"{one}{sign}壮大产业", f"{two}{sign}扩大开放"
    assert sections(first, "…", second, "…") == [first, second]


def test_periods_brackets_and_spaces_are_headings() -> None:
    assert sections("2030年：", "…", "【工作安排】", "…") == ["2030年", "工作安排"]
    assert sections("工 作 回 顾", "…") == ["工作回顾"]


def test_a_heading_ends_at_the_colon_that_leads_in_its_text() -> None:
    assert sections("（一）工业：" + TEXT, "（二）农业：" + TEXT) == ["（一）工业", "（二）农业"]


def test_a_box_is_flagged_and_no_section() -> None:
    text = "\n".join(["一、工业", TEXT, "【新闻链接】", TEXT, "二、农业", TEXT])
    assert [(one.section, one.flags) for one in segment(text)] == [
        (("一、工业",), ()),
        (("一、工业",), ("box",)),
        (("一、工业",), ("box",)),
        (("二、农业",), ()),
    ]


def test_looking_for_what_goes_on_behind_a_heading_copies_nothing() -> None:
    class Whole(list[Heading | None]):
        def __getitem__(self, key: Any) -> Any:
            assert not isinstance(key, slice)
            return super().__getitem__(key)

    headings = Whole([Heading(1, 1, "一、工业", True), None, Heading(1, 1, "一、农业", True), None])

    assert series_that_start_over(headings) == {2}
