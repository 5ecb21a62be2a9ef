"""What a report states about itself: title, region, level, year. What it does not state stays empty."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.cleaning import HAN
from reports.places import ENDINGS, NATION, full_province_name, level_of
from reports.report import Level

_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?:(?:19|20)\d\d|[一二][九〇○零][〇○零一二三四五六七八九]{2})"
_NUMBER = r"[一二三四五六七八九十百\d]{1,4}"
_GENERIC = "政府工作报告"
# 16 ideographs hold the longest name before it: 黔西南布依族苗族自治州人民.
_TITLE = re.compile(rf"(?:{_YEAR}年度?|[{HAN}]{{2,12}}?{_YEAR}年)?[{HAN}]{{0,16}}?{_GENERIC}")
_ABOUT_A_REPORT = re.compile("决议|解读|热议|审议|学习|贯彻")
_NOT_IN_A_TITLE = re.compile("代表大会|省长|市长|区长|县长|主席|总理|会议上|日电|所作|新华社")
_SESSION = re.compile(
    rf"(?:(?P<region>[{HAN}]{{2,24}}?(?:{ENDINGS}))第?{_NUMBER}届人民代表大会|第?{_NUMBER}届(?P<nation>全国)人民代表大会)"
)
_DATE = re.compile(rf"(?P<year>{_YEAR})年(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月")
_BEFORE_REGION = re.compile(r"^.*(?:年|月|日|在|召开的|主席|省长|市长|区长|县长|州长)(?=.)")
_REGION = re.compile(rf"[{HAN}]{{1,20}}(?:{ENDINGS})$")
_PLANS = re.compile(rf"({_YEAR})年[{HAN}、]{{0,10}}?(?:工作|任务|目标|安排|部署|总体要求|建议)")
_LOOKS_BACK = re.compile("回顾|总结|成就|成效|成绩|完成")
_HEADLINE_YEAR = re.compile(rf"({_YEAR})年，")
_OPENING_YEAR = re.compile(r"今年是[^。，]{0,12}“十([一二三四五六七八九])五”(?:规划)?(?:的)?开局之年")
_LAST_MONTH_FOR_THE_SAME_YEAR = 9  # a report given in October or later may plan for the next year


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report says it is. `year` is the year it plans for, as in its title; `flags` name contradictions."""

    title: str = ""
    region: str = ""
    level: Level = ""
    year: int | None = None
    flags: tuple[str, ...] = ()


def read_metadata(head: Sequence[str], body: Sequence[str], headlines: Sequence[str]) -> Metadata:
    """Read the lines before the speech, the speech, and the headings found in it.

    The year is the one in the title, else the latest in a heading such as 2031年工作安排, else that of the session where
    this met early in the year. Flag `year_contradicted`: the year in the title is neither the session's nor the next.
    """
    head = [line.replace(" ", "") for line in head]
    title = _title(head)
    session = _session_line(head) or _session_in_text(body)
    region = full_province_name(_region_of_title(title)) or full_province_name(_region_of_session(session))
    stated = _year_in(title)
    planned = _planned_year(headlines, body)
    given = _year_and_month(session)
    contradicted = stated is not None and (
        stated - given[0] not in (0, 1) if given else planned is not None and abs(stated - planned) > 1
    )
    year = stated if stated is not None else planned
    if year is None and given is not None and given[1] <= _LAST_MONTH_FOR_THE_SAME_YEAR:
        year = given[0]
    return Metadata(title, region, level_of(region), year, ("year_contradicted",) if contradicted else ())


def looks_like_title(line: str) -> bool:
    """Tell a line that names a report from one that speaks about it."""
    if len(line) > 60 or re.search("[，。；！？、]", line) or _ABOUT_A_REPORT.search(line):
        return False
    return bool(_TITLE.search(line))


def names_session(line: str) -> bool:
    """Tell the line of a head that says at which congress a report was given."""
    return bool(_SESSION.search(line.replace(" ", "")))


def _title(head: Iterable[str]) -> str:
    """Return the fullest title among the lines of the head: with a year, with a region; of equally full ones the shortest."""
    pieces = [piece for line in head for piece in re.split("[。；，]", line) if not _ABOUT_A_REPORT.search(piece)]
    found = [_without_preamble(match[0]) for piece in pieces for match in _TITLE.finditer(piece)]
    return max(found, key=lambda one: (_year_in(one) is not None, bool(_region_of_title(one)), -len(one)), default="")


def _without_preamble(title: str) -> str:
    """Keep only the set words where a sentence runs into them: 新华社北京3月5日电政府工作报告."""
    return _GENERIC if _NOT_IN_A_TITLE.search(title) else re.sub("^(?:关于|作|在|的|电)(?=.)", "", title)


def _region_of_title(title: str) -> str:
    name = re.sub(rf"{_YEAR}年度?", "", title).removesuffix(_GENERIC).removesuffix("人民")
    if name in ("国务院", NATION):
        return NATION
    return name if _REGION.match(name) or full_province_name(name) != name else ""


def _region_of_session(session: str) -> str:
    match = _SESSION.search(session)
    if match is None:
        return ""
    return NATION if match["nation"] else _BEFORE_REGION.sub("", match["region"])


def _session_line(head: Sequence[str]) -> str:
    """The line that says when and at which congress; it may be broken into two."""
    pairs = [first + second for first, second in pairwise(head)]
    lines = [line for line in (*head, *pairs) if _SESSION.search(line)]
    return next((line for line in lines if _DATE.search(line)), lines[0] if lines else "")


def _session_in_text(body: Sequence[str]) -> str:
    """A digest of a report says in a sentence where it was given: … 会议上，… 作政府工作报告."""
    for line in body:
        for sentence in line.split("。"):
            if _GENERIC in sentence and len(sentence) < 150 and (match := _SESSION.search(sentence)):
                return match[0]
    return ""


def _planned_year(headlines: Sequence[str], body: Sequence[str]) -> int | None:
    ahead = [headline for headline in headlines if not _LOOKS_BACK.search(headline)]
    for pattern in (_PLANS, _HEADLINE_YEAR):
        years = [_number(match[1]) for headline in ahead if (match := pattern.search(headline))]
        if years:
            return max(years)
    for line in body:  # a five-year plan is known by its number: the eleventh began in 2006
        if match := _OPENING_YEAR.search(line):
            return 2006 + 5 * (_number(match[1]) - 1)
    return None


def _year_and_month(session: str) -> tuple[int, int] | None:
    date = _DATE.search(session)
    return (_number(date["year"]), _month(date["month"])) if date else None


def _year_in(text: str) -> int | None:
    match = re.search(rf"({_YEAR})年", text)
    return _number(match[1]) if match else None


def _number(text: str) -> int:
    return int(text.translate(_NUMERALS))


def _month(text: str) -> int:
    return {"十": 10, "十一": 11, "十二": 12}.get(text) or _number(text)
