"""Read what a report states about itself: title, region, year, session. What it does not state stays empty;
contradictions are flagged."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.cleaning.characters import HAN
from reports.metadata.page_clues import region_of_page, year_of_congress
from reports.metadata.places import ENDINGS, NATION, full_province_name, place_of
from reports.metadata.session import Session, read_session
from reports.numerals import FIVE_YEAR_PLAN, YEAR, first_year, number_of
from reports.report import About

_GENERIC = "政府工作报告"
# 16 ideographs hold the longest name before it: 黔西南布依族苗族自治州人民.
_TITLE = re.compile(rf"(?:{YEAR}年度?|[{HAN}]{{2,12}}?{YEAR}年)?[{HAN}]{{0,16}}?{_GENERIC}")
_ABOUT_A_REPORT = re.compile("决议|解读|热议|审议|学习|贯彻")
_NOT_IN_A_TITLE = re.compile("代表大会|省长|市长|区长|县长|主席|总理|会议上|日电|所作|新华社")
_REGION = re.compile(rf"[{HAN}]{{1,20}}(?:{ENDINGS})$")
_PLANS = re.compile(rf"({YEAR})年[{HAN}、]{{0,10}}?(?:工作|任务|目标|安排|部署|总体要求|建议)")
_LOOKS_BACK = re.compile("回顾|总结|成就|成效|成绩|完成")
_HEADLINE_YEAR = re.compile(rf"({YEAR})年，")
_OPENING_YEAR = re.compile(rf"今年是[^。，]{{0,12}}{FIVE_YEAR_PLAN}(?:规划)?(?:的)?开局之年")
_LAST_MONTH_FOR_THE_SAME_YEAR = 9  # a report given in October or later may plan for the next year


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report says it is, the year it plans for, and flags that name what to look at.

    `about.year` is the year it is the report of, `planned` the year it plans for: the same, but for some that were
    given in December.
    """

    about: About
    planned: int | None = None
    flags: tuple[str, ...] = ()


def read_metadata(
    head: Sequence[str], body: Sequence[str], headlines: Sequence[str], page: Sequence[str] = ()
) -> Metadata:
    """Read the lines before the speech, the speech, the headings found in it, and what else stands on the page.

    The year is the one in the title, else the latest in a heading such as 2031年工作安排, else that of the session
    where this met early in the year, else that of the party congress which the closing words await.

    Flags: `year_contradicted`: the year in the title is neither the session's nor the next; where the headings plan
    for one of those two, theirs is taken for the year. `plans_for_another_year`: the title names the year that has
    passed (2030年政府工作报告, given in December, plans for 2031). `region_contradicted`: title and session name
    different places. `date_impossible`: there is no such day. `region_inferred`, `year_inferred`: only the page around
    the text, or the congress it awaits, tells.
    """
    head = [line.replace(" ", "") for line in head]
    title = _title(head)
    session = read_session(head, body)
    region, flags = _region(title, session, body, page)
    planned = _planned_year(headlines, body)
    year, year_flags = _year(_year_in(title), planned, session, body)
    given, date_flags = _date(session, year)
    place = place_of(region, "".join(body))
    flags += year_flags + date_flags
    about = About(
        title=title,
        region=region,
        level=place.level,
        year=year,
        province=place.province,
        date=given,
        speaker=session.speaker,
        meeting=session.meeting,
    )
    return Metadata(about, planned or year, flags)


def looks_like_title(line: str) -> bool:
    """Tell a line that names a report from one that speaks about it."""
    if len(line) > 60 or re.search("[，。；！？、]", line) or _ABOUT_A_REPORT.search(line):
        return False
    return bool(_TITLE.search(line))


def _title(head: Iterable[str]) -> str:
    """Return the fullest title among the lines of the head: with a year, with a region; of equally full ones the
    shortest."""
    pieces = [piece for line in head for piece in re.split("[。；，]", line) if not _ABOUT_A_REPORT.search(piece)]
    found = [_without_preamble(match[0]) for piece in pieces for match in _TITLE.finditer(piece)]
    return max(found, key=lambda one: (_year_in(one) is not None, bool(_region_of_title(one)), -len(one)), default="")


def _without_preamble(title: str) -> str:
    """Keep only the set words where a sentence runs into them: 新华社北京3月5日电政府工作报告."""
    return _GENERIC if _NOT_IN_A_TITLE.search(title) else re.sub("^(?:关于|作|在|的|电)(?=.)", "", title)


def _region_of_title(title: str) -> str:
    name = re.sub(rf"{YEAR}年度?", "", title).removesuffix(_GENERIC).removesuffix("人民")
    if name in ("国务院", NATION):
        return NATION
    return name if _REGION.match(name) or full_province_name(name) != name else ""


def _region(title: str, session: Session, body: Sequence[str], page: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    titled, met = full_province_name(_region_of_title(title)), full_province_name(session.region)
    if titled or met:
        other = bool(titled and met) and not titled.endswith(met) and not met.endswith(titled)
        return titled or met, ("region_contradicted",) if other else ()
    inferred = region_of_page(page, body)
    return inferred, ("region_inferred",) if inferred else ()


def _year(
    stated: int | None, planned: int | None, session: Session, body: Sequence[str]
) -> tuple[int | None, tuple[str, ...]]:
    met = (session.year, session.year + 1) if session.year else ()
    if stated is not None:
        if met and stated not in met:
            return planned if planned in met else stated, ("year_contradicted",)
        if planned is not None and abs(stated - planned) > 1 and not met:
            return stated, ("year_contradicted",)
        return stated, ("plans_for_another_year",) if planned == stated + 1 else ()
    if planned is not None:
        return planned, ()
    if session.year and session.month <= _LAST_MONTH_FOR_THE_SAME_YEAR:
        return session.year, ()
    awaited = year_of_congress(body)
    return awaited, ("year_inferred",) if awaited is not None else ()


def _date(session: Session, year: int | None) -> tuple[str, tuple[str, ...]]:
    if year is not None and session.month > _LAST_MONTH_FOR_THE_SAME_YEAR:
        year -= 1
    try:
        return session.on(year), ()
    except ValueError:
        return "", ("date_impossible",)


def _planned_year(headlines: Sequence[str], body: Sequence[str]) -> int | None:
    ahead = [headline for headline in headlines if not _LOOKS_BACK.search(headline)]
    for pattern in (_PLANS, _HEADLINE_YEAR):
        years = [number_of(match[1]) for headline in ahead if (match := pattern.search(headline))]
        if years:
            return max(years)
    for line in body:
        if match := _OPENING_YEAR.search(line):
            return first_year(match[1])
    return None


def _year_in(text: str) -> int | None:
    match = re.search(rf"({YEAR})年", text)
    return number_of(match[1]) if match else None
