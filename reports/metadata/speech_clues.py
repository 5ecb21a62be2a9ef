"""What the speaker says of the report: for which government it is given, and which year it looks back on."""

import re
from collections.abc import Sequence

from reports.cleaning.characters import HAN
from reports.metadata.divisions import Division, divisions, short_name
from reports.metadata.places import ENDINGS, NATION
from reports.numerals import COUNTING, YEAR, number_of

_GOVERNMENT = "人民政府|政府|革命委员会|人民委员会|管理委员会|管委会|行政公署|行署|办事处"
_SAID = re.compile(
    rf"(?:代表|受)(?:(?P<nation>国务院|中央人民政府|政务院)|(?:本届|上届|新一届)?(?P<region>[{HAN}]{{2,20}}?(?:{ENDINGS}))"
    rf"(?:第?[{COUNTING}百]{{1,3}}届)?(?:{_GOVERNMENT}))"
)
_NO_NAME = re.compile(rf"[届本全各我]|^上|^该|^新|^(?:{ENDINGS})$")
_LINES, _CHARACTERS = 6, 600  # the words stand in the first lines
_REVIEWED = (
    re.compile(rf"({YEAR})年(?:度)?[{HAN}、]{{0,12}}?(?:回顾|总结|执行情况|完成情况)"),
    re.compile(rf"(?:刚刚过去的|过去的|即将过去的|刚过去的)({YEAR})年"),
    re.compile(rf"^({YEAR})年(?:，|是)"),
    re.compile(rf"(?<!到)({YEAR})年，全[省市县区州旗盟]"),
)
# Names of places that are words of every report.
_WORDS = [
    "平安",
    "合作",
    "和平",
    "繁荣",
    "新城",
    "互助",
    "开平",
    "安康",
    "永安",
    "文化",
    "东方",
    "兴业",
    "安全",
    "团结",
    "建设",
    "新华",
    "南部",
    "城区",
    "东区",
    "西区",
    "郊区",
    "红旗",
    "兴安",
    "振兴",
    "平和",
    "长安",
    "太平",
    "光明",
    "中山",
    "大通",
    "民乐",
    "普安",
    "城关",
    "新区",
    "桥东",
    "桥西",
    "海港",
    "解放",
    "先锋",
    "复兴",
    "富民",
    "新民",
    "民权",
]
_MENTIONS, _CLEARLY = 3, 1.5
_CLOSING_WEIGHT = 3  # the last lines call the place by its name: a mention there counts for four
_OWN = re.compile(
    r"我(?P<kind>[省市州盟县旗区])|全(?P<all>[省市州盟县旗区])(?:各族)?(?:人民|上下|干部)"
    r"|代表(?P<said>[省市州盟县旗区])人民政府"
)


def region_said(body: Sequence[str]) -> str:
    """Return the place whose government the speaker says to report for, 全国 for the State Council, "" for none."""
    text = "".join(body[:_LINES])[:_CHARACTERS]
    for match in _SAID.finditer(text):
        if match["nation"]:
            return NATION
        if not _NO_NAME.search(match["region"]):
            return match["region"]
    return ""


def year_after_review(headlines: Sequence[str], body: Sequence[str]) -> int | None:
    """Return the year behind the one that a heading or a first sentence looks back on: 2030年工作回顾 gives 2031."""
    first = body[:12]
    for pattern in _REVIEWED:
        years = [number_of(match[1]) for line in (*headlines, *first) for match in pattern.finditer(line[:80])]
        if years:
            return max(years) + 1
    return None


def region_mentioned(body: Sequence[str]) -> str:
    """Return the place that a speech names by far the most often of those of its own level, and calls its own."""
    text = "".join(body).replace("拆迁安", "")  # 拆迁安置 holds 迁安
    kinds = [match["kind"] or match["all"] or match["said"] for match in _OWN.finditer(text)]
    if not kinds:
        return ""
    kind = max(set(kinds), key=kinds.count)
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}
    last = text[-_CHARACTERS:]
    counts: dict[Division, int] = {}
    for one in divisions():
        short = short_name(one.name)
        if one.name.endswith(kind) and short[:2] in pairs and short not in _WORDS and (not one.until or kind == "县"):
            counts[one] = text.count(short) + _CLOSING_WEIGHT * last.count(short)
    ranked = sorted(counts, key=lambda one: -counts[one])
    if not ranked or counts[ranked[0]] < _MENTIONS:
        return ""
    first = ranked[0]
    others = [one for one in ranked[1:] if not one.code.startswith(first.code.removesuffix("00"))]
    if others and counts[first] < _CLEARLY * counts[others[0]]:
        return ""
    return first.name
