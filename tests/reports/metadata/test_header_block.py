import pytest

from reports.metadata.header_block import read_header
from reports.metadata.metadata import read_metadata

BLOCK = [
    "标题：政府工作报告——在市十四届人大一次会议上",
    "发文单位：云溪市人民政府",
    "发文时间：2031-01-09",
    "报告人：云溪市市长 方知远",
    "来源URL：http://yunxi.example/766",
    "正文：",
]


def test_a_block_gives_title_issuer_day_and_speaker() -> None:
    header = read_header(BLOCK)
    assert (header.title, header.subtitle) == ("政府工作报告", "在市十四届人大一次会议上")
    assert (header.issuer, header.day, header.speaker) == ("云溪市人民政府", (2031, 1, 9), "云溪市市长 方知远")


def test_what_the_speech_does_not_say_is_taken_from_the_block() -> None:
    about = read_metadata(BLOCK, [], []).about
    assert (about.title, about.region, about.year) == ("政府工作报告", "云溪市", 2031)
    assert (about.date, about.speaker, about.meeting) == ("2031-01-09", "方知远", "第十四届人民代表大会第一次会议")


def test_several_fields_on_one_line_are_told_apart() -> None:
    line = "时间：2033-03-30？？？？ 作者：中国县域？？？？ 来源：政府官网？？？？ 阅读："
    header = read_header([line])
    assert (header.day, header.speaker) == ((2033, 3, 30), "")


@pytest.mark.parametrize(("given", "expected"), [("市长 方知远", "方知远"), ("云溪文库", "")])
def test_an_author_is_the_speaker_only_with_an_office(given: str, expected: str) -> None:
    assert read_metadata(["2031年云溪市政府工作报告", f"作者：{given}"], [], []).about.speaker == expected


def test_the_day_on_which_a_page_was_saved_years_later_is_no_day_of_the_report() -> None:
    found = read_metadata(["2031年云溪市政府工作报告", "发布时间：2033-03-30"], [], [])
    assert (found.about.year, found.about.date, found.flags) == (2031, "", ())


def test_the_session_stands_above_the_day_of_the_block() -> None:
    head = ["发文时间：2031-01-12", "政府工作报告", "—在云溪省第十届人民代表大会第二次会议上（二〇三一年一月八日）"]
    assert read_metadata(head, [], []).about.date == "2031-01-08"


def test_a_report_of_another_name_bears_it() -> None:
    head = ["标题：关于云溪市第十六个五年规划纲要的报告——在云溪市第四届人民代表大会第一次会议上"]
    assert read_metadata(head, [], []).about.title == "关于云溪市第十六个五年规划纲要的报告"
