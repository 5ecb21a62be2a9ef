"""The title of a report, and what it names: a place and a year."""

import re
from collections.abc import Iterable, Sequence

from reports.cleaning.characters import HAN
from reports.metadata.places import ENDINGS, NATION, OFFICE_ENDS, full_province_name
from reports.numerals import YEAR, number_of

_GENERIC = "政府工作报告"
# What the reports of other governments, and of other times, are called.
_OTHERS = "人民委员会|革命委员会|行政公署|行署|管理委员会|管委会"
_CALLED = (
    rf"{_GENERIC}|(?:{_OTHERS})(?:{YEAR}年度?)?(?:政府)?工作报告|人民政府{YEAR}年度?工作报告"
    rf"|(?:{ENDINGS}){YEAR}年度?工作报告|关于(?:{YEAR}年度?)?[{HAN}]{{0,12}}?政府工作的报告"
)
_KIND = re.compile(rf"^关于|(?:(?:人民)?政府|人民|{_OTHERS})*(?:(?:政府)?工作报告|政府工作的报告)$")
# 16 ideographs hold the longest name before it: 黔西南布依族苗族自治州人民.
_TITLE = re.compile(rf"(?:{YEAR}年度?|[{HAN}]{{2,12}}?{YEAR}年)?[{HAN}]{{0,16}}?(?:{_CALLED})")
_SITE = re.compile(r"^.*(?:门户网站|政府网站?|信息网|公众网|新闻网|日报)(?=.)")
_ABOUT_A_REPORT = re.compile(f"决议|解读|热议|审议|(?:学习|贯彻).{{0,12}}{_GENERIC}")
_NOT_IN_A_TITLE = re.compile(f"代表大会|[省市区县]{OFFICE_ENDS}|主席|总理|会议上|日电|所作|新华社")
_REPORT_ON = re.compile(rf"^关于[{HAN}“”、（）\d]{{6,50}}的报告(?=[—（]|$)")
_PLAN = re.compile(rf"^[{HAN}“”]{{4,30}}五年(?:规划|计划)(?:纲要)?(?=$|[—（])")
_REGION = re.compile(rf"[{HAN}]{{1,20}}(?:{ENDINGS})$")


def looks_like_title(line: str) -> bool:
    """Tell a line that names a report from one that speaks about it."""
    if len(line) > 60 or re.search("[，。；！？、]", line) or _ABOUT_A_REPORT.search(line):
        return False
    return bool(_TITLE.search(line))


def title_in(head: Iterable[str]) -> str:
    """Return the fullest title among the lines of the head: with a year, with a region; of equally full ones the
    shortest."""
    pieces = (piece for line in head if "报告" in line for piece in re.split("[。；，]", line))
    pieces = (piece for piece in pieces if "报告" in piece and not _ABOUT_A_REPORT.search(piece))
    found = [_without_preamble(match[0]) for piece in pieces for match in _TITLE.finditer(piece)]
    return max(found, key=lambda one: (year_in(one) is not None, bool(region_of_title(one)), -len(one)), default="")


def _without_preamble(title: str) -> str:
    """Keep only the set words where a sentence runs into them: 新华社北京3月5日电政府工作报告."""
    if _NOT_IN_A_TITLE.search(title):
        return _GENERIC
    title = _SITE.sub("", title)
    return title if title.endswith("的报告") else re.sub("^(?:关于|作|在|的|电)(?=.)", "", title)


def region_of_title(title: str) -> str:
    name = _KIND.sub("", re.sub(rf"{YEAR}年度?", "", title))
    if name in ("国务院", NATION):
        return NATION
    return name if _REGION.match(name) or full_province_name(name) != name else ""


def year_in(text: str) -> int | None:
    """Return the latest year that a title names: 1964 for 一九六三年工作情况和一九六四年任务."""
    return max((number_of(year) for year in re.findall(rf"({YEAR})年", text)), default=None)


def other_title(head: Sequence[str]) -> str:
    """Return the name of a report that bears another, 关于云溪市第十六个五年规划纲要的报告, or of a plan."""
    found = (match[0] for of_kind in (_REPORT_ON, _PLAN) for line in head if (match := of_kind.search(line)))
    return next(found, "")
