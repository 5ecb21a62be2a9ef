import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.metadata.session import Session, read_session

AT = "在云溪市第四届人民代表大会第二次会议上"
MEETING = "第四届人民代表大会第二次会议"
DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def spelt(number: int) -> str:
    """Write 22 as 二十二, below 100."""
    tens, ones = divmod(number, 10)
    if not tens:
        return str(ones).translate(DIGITS)
    return ("" if tens == 1 else str(tens).translate(DIGITS)) + "十" + (str(ones).translate(DIGITS) if ones else "")


@pytest.mark.parametrize(
    "head",
    [
        [f"2031年1月9日{AT}云溪市代市长 方知远"],
        [f"——2031年1月9日{AT}", "云溪市人民政府市长 方知远"],
        [f"（2031年1月9日{AT}）", "时间：2031-02-12", "市长方知远"],
        [f"2031年1月9日{AT}云溪市市长方知远同志作政府工作报告。"],
        [f"——2031年1月9日云溪市市长 方知远{AT}的讲话"],
        [f"2031年1月9日{AT}方知远"],
        [f"（市长 方知远 2031年1月9日{AT}）"],
        [f"市长方知远（二〇三一年一月九日{AT}）"],
        [f"2031年1月9日{AT}", "来源：云溪日报", "方知远代表市政府向大会作政府工作报告。记者摄"],
    ],
)
def test_a_session_is_read_however_its_line_is_built(head: list[str]) -> None:
    found = read_session([line.replace(" ", "") for line in head], [])
    assert found == Session("云溪市", MEETING, "方知远", 2031, 1, 9)


@pytest.mark.parametrize(
    ("line", "meeting"),
    [
        ("2031年3月5日在第十九届全国人民代表大会第一次会议上", "第十九届全国人民代表大会第一次会议"),
        ("3月5日，方知远在十九届全国人大一次会议上作政府工作报告", "第十九届全国人民代表大会第一次会议"),
        ("2031年1月9日在云溪省四届人民代表大会第二次会议上", MEETING),
        ("2031年1月9日在云溪省第四届人民代表大会上", "第四届人民代表大会"),
    ],
)
def test_meetings_are_written_out_in_one_form(line: str, meeting: str) -> None:
    assert read_session([line], []).meeting == meeting


def test_names_of_several_parts_stay_whole() -> None:
    assert read_session([f"2031年1月9日{AT}", "自治区主席 阿依·方知远".replace(" ", "")], []).speaker == "阿依·方知远"


def test_who_is_not_named_is_not_made_up() -> None:
    assert read_session([f"2031年1月9日{AT}", "市长作政府工作报告"], []).speaker == ""


def test_a_digest_tells_of_its_session_in_a_sentence() -> None:
    body = [
        "今年是开局之年。在1月9日召开的云溪市第四届人民代表大会第二次会议上，方知远代表市政府向大会作政府工作报告。"
    ]
    found = read_session([], body)
    assert (found.region, found.speaker, found.year, found.month, found.day) == ("云溪市", "方知远", 0, 1, 9)
    assert (found.on(2031), found.on(None)) == ("2031-01-09", "")


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)))
def test_every_day_reads_the_same_in_both_numerals(day: datetime.date) -> None:
    year = str(day.year).translate(DIGITS)
    written = [f"{day.year}年{day.month}月{day.day}日", f"{year}年{spelt(day.month)}月{spelt(day.day)}日"]
    assert [read_session([one + AT], []).on(None) for one in written] == [day.isoformat()] * 2
