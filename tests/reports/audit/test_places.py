"""Whose report a text is, and of which year, where names are short, alike, gone, or not said at all."""

from pathlib import Path

import pytest

from tests.reports.audit.test_audit import Cells, audited, row
from tests.reports.audit.texts import invented_report


def bare(year: int, kind: str = "县", *, mentions: tuple[str, ...] = ()) -> str:
    return invented_report("", year, kind=kind, mentions=mentions)


RIGHT: dict[str, Cells] = {
    "a banner's short name": row(
        2019, "科右中旗", "兴安盟", "内蒙古", invented_report("科尔沁右翼中旗", 2019, kind="旗")
    ),
    "a name without its ending": row(2019, "浦东新", "", "上海", invented_report("浦东新区", 2019, kind="区")),
    "a name behind the word for its mayor": row(
        2019, "长沙县", "长沙市", "湖南", bare(2019, mentions=("长沙县",)).replace("代表县", "代表长沙县")
    ),
    "a county that became a district under another name": row(
        2012, "柯桥区", "绍兴", "浙江", bare(2012, mentions=("绍兴县",) * 3)
    ),
    "a county that was merged into a new district": row(
        2014, "播州区", "遵义", "贵州", bare(2014, mentions=("遵义县",))
    ),
    "a people's county called like another province's": row(
        2016, "东乡县", "临夏州", "甘肃", invented_report("东乡族自治县", 2016)
    ),
    "a county whose name begins like a prefecture's": row(
        2019, "靖州苗族侗族自治县", "怀化市", "湖南省", invented_report("靖州苗族侗族自治县", 2019)
    ),
    "the nation": row(2010, "", "", "全国", bare(2010, mentions=("我国",)).replace("县人民政府", "国务院")),
}


@pytest.mark.parametrize("right", RIGHT.values(), ids=RIGHT)
def test_a_right_row_is_left_in_peace(tmp_path: Path, right: Cells) -> None:
    assert [one.verdict for one in audited(tmp_path, right)] == ["ok"]


WRONG: dict[str, tuple[str, Cells]] = {
    "the city's own, without a name": (
        "place",
        row(2023, "望都县", "保定市", "河北省", bare(2023, "市", mentions=("望都县",) * 3)),
    ),
    "a city called like its county": ("place", row(2017, "湘潭县", "湘潭", "湖南", invented_report("湘潭市", 2017))),
    "a county called like its city": ("place", row(2017, "", "衡阳市", "湖南", invented_report("衡阳县", 2017))),
    "和县 for 云和县, and the word 和": (
        "place",
        row(2018, "和县", "马鞍山", "安徽", bare(2018, mentions=("云和县",) * 3 + ("市委和县委",) * 3)),
    ),
    "the same name, and a city twice": (
        "place",
        row(2018, "鼓楼区", "徐州", "江苏", bare(2018, "区", mentions=("鼓楼区", "福州市委", "福州"))),
    ),
    "an office of a zone": (
        "place",
        row(2019, "右江区", "百色", "广西", bare(2019, "高新区管委会").replace("管委会人民政府", "管委会")),
    ),
    "last year's under this year's title": (
        "year",
        row(2018, "社旗县", "南阳", "河南", f"社旗县2018年政府工作报告\n{invented_report('社旗县', 2017)}"),
    ),
    "begun late": (
        "cut_off",
        row(2022, "定兴县", "保定", "河北", "二、2022" + invented_report("定兴县", 2022).partition("二、2022")[2]),
    ),
    "begun in mid-sentence": (
        "cut_off",
        row(2022, "定兴县", "保定", "河北", "，" + invented_report("定兴县", 2022).partition("工作回顾\n")[2]),
    ),
}


@pytest.mark.parametrize(("kind", "wrong"), WRONG.values(), ids=WRONG)
def test_a_wrong_row_is_found(tmp_path: Path, kind: str, wrong: Cells) -> None:
    (one,) = audited(tmp_path, wrong)
    assert (one.verdict, one.findings[0].kind) == ("wrong", kind)


def test_a_number_that_is_no_year_is_told(tmp_path: Path) -> None:
    (one,) = audited(tmp_path, row(2107, "唐县", "保定市", "河北省", invented_report("唐县", 2017)))
    assert "2107, which is no year" in one.findings[0].english


def test_a_report_that_its_own_title_calls_by_the_year_before_is_to_be_looked_at(tmp_path: Path) -> None:
    text = f"唐县2016年政府工作报告\n{invented_report('唐县', 2017)}"
    assert [one.verdict for one in audited(tmp_path, row(2016, "唐县", "保定", "河北", text))] == ["look at"]


def test_a_report_in_the_column_beside_its_own_is_named_with_that_column(tmp_path: Path) -> None:
    text = invented_report("唐县", 2017)
    (one,) = audited(tmp_path, row(2017, text, "保定", "河北", None))
    assert one.verdict == "wrong"
    assert "区县名称" in one.findings[0].english
