import pytest

from reports.metadata import read_metadata
from reports.places import level_of

DECEMBER = "2030年12月22日在云溪县四届人民代表大会第二次会议上"


@pytest.mark.parametrize(
    ("head", "headlines", "title", "region", "year"),
    [
        (["2031年云溪市政府工作报告"], [], "2031年云溪市政府工作报告", "云溪市", 2031),
        (["云溪市2031年政府工作报告"], [], "云溪市2031年政府工作报告", "云溪市", 2031),
        (["[云溪] 2031年云溪市沿溪区人民政府工作报告"], [], "2031年云溪市沿溪区人民政府工作报告", "云溪市沿溪区", 2031),
        (["政府工作报告", "二〇三一年一月九日在云溪市第四届人民代表大会第二次会议上"], [], "政府工作报告", "云溪市", 2031),
        (["政府工作报告", "——2031年1月9日在云溪市第四届", "人民代表大会第二次会议上"], [], "政府工作报告", "云溪市", 2031),
        (["政府工作报告", DECEMBER], ["一、2030年工作回顾", "二、2031年工作安排"], "政府工作报告", "云溪县", 2031),
        (["政府工作报告", DECEMBER], [], "政府工作报告", "云溪县", None),
        (["政府工作报告", "2031年1月8日云溪州州长林溪在云溪州第四届人民代表大会上"], [], "政府工作报告", "云溪州", 2031),
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
    assert (found.title, found.region, found.year, found.flags) == (title, region, year, ())


def test_a_title_against_the_date_of_the_session_is_flagged() -> None:
    found = read_metadata(["2034年云溪市政府工作报告", "二〇三一年一月九日在云溪市第四届人民代表大会第三次会议上"], [], [])
    assert (found.year, found.flags) == (2034, ("year_contradicted",))


def test_a_title_against_what_the_report_plans_is_flagged() -> None:
    assert read_metadata(["2034年云溪市政府工作报告"], [], ["二、2031年主要工作"]).flags == ("year_contradicted",)


def test_a_december_session_for_the_next_year_is_no_contradiction() -> None:
    head = ["2031年云溪市政府工作报告", "2030年12月22日在云溪市第四届人民代表大会第二次会议上"]
    assert read_metadata(head, [], ["三、2031年主要工作"]).flags == ()


def test_a_digest_names_place_and_year_in_its_text() -> None:
    body = ["今年是“十六五”开局之年。在云溪市第四届人民代表大会第二次会议上，市长作政府工作报告。"]
    found = read_metadata([], body, [])
    assert (found.region, found.year) == ("云溪市", 2031)


@pytest.mark.parametrize(
    ("region", "level"),
    [
        ("全国", "national"),
        ("北京市", "province"),
        ("内蒙古自治区", "province"),
        ("宁夏", "province"),
        ("咸阳市", "prefecture"),
        ("陕西省咸阳市", "prefecture"),
        ("湘西土家族苗族自治州", "prefecture"),
        ("阿拉善盟", "prefecture"),
        ("德阳市罗江区", "county"),
        ("云溪县", "county"),
        ("云溪自治旗", "county"),
        ("云溪镇", "township"),
        ("云溪市", ""),
        ("", ""),
    ],
)
def test_the_name_tells_the_level_or_nothing_does(region: str, level: str) -> None:
    assert level_of(region) == level
