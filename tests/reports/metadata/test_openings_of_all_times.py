"""Heads as they stand above reports of other governments, other times and other hands."""

import pytest

from reports.metadata.kind import counted_as_report
from reports.metadata.metadata import read_metadata
from reports.metadata.page_clues import year_of_session
from reports.metadata.personal_names import name_alone
from reports.metadata.places import place_of, same_place
from reports.report import About

OPENING = ["各位代表：", "现在，我代表县人民政府，向大会报告工作，请予审议。"]
AT = "第四届人民代表大会第二次会议"


@pytest.mark.parametrize(
    ("head", "title", "region", "year", "date", "speaker"),
    [
        (
            ["砚湖盟行政公署工作报告", "——2031年1月18日在盟经济工作会议上", "盟 长 其其格玛"],
            *("砚湖盟行政公署工作报告", "砚湖盟", 2031, "2031-01-18", "其其格玛"),
        ),
        (
            ["砚湖省人民委员会工作报告", f"（1956年12月8日在砚湖省{AT}上）", "副省长 林远舟"],
            *("砚湖省人民委员会工作报告", "砚湖省", 1956, "1956-12-08", "林远舟"),
        ),
        (
            ["砚湖县革命委员会工作报告", f"一九七八年十一月二十五日在砚湖县{AT}上", "县革命委员会主任 林远舟"],
            *("砚湖县革命委员会工作报告", "砚湖县", 1978, "1978-11-25", "林远舟"),
        ),
        (
            [f"砚湖省{AT}文件（二）", "关于政府工作的报告", "林 远舟", "（一九九四年二月二十五日）"],
            *("关于政府工作的报告", "砚湖省", 1994, "1994-02-25", "林远舟"),
        ),
        (
            ["政府工作报告", "——2031年2月18日在砚湖县人大十四届三次会议上", "县委副书记、县人民政府县长  欧阳 远舟"],
            *("政府工作报告", "砚湖县", 2031, "2031-02-18", "欧阳远舟"),
        ),
        (
            ["砚湖县2031年政府工作报告", "2031.2.20", "砚湖县人民政府 县长", "林 远舟"],
            *("砚湖县2031年政府工作报告", "砚湖县", 2031, "2031-02-20", "林远舟"),
        ),
        (
            ["砚湖自治州2031年政府工作报告", f"2031年元月8日在自治州{AT}上", "自治州州长 巴  代（蒙古族）"],
            *("砚湖自治州2031年政府工作报告", "砚湖自治州", 2031, "2031-01-08", "巴代"),
        ),
        (
            ["砚湖地区行政公署工作报告", "2031年2月11日", "行署专员 阿依•远舟"],
            *("砚湖地区行政公署工作报告", "砚湖地区", 2031, "2031-02-11", "阿依·远舟"),
        ),
        (
            ["政府工作", "报告", f"2031年1月9日在砚湖市{AT}上", "市长 林远舟"],
            *("政府工作报告", "砚湖市", 2031, "2031-01-09", "林远舟"),
        ),
        (
            ["砚湖市人民政府门户网站 2031年政府工作报告", f"2031年1月9日在砚湖市{AT}上", "市长 林远舟"],
            *("2031年政府工作报告", "砚湖市", 2031, "2031-01-09", "林远舟"),
        ),
    ],
)
def test_a_head_of_any_time_tells_all_that_it_states(
    head: list[str], title: str, region: str, year: int, date: str, speaker: str
) -> None:
    found = read_metadata(head, OPENING, []).about
    assert (found.title, found.region, found.year, found.date, found.speaker) == (title, region, year, date, speaker)


def test_a_place_that_begins_like_an_office_is_no_office() -> None:
    found = read_metadata(["湖南省长沙市岳麓区2031年政府工作报告", f"2031年1月9日在湖南省长沙市岳麓区{AT}上"], [], [])
    assert found.about.title == "湖南省长沙市岳麓区2031年政府工作报告"
    assert (found.about.region, found.about.province, found.flags) == ("湖南省长沙市岳麓区", "湖南省", ())


