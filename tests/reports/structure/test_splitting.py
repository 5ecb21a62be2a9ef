from reports.structure.splitting import opens, split_reports, without_repeats
from tests.reports.sample_text import BODY, LINES, OPENING, SESSION, TITLE, report_of


def test_head_and_speech_are_told_apart() -> None:
    (parts,) = split_reports(["首页", *LINES])
    assert parts.head[:3] == ["首页", TITLE, SESSION]
    assert parts.body == BODY


def test_reports_in_one_file_are_kept_apart() -> None:
    given = [("甲山市", 2031), ("乙河区", 2032), ("丙湖县", 2033)]
    dump = [line for place, year in given for line in ["-", *report_of(place, year).split("\n")]]
    found = split_reports([*dump, "联系我们"])
    assert [next(line for line in one.head if "报告" in line) for one in found] == [
        "2031年甲山市政府工作报告",
        "2032年乙河区政府工作报告",
        "2033年丙湖县政府工作报告",
    ]
    assert all(one.body[0] == "各位代表：" for one in found)


def test_reports_that_are_one_line_each_or_all_together_are_found() -> None:
    first, second = (report_of(place, 2031).replace("\n", "") for place in ("甲山市", "乙河区"))
    for lines in ([first, second], [first + second]):
        found = split_reports(lines)
        assert [one.body[0][:7] for one in found] == ["各位代表：现在"] * 2
        assert "甲山市" in found[0].head[0] and "乙河区" in found[1].head[0]


def test_addressing_the_congress_again_begins_no_report() -> None:
    again = [*BODY[:6], "各位代表：", "请予审议的规划草案已经印发，工作报告不再重复。" * 30, *BODY[6:]]
    assert len(split_reports([TITLE, *again])) == 1


def test_a_teaser_behind_the_report_is_no_report() -> None:
    assert len(split_reports([*LINES, TITLE, "各位代表：" + OPENING])) == 1


def test_a_report_without_opening_begins_with_its_first_sentence() -> None:
    (parts,) = split_reports(["今日 首页", TITLE, "（上接A2版）", *BODY[3:]])
    assert parts.body == BODY[3:]
    assert TITLE in parts.head


def test_a_report_without_opening_may_begin_with_a_list() -> None:
    lines = ["1. 新建公办幼儿园20所", "2. 加固危桥12座", *BODY[3:]]
    (parts,) = split_reports(["首页", TITLE, *lines])
    assert parts.body == lines


def test_a_page_that_holds_its_article_several_times_gives_it_once() -> None:
    assert without_repeats([*LINES, *LINES, *LINES]) == LINES
    on_one_line = "".join(LINES) * 5
    assert without_repeats([on_one_line, on_one_line]) == [on_one_line]


def test_two_reports_may_share_their_set_phrases() -> None:
    lines = [*report_of("甲山市", 2031).split("\n"), *report_of("乙河区", 2032).split("\n")]
    assert without_repeats(lines) == lines


def test_lines_that_come_again_in_one_report_stay() -> None:
    lines = [*BODY, "各位代表！", "短句。", "各位代表！", "短句。"]
    assert without_repeats(lines) == lines


def test_colleagues_and_guests_may_be_addressed_too() -> None:
    for address in ("各位代表，同志们：", "各位代表、各位委员、同志们："):
        (parts,) = split_reports(["核心提示：大会听取了报告，现将全文公布如下。", TITLE, address + OPENING, *BODY[2:]])
        assert parts.head[-1] == TITLE and opens(parts.body)


def test_a_report_without_address_begins_where_its_speaker_asks_to_consider_it() -> None:
    (parts,) = split_reports(
        ["首页 要闻，政务，服务，互动，专题，信箱", TITLE, "核心提示：大会听取了报告，现将全文公布如下。", *BODY[1:]]
    )
    assert parts.body == BODY[1:]


def test_the_head_of_a_second_copy_goes_with_it() -> None:
    session = "——2031年1月9日在砚湖市第四届人民代表大会第二次会议上"
    text = [
        f"{number}、砚湖市第{number}片湿地完成修复，岸线全部还绿，水质比上年又好了一个等级，候鸟也回来了。"
        for number in range(60)
    ]
    lines = [f"2031年政府工作报告{session}市长林远舟各位代表：", *text, session, "各位代表：", *text]
    assert without_repeats(lines) == lines[: 1 + len(text)]
