import pytest

from reports.structure.headings import heading_of
from reports.structure.levels import SectionPath


@pytest.mark.parametrize(
    ("line", "headline", "whole"),
    [
        ("一、2030年工作回顾", "一、2030年工作回顾", True),
        ("（二）着力壮大纸伞产业", "（二）着力壮大纸伞产业", True),
        ("（一）着力壮大产业，根基更加稳固。新开工项目3个。", "（一）着力壮大产业，根基更加稳固", False),
        ("一、过去五年工作回顾过去五年，云溪全力以赴，成绩喜人。", "一、过去五年工作回顾", False),
        ("二、今后五年目标和主要任务观大势，谋长远，云溪前景光明。", "二、今后五年目标和主要任务", False),
        ("三、2031年重点工作", "三、2031年重点工作", True),
        ("1 聚焦纸伞产业 坚定不移强工业", "1 聚焦纸伞产业 坚定不移强工业", True),
        ("2.建设竹器小镇。新建作坊40间，引进匠人300名。", "2.建设竹器小镇", False),
        ("第一部分 过去五年", "第一部分 过去五年", True),
        ("2031年工作安排", "2031年工作安排", True),
        ("2030年", "2030年", True),
        ("2030年：众志成城战洪水", "2030年：众志成城战洪水", True),
        ("过去五年：干在实处，走在前列", "过去五年：干在实处，走在前列", True),
        ("三、" + "壮大纸伞竹器产业，" * 5 + "建设美丽云溪", "三、" + "壮大纸伞竹器产业，" * 5 + "建设美丽云溪", True),
        ("一年来，我们坚持多措并举，纸伞产业稳中向好", "一年来，我们坚持多措并举，纸伞产业稳中向好", True),
    ],
)
def test_headings_are_told_from_text(line: str, headline: str, whole: bool) -> None:
    found = heading_of(line)
    assert found is not None
    assert (found.headline, found.whole) == (headline, whole)


@pytest.mark.parametrize(
    "line",
    [
        "一是壮大产业。新开工项目3个。",
        "各位代表！",
        "（1）四四五六发展总思路：锚定四大目标。",
        "1.为全市新生儿免费提供疾病筛查服务，门诊产前检查基本服务包费用按比例报销，惠及更多家庭。",
        "纸伞产业持续壮大。",
        "——纸伞产业",
        "2.5",
    ],
)
def test_text_is_no_heading(line: str) -> None:
    assert heading_of(line) is None


def path_after(*lines: str) -> tuple[str, ...]:
    path = SectionPath()
    for line in lines:
        heading = heading_of(line)
        assert heading is not None
        path.enter(heading)
    return path.headlines


def test_a_heading_ends_the_sections_of_its_own_and_deeper_levels() -> None:
    assert path_after("一、回顾", "（一）工业", "1.纸伞", "（二）农业") == ("一、回顾", "（二）农业")
    assert path_after("一、回顾", "（一）工业", "二、安排") == ("二、安排",)


def test_a_part_without_number_holds_the_numbered_headings() -> None:
    assert path_after("2030年工作回顾", "纸伞产业稳中向好", "2031年工作安排", "一、壮大产业") == (
        "2031年工作安排",
        "一、壮大产业",
    )


def test_a_series_that_restarts_inside_a_part_of_the_same_kind_is_below_it() -> None:
    begun = ("一、工作回顾", "二、目标任务", "三、重点工作", "一、壮大产业", "二、扩大开放")
    assert path_after(*begun) == ("三、重点工作", "二、扩大开放")
    assert path_after(*begun, "四、自身建设") == ("四、自身建设",)


def test_a_text_that_begins_in_the_middle_has_no_wrong_parents() -> None:
    assert path_after("（四）农业", "（五）城市", "四、自身建设", "（一）法治") == ("四、自身建设", "（一）法治")
