import pytest

from reports.cleaning.flagged_text import PlacedFlag, placed_flags, with_flags
from reports.cleaning.watermarks import without_watermark

END = "让我们为建设美丽砚湖而努力奋斗！"


@pytest.mark.parametrize(
    "mark",
    [
        "来自砚田数据网",
        " 详见官网：www.yantian.example",
        "。微信公众号砚田 数据网",
        "（新华社砚湖1月12日电） 《砚湖日报》（2027年01月13日01版）",
        "（《砚湖日报》19870412第1版）",
        "（责任编辑：林小溪）",
        "来源：砚湖政府网",
        "（完）",
        "[责任编辑：方知远]",
        " 更多报告请关注公众号：砚田文库",
    ],
)
def test_what_stands_behind_the_last_sentence_on_its_line_goes(mark: str) -> None:
    assert without_watermark(END + mark) == END


@pytest.mark.parametrize(
    "line",
    [
        "建成全市统一的互联网平台。",
        "推进砚湖物联网",
        "新闻出版工作取得进展，《砚湖日报》改版。",
        "资金主要来自社会各界。",
        "开通政务公众号12个。",
        "（三）办好砚湖文化网",
    ],
)
def test_the_words_of_a_report_are_no_watermark(line: str) -> None:
    assert without_watermark(line) == line


def test_flags_stay_at_their_characters() -> None:
    line = with_flags(END + "来自砚田数据网", [PlacedFlag(2, "separator_lost")])
    assert placed_flags(without_watermark(line)) == (PlacedFlag(2, "separator_lost"),)
