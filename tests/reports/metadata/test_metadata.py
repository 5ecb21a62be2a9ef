import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.metadata.metadata import read_metadata

DECEMBER = "2030年12月22日在云溪县四届人民代表大会第二次会议上"


@pytest.mark.parametrize(
    ("head", "headlines", "title", "region", "year"),
    [
        (["2031年云溪市政府工作报告"], [], "2031年云溪市政府工作报告", "云溪市", 2031),
        (["云溪市2031年政府工作报告"], [], "云溪市2031年政府工作报告", "云溪市", 2031),
        (["[云溪] 2031年云溪市沿溪区人民政府工作报告"], [], "2031年云溪市沿溪区人民政府工作报告", "云溪市沿溪区", 2031),
        (
            ["政府工作报告", "二〇三一年一月九日在云溪市第四届人民代表大会第二次会议上"],
            [],
            "政府工作报告",
            "云溪市",
            2031,
        ),
        (
            ["政府工作报告", "——2031年1月9日在云溪市第四届", "人民代表大会第二次会议上"],
            [],
            "政府工作报告",
            "云溪市",
            2031,
        ),
        (["政府工作报告", DECEMBER], ["一、2030年工作回顾", "二、2031年工作安排"], "政府工作报告", "云溪县", 2031),
        (["政府工作报告", DECEMBER], [], "政府工作报告", "云溪县", None),
        (
            ["政府工作报告", "2031年1月8日云溪州州长林溪在云溪州第四届人民代表大会上"],
            [],
            "政府工作报告",
            "云溪州",
            2031,
        ),
        (["2031年国务院政府工作报告"], [], "2031年国务院政府工作报告", "全国", 2031),
        (
            ["新华社北京3月5日电政府工作报告", "——2031年3月5日在第十九届全国人民代表大会第一次会议上"],
            [],
            "政府工作报告",
            "全国",
            2031,
        ),
        (["2031年宁夏政府工作报告"], [], "2031年宁夏政府工作报告", "宁夏回族自治区", 2031),
        (["政府工作报告"], ["2031年重点工作"], "政府工作报告", "", 2031),
        (["云溪日报"], [], "", "", None),
        (["云溪市人大关于政府工作报告的决议", "热议2031年云溪市政府工作报告"], [], "", "", None),
    ],
)
def test_what_is_stated_is_read_and_nothing_is_guessed(
    head: list[str], headlines: list[str], title: str, region: str, year: int | None
) -> None:
    found = read_metadata(head, [], headlines)
    assert (found.about.title, found.about.region, found.about.year, found.flags) == (title, region, year, ())


def test_a_title_against_the_date_of_the_session_is_flagged() -> None:
    found = read_metadata(
        ["2034年云溪市政府工作报告", "二〇三一年一月九日在云溪市第四届人民代表大会第三次会议上"], [], []
    )
    assert (found.about.year, found.flags) == (2034, ("year_contradicted",))


def test_a_title_against_what_the_report_plans_is_flagged() -> None:
    assert read_metadata(["2034年云溪市政府工作报告"], [], ["二、2031年主要工作"]).flags == ("year_contradicted",)


def test_a_december_session_for_the_next_year_is_no_contradiction() -> None:
    head = ["2031年云溪市政府工作报告", "2030年12月22日在云溪市第四届人民代表大会第二次会议上"]
    assert read_metadata(head, [], ["三、2031年主要工作"]).flags == ()


def test_a_digest_names_place_and_year_in_its_text() -> None:
    body = ["今年是“十六五”开局之年。在云溪市第四届人民代表大会第二次会议上，市长作政府工作报告。"]
    found = read_metadata([], body, [])
    assert (found.about.region, found.about.year) == ("云溪市", 2031)


def test_where_date_and_headings_agree_against_the_title_the_year_is_theirs() -> None:
    head = ["2034年云溪市政府工作报告", "二〇三一年一月九日在云溪市第四届人民代表大会第三次会议上"]
    found = read_metadata(head, [], ["一、2030年工作回顾", "二、2031年主要工作"])
    assert (found.about.title, found.about.year) == ("2034年云溪市政府工作报告", 2031)
    assert found.flags == ("year_contradicted",)


def test_a_title_with_the_year_that_has_passed_keeps_its_year_and_is_flagged() -> None:
    head = ["2030年政府工作报告", DECEMBER]
    found = read_metadata(head, [], ["一、2030年工作回顾", "二、2031年工作安排"])
    assert (found.about.year, found.planned, found.flags) == (2030, 2031, ("plans_for_another_year",))


def test_a_title_of_one_place_and_a_session_of_another_are_flagged() -> None:
    head = ["2031年云溪市政府工作报告", "2031年1月9日在山前市第四届人民代表大会第三次会议上"]
    assert read_metadata(head, [], []).flags == ("region_contradicted",)


@pytest.mark.parametrize(
    ("title", "session"),
    [("云溪市沿溪区", "沿溪区"), ("沿溪区", "云溪市沿溪区"), ("宁夏", "宁夏回族自治区")],
)
def test_a_shorter_name_of_one_place_is_no_contradiction(title: str, session: str) -> None:
    head = [f"2031年{title}政府工作报告", f"2031年1月9日在{session}第四届人民代表大会第三次会议上"]
    assert read_metadata(head, [], []).flags == ()


def test_a_day_that_does_not_exist_is_flagged_and_not_given() -> None:
    head = ["2031年云溪市政府工作报告", "2031年2月30日在云溪市第四届人民代表大会第三次会议上"]
    found = read_metadata(head, [], [])
    assert (found.about.date, found.flags) == ("", ("date_impossible",))


def test_date_speaker_meeting_and_province_are_read() -> None:
    head = ["2022年天门市政府工作报告", "2021年12月16日在天门市第九届人民代表大会第一次会议上", "市人民政府市长 方知远"]
    about = read_metadata(head, [], []).about
    assert (about.date, about.speaker, about.meeting) == ("2021-12-16", "方知远", "第九届人民代表大会第一次会议")
    assert (about.region, about.level, about.province) == ("天门市", "county", "湖北省")


def test_what_only_the_page_tells_is_inferred_and_says_so() -> None:
    body = ["衡水湖畔新建水厂，衡水老城改造完工，衡水更宜居。", "让我们努力奋斗，以优异成绩迎接党的二十大胜利召开！"]
    found = read_metadata(["政府工作报告", "（上接A2版）"], body, [], page=["衡水日报近期报纸查看"])
    assert (found.about.region, found.about.province, found.about.year) == ("衡水市", "河北省", 2022)
    assert found.flags == ("region_inferred", "year_inferred")


def test_a_newspaper_that_the_speech_does_not_name_tells_no_region() -> None:
    assert read_metadata(["政府工作报告"], ["新建水厂一座。"], [], page=["来源：衡水日报"]).about.region == ""


# Set words and single characters of heads, in any order, at the place of a date, a number or a name.
_PIECES = [
    "政府工作报告",
    "2031年",
    "二〇三一年",
    "十",
    "十十一",
    "二二",
    "13月",
    "31日",
    "〇",
    "在",
    "市",
    "云溪市",
    "第",
    "届",
    "人民代表大会",
    "全国",
    "次会议",
    "会议上",
    "市长",
    "·",
    "（",
    "朝阳区",
    "日报",
    "年",
    "月",
    "日",
    "1",
]


@given(st.lists(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join), max_size=4))
def test_no_head_however_broken_stops_the_reading(head: list[str]) -> None:
    found = read_metadata(head, head, head, head)
    assert re.fullmatch(r"(?:\d{4}-\d\d(?:-\d\d)?)?", found.about.date)
