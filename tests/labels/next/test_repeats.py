"""Repeats: the same sentence twice is one question."""

from dataclasses import replace

from labels.next.repeats import groups_of_repeats
from tests.labels.conftest import paragraph

LONG = "砚浦市全年新建乡镇幼儿园三所、社区食堂十二处，改造老旧小区四十个，惠及居民六万余人；城镇新增就业两万三千人，居民收入与经济同步增长，医保参保率保持在百分之九十五以上。"  # noqa: E501


def test_repeats_share_a_number_in_one_report_and_in_two() -> None:
    texts = [LONG, "开会。", LONG.replace("三所", "五所"), "开会。", "散会。"]
    reports = ["砚浦市-2030", "砚浦市-2030", "砚浦市-2030", "云溪市-2031", "云溪市-2031"]
    rows = [
        replace(paragraph(report, i), text=text) for i, (report, text) in enumerate(zip(reports, texts, strict=True))
    ]
    assert groups_of_repeats(rows).tolist() == [0, 1, 0, 1, 4]


def test_a_chain_of_repeats_is_one_group() -> None:
    later = LONG.replace("三所", "五所")
    latest = later.replace("十二处", "二十处")
    rows = [replace(paragraph(f"虚{i}县-2031", i), text=text) for i, text in enumerate((LONG, later, latest))]
    assert groups_of_repeats(rows).tolist() == [0, 0, 0]


def test_nothing_has_no_groups() -> None:
    assert groups_of_repeats([]).tolist() == []
