"""Recognise the columns of a table by their usual names, or by those that a user gives."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from reports.corpora.cells import year_of
from storage.errors import BadSettings

# What a column says, and how it is usually called. Names are compared in lower case without blanks, marks and brackets.
_NAMES: dict[str, str] = {
    "text": "报告全文 全文 正文 内容 文本 报告内容 报告正文 报告文本 文本内容 正文内容 全文内容 全文文本 原文 "
    "政府工作报告 政府工作报告全文 政府工作报告内容 政府工作报告正文 政府工作报告文本 工作报告 "
    "工作报告全文 报告原文 报告 text content fulltext body reporttext article rawtext reportcontent "
    "reportfulltext report",
    "year": "年份 年度 年 报告年份 报告年度 所属年份 统计年份 year reportyear yr",
    "title": "报告标题 标题 题目 报告名称 报告题目 文件标题 title reporttitle headline",
    "county": "区县名称 区县 县 县区 县市 县市区 区县名 县名 县名称 县域 县级 县级名称 县级市 地区 地区名称 "
    "地名 行政区 行政区名称 区域 区划名称 行政区划名称 county countyname district region regionname "
    "place area",
    "city": "所属城市 城市 市 地级市 地市 市州 地州 城市名称 城市名 所属地市 所属市 市名 市级 地级市名称 city "
    "cityname prefecture prefecturename",
    "province": "所属省份 省份 省 省市 省级 所属省 省名 省份名称 省市区 省自治区直辖市 province provincename prov",
    "level": "地区等级 级别 层级 行政级别 行政层级 等级 政府层级 level adminlevel",
    "code": "区县代码 行政区划代码 区划代码 行政区代码 行政代码 地区代码 县代码 县级代码 代码 adcode code "
    "countycode regioncode areacode",
    "date": "日期 报告日期 报告时间 作报告时间 会议日期 会议时间 时间 date reportdate",
    "speaker": "报告人 作报告人 报告者 宣读人 speaker",
    "meeting": "会议 会议名称 会议届次 meeting session",
}
ROLES = tuple(_NAMES)
_ROLE_OF = {name: role for role, names in _NAMES.items() for name in names.split()}
_BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
_MARKS = re.compile(r"[\s_\-./\\:：*、]+")
_ALIASES = {"region": "county", "place": "county", "district": "county"}
_MOST_LISTED = 40
_LONGEST_CELL = 60
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}[省市县区旗盟州]")
PLACE_ABOVE = re.compile(r"[\u4e00-\u9fff]{1,12}?[省市县区旗盟州](?=$|[\d\s_—-]|人民政府|政府)")
"""The place over a column that is its report."""


def role_of(name: str) -> str:
    """Return what a column of this name says, "" where the name does not tell."""
    return _ROLE_OF.get(plain(name), "") or _ROLE_OF.get(plain(_BRACKETS.sub("", name)), "")


def plain(name: str) -> str:
    """Return a name as it is compared."""
    return _MARKS.sub("", re.sub(r"[（）()\[\]【】]", "", name)).lower()


def read_columns(given: str) -> dict[str, str]:
    """Read "text=报告全文,year=年份" into role → name.

    Raises:
        BadSettings: it is of another form, names a role that there is not, or one twice.
    """
    found: dict[str, str] = {}
    for pair in filter(None, (one.strip() for one in re.split("[,，]", given))):
        role, equals, name = (one.strip() for one in pair.partition("="))
        role = _ALIASES.get(role.lower(), role.lower())
        if not equals or not name or role not in ROLES or role in found:
            raise BadSettings(
                f"--columns: {pair[:80]!r} is no column. Expected role=name with commas between, e.g. "
                f"text=报告全文,year=年份; the roles are {', '.join(ROLES)}, each once."
            )
        found[role] = name
    return found


def roles_in(names: Sequence[str], asked: Mapping[str, str]) -> dict[str, list[int]]:
    """Return for each role the places of the columns that may say it: those asked for, else those of a usual name."""
    found: dict[str, list[int]] = {}
    for role, name in asked.items():
        found[role] = [place for place, one in enumerate(names) if plain(one) == plain(name)]
    taken = {place for places in found.values() for place in places}
    for place, name in enumerate(names):
        role = role_of(name)
        if role and role not in asked and place not in taken:
            found.setdefault(role, []).append(place)
    return found


def lacking(names: Sequence[str], asked: Mapping[str, str]) -> str:
    """Return what to say where a column that was asked for is not there, "" where all are."""
    there = {plain(one) for one in names}
    for role, name in asked.items():
        if plain(name) not in there:
            close = get_close_matches(name, names, 1)
            hint = f" Did you mean {close[0]}?" if close else ""
            return f"has no column {name!r} for {role}.{hint} The columns are {listed(names)}"
    return ""


def listed(names: Sequence[str]) -> str:
    """Return the names of columns, of very many the first."""
    shown = [one[:40] or f"(no name, {letter(place)})" for place, one in enumerate(names[:_MOST_LISTED])]
    return ", ".join(shown) + (f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else "")


def letter(place: int) -> str:
    """Return the name that Excel gives the column at `place`, from 0: A, B, …, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def role_told_by(cells: Sequence[str]) -> str:
    """Return what the cells of a column without a name tell: titles, years or places; "" for anything else."""
    if not cells or max(map(len, cells)) > _LONGEST_CELL:
        return ""
    if all("工作报告" in cell for cell in cells):
        return "title"
    if all(year_of(cell) for cell in cells):
        return "year"
    return "county" if all(_PLACE.fullmatch(cell) for cell in cells) else ""


def names_a_report(name: str) -> bool:
    """Tell what stands over a column that is a report: its year, place or title."""
    return not role_of(name) and (
        year_of(name) is not None or PLACE_ABOVE.match(name) is not None or "工作报告" in name
    )
