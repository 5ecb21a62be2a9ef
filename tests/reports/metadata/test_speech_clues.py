import pytest

from reports.metadata.metadata import read_metadata
from reports.metadata.places import same_place
from reports.metadata.speech_clues import region_mentioned, region_said, year_after_review

TITLE, MET = "政府工作报告", "第四届人民代表大会第一次会议上"


@pytest.mark.parametrize(
    ("sentence", "region"),
    [
        ("现在，我代表国务院，向大会作政府工作报告，请予审议。", "全国"),
        ("现在，我受国务院的委托，向大会报告政府工作。", "全国"),
        ("现在，我代表云溪县人民政府向大会报告工作。", "云溪县"),
        ("现在，我代表云溪市沿溪区政府，向大会作报告。", "云溪市沿溪区"),
        ("我代表云溪省革命委员会向大会作政府工作报告。", "云溪省"),
        ("我代表云溪市第三届人民政府作报告。", "云溪市"),
        ("现在，我代表县人民政府，向大会报告工作。", ""),
        ("现在，我代表自治区人民政府，向大会报告工作。", ""),
        ("现在，我代表本届市人民政府，向大会报告工作。", ""),
    ],
)
def test_the_speaker_says_for_which_government(sentence: str, region: str) -> None:
    assert region_said(["各位代表：", sentence]) == region


@pytest.mark.parametrize(
    ("headlines", "first", "year"),
    [
        (["一、2030年工作回顾"], "", 2031),
        (["2030年政府工作回顾"], "", 2031),
        (["一、二〇三〇年国内工作的回顾"], "", 2031),
        ([], "刚刚过去的2030年，是不平凡的一年。", 2031),
        ([], "2030年，全市上下团结奋斗。", 2031),
        (["一、过去五年工作回顾"], "五年来，全县上下奋力前行。", None),
    ],
)
def test_the_year_is_the_one_behind_the_year_looked_back_on(headlines: list[str], first: str, year: int | None) -> None:
    assert year_after_review(headlines, [first]) == year


def test_a_heading_that_looks_back_and_ahead_tells_the_year_ahead() -> None:
    assert read_metadata([], [], ["2030年工作回顾和2031年工作安排"]).about.year == 2031


def test_a_place_that_the_speech_calls_its_own_and_names_most_is_inferred() -> None:
    body = [
        "去年，我市城区面貌一新，衡水湖水质提高。",
        "衡水老城改造完工，石家庄铁路通车。",
        "让我们为建设更美衡水而奋斗！",
    ]
    assert region_mentioned(body) == "衡水市"
    found = read_metadata(["政府工作报告"], body, [])
    assert (found.about.region, found.flags) == ("衡水市", ("region_inferred",))


def test_words_that_are_names_of_places_too_tell_no_place() -> None:
    assert region_mentioned(["我市深化合作，扩大合作，加强合作。", "合作共赢。"]) == ""


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("高唐县", "唐县", False),
        ("米易县", "易县", False),
        ("云溪市沿溪区", "沿溪区", True),
        ("宁夏", "宁夏回族自治区", True),
        ("湘西州", "湘西土家族苗族自治州", True),
        ("云溪县", "山前县", False),
    ],
)
def test_a_name_that_ends_like_another_is_not_the_same_place(one: str, other: str, alike: bool) -> None:
    assert same_place(one, other) is alike


def test_a_title_of_one_place_against_what_the_speaker_says_is_flagged() -> None:
    found = read_metadata(["2031年唐县政府工作报告"], ["各位代表：现在，我代表高唐县人民政府报告工作。"], [])
    assert found.flags == ("region_contradicted",)


@pytest.mark.parametrize(
    ("head", "date", "speaker"),
    [
        (["政府工作报告", "（2031年1月9日）"], "2031-01-09", ""),
        (["政府工作报告", "一九七九年六月十八日"], "1979-06-18", ""),
        (["政府工作报告", "云溪县人民政府县长？？ 方 知远"], "", "方知远"),
        (["政府工作报告", "方知远（云溪省省长）", "（二0三一年一月九日）"], "2031-01-09", "方知远"),
        (
            [TITLE, f"2031年1月9日在云溪市{MET}", "云溪市", "市", "长 方知远"],
            "2031-01-09",
            "方知远",
        ),
        (
            [TITLE, "1980年8月30日在第五届全国人大会议上", "国务院副总理方知远"],
            "1980-08-30",
            "方知远",
        ),
        (
            [TITLE, f"2031年1月9日在云溪盟{MET}", "代盟长 方知远"],
            "2031-01-09",
            "方知远",
        ),
    ],
)
def test_day_and_speaker_are_found_where_they_stand(head: list[str], date: str, speaker: str) -> None:
    about = read_metadata(head, [], []).about
    assert (about.date, about.speaker) == (date, speaker)
