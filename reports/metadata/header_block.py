"""What collectors write above a text they saved: 标题：…, 发文单位：…, 发文时间：2031-01-12, 报告人：市长 某某."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reports.cleaning.characters import HAN

_TITLE = "标题|题名|名称|文件名称|文章标题|信息名称"
_ISSUER = "发文单位|发文机构|发文机关|发布单位|发布机构|公开机构|制发机关|发布部门"
_DATE = (
    "报告日期|报告时间|会议时间|发文时间|发文日期|成文日期|成文时间|生成日期|公开日期|发布日期|发布时间|印发日期"
    "|时间|日期"
)
_SPEAKER = "报告人|作报告人|讲话人|发言人|作者"
_OTHERS = "来源URL|来源|文号|发文字号|字号|索引号|阅读|阅读量|浏览次数|浏览|点击|评论|正文|信息发布人|关键词|主题分类"
_FIELD = re.compile(rf"(?:^|(?<=[\s？|【\[（]))(?P<label>{_TITLE}|{_ISSUER}|{_DATE}|{_SPEAKER}|{_OTHERS})\s?[：:]")
_DAY = re.compile(r"((?:19|20)\d\d)\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})(?!\d)")
_UNKNOWN = ("", "未知", "不详", "佚名", "匿名", "无", "暂无", "空", "-", "--", "None", "null", "nan")
_LONGEST_LINE = 200
_LINES = 60
_SUBTITLE = re.compile(r"[—–―-]{2,}|[（(]|\s(?=\S)")
_OFFICIAL = re.compile(rf"[{HAN}]{{1,3}}长|总理|主席|主任")


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of such a block, "" where missing; `day` is (year, month, day), zeros where missing."""

    title: str = ""
    subtitle: str = ""
    issuer: str = ""
    speaker: str = ""
    day: tuple[int, int, int] = (0, 0, 0)


def read_header(head: Sequence[str]) -> Header:
    """Read the block among the lines before a speech; of a field that comes again the first counts.

    An author (作者) is the speaker only if named with an office: else it is who published the page.
    """
    found: dict[str, str] = {}
    for line in head[:_LINES]:
        if "：" in line and len(line) <= _LONGEST_LINE:
            for label, value in _fields(line):
                found.setdefault(label, value)
    title, _, subtitle = _cut(_first(found, _TITLE))
    speaker = _first(found, _SPEAKER.removesuffix("|作者"))
    author = found.get("作者", "")
    if not speaker and _OFFICIAL.search(author):
        speaker = author
    dates = [match for label in _DATE.split("|") if (match := _DAY.search(found.get(label, "")))]
    day = (int(dates[0][1]), int(dates[0][2]), int(dates[0][3])) if dates else (0, 0, 0)
    return Header(title, subtitle, _first(found, _ISSUER), speaker, day)


def _fields(line: str) -> list[tuple[str, str]]:
    matches = list(_FIELD.finditer(line))
    ends = [*(match.start() for match in matches[1:]), len(line)][: len(matches)]
    return [
        (match["label"], line[match.end() : end].strip("？ |】]）")) for match, end in zip(matches, ends, strict=True)
    ]


def _first(found: dict[str, str], labels: str) -> str:
    return next((found[label] for label in labels.split("|") if found.get(label, "") not in _UNKNOWN), "")


def _cut(title: str) -> tuple[str, str, str]:
    match = _SUBTITLE.search(title)
    return (title[: match.start()], match[0], title[match.end() :].rstrip("）)")) if match else (title, "", "")
