import pytest

from reports.structure.openings import with_whole_addresses
from reports.structure.splitting import opens, split_reports
from tests.reports.sample_text import BODY

REST = [*BODY[1:], "新增造林三千亩，修复湿地两处，关停高耗水企业六家，改造老旧小区四十六个。" * 8]
ASKS = "现在，我代表市人民政府，向大会报告工作，请予审议，并请市政协委员提出意见。"


@pytest.mark.parametrize(
    "pieces",
    [
        ["各位", "代表", "：", ASKS],
        ["各位", "代表：", ASKS],
        ["各", "位代表", "：" + ASKS],
        ["各位代表", "、同志们：", ASKS],
        ["同志", "们：", ASKS],
        ["各位", "委员：", ASKS],
        ["各位", "代表", ":", ASKS],
        ["各 位 代 表、同 志 们", ASKS],
        ["代表们、同志们：", ASKS],
    ],
)
def test_an_address_that_links_cut_in_pieces_opens_the_report(pieces: list[str]) -> None:
    (report,) = split_reports(["砚湖市", "政府工作报告", *pieces, *REST])
    assert report.head == ["砚湖市", "政府工作报告"]
    assert opens(report.body, report.head)


@pytest.mark.parametrize(
    "head",
    [
        "2027年政府工作报告——2027年1月12日在砚湖市第九届人民代表大会第二次会议上 砚湖市市长 林远舟",
        "1981年政府工作报告 当前形势——1981年11月30日在砚湖市第五届人民代表大会第四次会议上砚湖市市长林远舟",
        "在砚湖市第九届人民代表大会第二次会议上的政府工作报告 代市长 林远舟",
    ],
)
@pytest.mark.parametrize("address", ["各位代表：", "各位委员：", "同志们："])
def test_an_address_glued_to_a_name_opens_the_report_even_where_it_asks_for_nothing(head: str, address: str) -> None:
    line = f"{head}{address}从去年九月到现在，已经过去一年。在这段时间里，全市生产有新的增长。"
    (report,) = split_reports([line, *REST])
    assert report.head == [head]
    assert report.body[0].startswith(address)
    assert opens(report.body, report.head)


def test_words_within_a_speech_are_not_joined() -> None:
    lines = ["各项工作", "代表全市人民", "各位代表！", "现在，任务已经明确。"]
    assert with_whole_addresses(lines) == lines


@pytest.mark.parametrize("byline", ["砚湖县人民政府县长？？ 林远舟", "代县长 林远舟", "砚湖县人民政府县长林远舟"])
def test_an_address_glued_to_a_byline_opens_the_report(byline: str) -> None:
    (report,) = split_reports(["砚湖县2027年政府工作报告", f"{byline}各位代表：", ASKS, *REST])
    assert report.head[-1] == byline
    assert report.body[0] == "各位代表："
