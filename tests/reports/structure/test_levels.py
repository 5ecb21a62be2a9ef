"""Where a series of numbers begins again, what stands between tells how deep it stands."""

from typing import Any

import pytest

from reports.cleaning.furniture import without_furniture
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


@pytest.mark.parametrize("lead", ["相关链接", "【相关新闻】", "名词链接："])
def test_the_box_of_a_page_is_flagged_and_the_text_behind_it_is_not(lead: str) -> None:
    news = "据了解，云溪大桥全长6.8公里，2028年动工，过河再不必等渡船。"
    author = "农业稳步发展。全市新建粮仓三处，农民收入增长一成。"
    kept = without_furniture(["一、工业", TEXT, lead, news, author, "二、农业", TEXT]).lines
    flags = [one.flags for one in segment("\n".join(kept))]
    assert flags == [(), ("box",), ("box",), (), ()]


def test_news_without_a_lead_is_flagged() -> None:
    news = "本报讯（记者 方知远）昨日，云溪大桥通车，近千名市民到场。"
    found = segment("\n".join(["一、工业", TEXT, news, TEXT]))
    assert [one.flags for one in found] == [(), ("box",), ()]


def test_a_heading_over_two_lines_is_one() -> None:
    found = sections(
        "一、持续提升政府",
        "治理效能和服务水平",
        "…",
        "二、壮大纸伞竹器两大产业，",
        "…",
        "（一）坚持以实体经济为根基",
        "加快工业强市",
        "…",
    )
    assert found[0] == "一、持续提升政府治理效能和服务水平"
    assert found[-1].endswith("（一）坚持以实体经济为根基加快工业强市")


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (("二、2031年工作安排", "总体要求", "…"), "总体要求"),
        (("二、壮大纸伞竹器产业", "纸伞", "…", "竹器", "…"), "二、壮大纸伞竹器产业 / 竹器"),
    ],
)
def test_headings_below_a_heading_are_not_its_second_line(lines: tuple[str, ...], last: str) -> None:
    assert sections(*lines)[-1] == last


def test_looking_for_what_goes_on_behind_a_heading_copies_nothing() -> None:
    class Whole(list[Heading | None]):
        def __getitem__(self, key: Any) -> Any:
            assert not isinstance(key, slice)
            return super().__getitem__(key)

    headings = Whole([Heading(1, 1, "一、工业", True), None, Heading(1, 1, "一、农业", True), None])

    assert series_that_start_over(headings) == {2}
