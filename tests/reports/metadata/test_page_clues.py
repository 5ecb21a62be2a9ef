import pytest

from reports.metadata.page_clues import piece_flags, region_of_page, year_of_congress


@pytest.mark.parametrize(
    ("congress", "year"), [("十七", 2007), ("十八", 2012), ("十九", 2017), ("二十", 2022), ("二十一", 2027)]
)
def test_closing_words_that_await_a_congress_tell_the_year(congress: str, year: int) -> None:
    assert year_of_congress(["新建水厂一座。", f"以优异成绩迎接党的{congress}大胜利召开！"]) == year


def test_a_congress_that_has_met_tells_no_year() -> None:
    assert year_of_congress(["全面贯彻党的二十大精神，让我们努力奋斗！"]) is None
    assert year_of_congress(["去年迎接党的二十大胜利召开。", *["新建水厂一座。"] * 5]) is None


def test_the_publisher_that_the_text_names_most_gives_the_region() -> None:
    page = ["衡水日报", "邢台日报", "版权均为衡水新闻网所有"]
    assert region_of_page(page, ["衡水的湖，衡水的酒，衡水的老城。邢台的山。"]) == "衡水市"


@pytest.mark.parametrize(
    ("page", "body", "opens", "flags"),
    [
        (["政府工作报告", "（上接A2版）"], [], False, ("second_part",)),
        (["政府工作报告", "(上接第二版)"], [], False, ("second_part",)),
        (["政府工作报告", "（下转3版）"], [], True, ("first_part",)),
        (["（上接A2版）", "（下转A4版）"], [], False, ("second_part", "first_part")),
        ([], ["报告中强调，做好今年工作，要坚持实干。"], False, ("digest",)),
        ([], ["审计报告强调不够。"], False, ()),
        ([], ["报告指出的问题已整改。", "报告指出，水质要好。"], True, ()),
    ],
)
def test_a_piece_of_a_report_says_which_it_is(
    page: list[str], body: list[str], opens: bool, flags: tuple[str, ...]
) -> None:
    assert piece_flags(page, body, opens) == flags


@pytest.mark.parametrize(
    ("page", "opens", "closes", "flags"),
    [
        (["[1] [2] [3] 下一页 尾页"], True, False, ("first_part",)),
        (["1 2 3 4 5 下一页 >>"], True, False, ("first_part",)),
        (["第1页/共5页"], True, False, ("first_part",)),
        (["第1页/共5页"], True, True, ()),
        (["第1页/共1页"], True, False, ()),
        (["上一页 下一页"], False, False, ("second_part", "first_part")),
        (["首页 | 上一页 | 1 2 3"], False, True, ("second_part",)),
        (["各位代表翻到报告的下一页就能看到这些数字。"], True, False, ()),
    ],
)
def test_one_of_several_pages_says_which_it_is(
    page: list[str], opens: bool, closes: bool, flags: tuple[str, ...]
) -> None:
    assert piece_flags(page, [], opens, closes) == flags
