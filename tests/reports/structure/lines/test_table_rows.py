"""Rows of tables are no headings."""

import pytest

from reports.structure.lines.table_rows import table_rows
from reports.structure.segmentation import segment

PROSE = "今年主要预期目标是：地区生产总值增长6%左右，居民收入与经济增长同步。"
FIGURES = ["指标，单位，2030年，目标", "粮食总产量，万吨，46.2，46.5", "新增就业，万人，2.1，2以上"]


@pytest.mark.parametrize(
    "rows",
    [
        FIGURES,
        FIGURES[1:2],
        ["粮食总产量，46.2万吨", "森林覆盖率，66.7%"],
        ["事项，牵头单位，完成时限", "文化惠民，文旅局，年底前", "教育扩容，教育局，六月底"],
        ["责任单位，发改委", "完成时限，2031年12月底"],
        ["表1 主要指标", *FIGURES],
        ["主要指标完成情况表", *FIGURES],
    ],
)
def test_rows_are_paragraphs_and_head_no_section(rows: list[str]) -> None:
    text = "\n".join(["一、今年目标", PROSE, *rows, PROSE])
    found = segment(text)
    assert [text[one.start : one.end] for one in found] == [PROSE, *rows, PROSE]
    assert {one.section for one in found} == {("一、今年目标",)}


@pytest.mark.parametrize(
    "lines",
    [
        ["解放思想，真抓实干，奋力前行"],
        ["坚持创新驱动，推动产业升级", "坚持生态优先，推动绿色发展"],
        ["决胜2030，开启新征程"],
        [PROSE, PROSE],
    ],
)
def test_headings_of_clauses_are_no_rows(lines: list[str]) -> None:
    assert table_rows(lines) == set()
