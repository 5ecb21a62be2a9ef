"""What the real reports state of themselves, against what stands in them."""

import re
from pathlib import Path

import pytest

from reports.report import Report

STATED = ("title", "region", "level", "province", "year", "date", "speaker", "meeting")
# As the five files state it. The first two state no more.
SEEDS = """
政府工作报告|德州市|prefecture|山东省|2022|||
|德州市|prefecture|山东省|2021|2021-01-23|杨洪涛|第十八届人民代表大会第五次会议
2022年咸阳市政府工作报告|咸阳市|prefecture|陕西省|2022|2022-03-28|冷劲松|第九届人民代表大会第一次会议
2022年东丽区政府工作报告|东丽区|county|天津市|2022|2021-12-12|贾堤|第十八届人民代表大会第一次会议
2022年天门市政府工作报告|天门市|county|湖北省|2022|2021-12-16|杨兴铭|第九届人民代表大会第一次会议
2022年蓟州区政府工作报告|蓟州区|county|天津市|2022|2021-12-12|张建宇|第二届人民代表大会第一次会议
2022年青海省政府工作报告|青海省|province|青海省|2022|2022-01-21|信长星|第十三届人民代表大会第七次会议
2022年郴州市政府工作报告|郴州市|prefecture|湖南省|2022|2021-12-30|吴巨培|第六届人民代表大会第一次会议
2022年河北省政府工作报告|河北省|province|河北省|2022|2022-01-17|王正谱|第十三届人民代表大会第五次会议
2022年厦门市政府工作报告|厦门市|prefecture|福建省|2019|2019-01-09|庄稼汉|第十五届人民代表大会第三次会议
2022年襄阳市政府工作报告|襄阳市|prefecture|湖北省|2022|2022-01-06|王太晖|第十八届人民代表大会第一次会议
2022年辽宁省政府工作报告|辽宁省|province|辽宁省|2022|2022-01-20|李乐成|第十三届人民代表大会第六次会议
2024年德阳市罗江区政府工作报告|德阳市罗江区|county|四川省|2024|2023-12-27|张天则|第二届人民代表大会第三次会议
2022年政府工作报告|洮南市|county|吉林省|2022|2022-12-22|高熙礼|第十九届人民代表大会第二次会议
"""
FLAGS = {
    "year_contradicted": ["厦门市-2019"],
    "plans_for_another_year": ["洮南市-2022"],
    "second_part": ["德州市-2022"],
    "digest": ["德州市-2021"],
    "region_inferred": ["德州市-2022"],
    "year_inferred": ["德州市-2022"],
    "region_contradicted": [],
    "date_impossible": [],
    "first_part": ["全国-2006", "全国-2007", "全国-2008", "全国-2009"],
}


def stated(one: Report) -> str:
    return "|".join(str(getattr(one.about, field)) for field in STATED)


def test_the_fourteen_reports_of_the_seeds_say_what_they_are(seeds: list[Report]) -> None:
    assert [stated(one) for one in seeds] == SEEDS.strip("\n").split("\n")


@pytest.mark.parametrize("flag", FLAGS)
def test_what_contradicts_itself_or_is_a_piece_is_flagged_and_nothing_else(
    seeds: list[Report], reports: list[Report], flag: str
) -> None:
    assert [one.id for one in [*seeds, *reports] if flag in one.flags] == FLAGS[flag]


def test_every_paragraph_carries_what_its_report_states(seeds: list[Report]) -> None:
    for report in seeds:
        for one in report.paragraphs:
            assert one.about == report.about


def test_every_file_states_region_level_province_year_and_session(reports: list[Report]) -> None:
    assert len(reports) == 68
    for report in reports:
        name = Path(report.source).stem
        found = re.search(r"(?:19|20)\d\d", name)
        assert found is not None
        year = int(found[0])
        assert (report.about.year, report.about.date[:4], bool(report.about.speaker)) == (year, str(year), True), name
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", report.about.date), name
        if year < 2020:
            assert (report.about.region, report.about.level, report.about.province) == ("全国", "national", ""), name
            # the 9th congress met from 1998 to 2002, each of the next ones for five years
            congress, session = divmod(year - 1998, 5)
            numbers = "一二三四五", ("九", "十", "十一", "十二")
            meeting = f"第{numbers[1][congress]}届全国人民代表大会第{numbers[0][session]}次会议"
            assert report.about.meeting == meeting, name
        else:
            place = name.removeprefix("2026_").removeprefix("2025年").removesuffix("政府工作报告")
            assert report.about.region.startswith(place) and report.about.region == report.about.province, name
            assert report.about.level == "province", name
            assert re.fullmatch("第.{1,2}届人民代表大会第[三四五]次会议", report.about.meeting), name
