import pytest

from reports.cleaning.boxes import begins_box, goes_on_in_box, is_news


@pytest.mark.parametrize(
    "line", ["相关链接", "【新闻链接】", "■名词解读", "延伸阅读：", "编者按：报告全文如下", "【背景】大桥全长六里"]
)
def test_the_leads_of_boxes_are_known(line: str) -> None:
    assert begins_box(line)


@pytest.mark.parametrize("line", ["背景深刻复杂", "链接上下游企业", "数据要素加快流通。", "回放十年历程，成绩喜人。"])
def test_words_of_a_report_lead_to_no_box(line: str) -> None:
    assert not begins_box(line)


def test_news_is_known_by_how_it_begins() -> None:
    assert is_news("本报讯（记者 方知远）昨日，云溪大桥通车。")
    assert not is_news("新华社区建成养老驿站三处。")


@pytest.mark.parametrize(
    "line",
    [
        "竹器产业稳步壮大。新建工场五座。",
        "2030年，竹器产业增长一成。",
        "竹器与纸伞并进，全市新建工场五座。",
        "——竹器产业稳步壮大，新建工场五座。",
    ],
)
def test_a_box_ends_where_its_report_speaks_again(line: str) -> None:
    assert not goes_on_in_box(line)
    assert goes_on_in_box("据了解，" + line)