def test_a_name_below_the_meeting_needs_no_office_and_other_words_are_no_name() -> None:
    head = ["政府工作报告", "（一九七五年一月十三日报告）", "林远舟"]
    body = ["各位代表：", "根据决定，我代表国务院，向第四届全国人民代表大会作政府工作报告。"]
    found = read_metadata(head, body, []).about
    assert (found.year, found.date, found.speaker, found.level) == (1975, "1975-01-13", "林远舟", "national")


@pytest.mark.parametrize("words", ["关闭窗口", "文件", "时间", "安全", "高阳", "方案", "国务院", "项目建设"])
def test_short_words_of_a_page_are_no_names(words: str) -> None:
    assert name_alone(words) == ""


@pytest.mark.parametrize("name", ["林远舟", "方知", "欧阳远舟", "阿依·远舟"])
def test_names_are_known_by_their_surname_or_their_dot(name: str) -> None:
    assert (name_alone(name), name_alone(f"{name}（藏族）")) == (name, name)


@pytest.mark.parametrize(
    ("meeting", "year"),
    [
        ("第一届全国人民代表大会第四次会议", 1957),
        ("第二届全国人民代表大会第三次会议", 1962),
        ("第四届全国人民代表大会第一次会议", 1975),
        ("第六届全国人民代表大会第一次会议", 1983),
        ("第十四届全国人民代表大会第三次会议", 2025),
        ("第三届全国人民代表大会第二次会议", None),
        ("第一届人民代表大会第四次会议", None),
    ],
)
def test_a_session_of_the_national_congress_tells_its_year(meeting: str, year: int | None) -> None:
    assert year_of_session(meeting) == year


def test_a_report_without_a_date_has_the_year_of_its_national_session() -> None:
    head = ["林远舟总理在第一届全国人民代表大会第四次会议上的政府工作报告"]
    found = read_metadata(head, ["各位代表：", "我现在代表国务院，向大会作关于政府工作的报告。"], []).about
    assert (found.year, found.date) == (1957, "")


def test_a_zone_lies_where_what_it_is_named_after_lies() -> None:
    assert (place_of("平潭综合实验区").province, place_of("砚湖综合实验区").province) == ("福建省", "")
    assert same_place("平潭综合实验区", "平潭县")
    assert not same_place("平潭综合实验区", "闽侯县")


def test_a_county_that_became_a_city_lies_where_the_city_lies() -> None:
    assert (place_of("章丘县").province, place_of("商洛地区").province) == ("山东省", "陕西省")


def test_a_year_whose_report_is_on_the_plan_counts_as_the_state_councils_only() -> None:
    kinds = ("not_a_report", "plan_document")
    national = About(title="1980年政府工作报告", region="全国", level="national")
    local = About(title="1980年砚湖市政府工作报告", region="砚湖市", level="prefecture")
    assert counted_as_report(kinds, national) == ("plan_document",)
    assert counted_as_report(kinds, local) == kinds


def test_a_plan_bears_its_own_name_though_it_stands_on_two_lines() -> None:
    head = ["砚湖省国民经济和社会发展", "第十个五年计划纲要", "（2031年2月16日砚湖省第九届人民代表大会第四次会议通过）"]
    assert read_metadata(head, [], []).about.title == "砚湖省国民经济和社会发展第十个五年计划纲要"


@pytest.mark.parametrize("unknown", ["未知", "不详", "佚名"])
def test_a_field_that_says_unknown_says_nothing(unknown: str) -> None:
    head = ["标题：砚湖市2031年政府工作报告", f"发文时间：{unknown}", f"报告人：{unknown}", "正文："]
    found = read_metadata(head, OPENING, []).about
    assert (found.title, found.speaker, found.date) == ("砚湖市2031年政府工作报告", "", "")
