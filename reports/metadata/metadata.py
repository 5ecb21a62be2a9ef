"""Read what a report states about itself: title, region, year, session. What it does not state stays empty;
contradictions are flagged."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reports.cleaning.characters import HAN
from reports.metadata.header_block import Header, read_header
from reports.metadata.page_clues import region_of_page, year_of_congress, year_of_session
from reports.metadata.places import ENDINGS, NATION, full_province_name, place_of, same_place
from reports.metadata.session import Session, read_session
from reports.metadata.speakers import speaker_in
from reports.metadata.speech_clues import region_mentioned, region_said, year_after_review
from reports.metadata.titles import other_title, region_of_title, title_in, year_in
from reports.numerals import FIVE_YEAR_PLAN, YEAR, first_year, number_of
from reports.report import About

_REGION = re.compile(rf"[{HAN}]{{1,20}}(?:{ENDINGS})$")
_PLANS = re.compile(rf"({YEAR})年[{HAN}、]{{0,10}}?(?:工作|任务|目标|安排|部署|总体要求|建议)")
_LOOKS_BACK = re.compile("回顾|总结|成就|成效|成绩|完成")
_HEADLINE_YEAR = re.compile(rf"({YEAR})年，")
_OPENING_YEAR = re.compile(rf"今年是[^。，]{{0,12}}{FIVE_YEAR_PLAN}(?:规划)?(?:的)?开局之年")
_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})+")
_DOT = re.compile(rf"(?<=[{HAN}])[•・‧∙⋅●](?=[{HAN}])")  # in a name
_MIXED_YEAR = re.compile(r"[一二][九0OＯoО〇○零][0OＯoО〇○零一二三四五六七八九]{2}年")
_ZEROS = str.maketrans("0OＯoО", "〇〇〇〇〇")
_HALF_A_TITLE, _NEAR = 20, 120  # characters; lines at the two ends of a head, which may be a whole page
_EVERY_YEAR = 1990  # before, congresses met at any time of a year, and not in each
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
    where this met early in the year, else that in which the National People's Congress is known to have held it, else
    that of the party congress which the closing words await.

    Flags: `year_contradicted`: the year in the title is neither the session's nor the next; where the headings plan
    for one of those two, theirs is taken for the year. `plans_for_another_year`: the title names the year that has
    passed (2030年政府工作报告, given in December, plans for 2031). `region_contradicted`: title and session name
    different places. `date_impossible`: there is no such day. `region_inferred`, `year_inferred`: only the page around
    the text, or the congress it awaits, tells.
    """
    header = read_header(head)
    stated = [line for line in (header.title, header.subtitle) if line]
    head = [_one_form(line) for line in (*stated, *head)]
    title = title_in(head) or title_in(_in_two_lines(head)) or other_title([*head, *_in_two_lines(head)])
    session = _session(head, body, header)
    region, flags = _region(title, session, header, body=body, page=page)
    planned = _planned_year(headlines, body)
    year, year_flags = _year(year_in(title), planned, session, headlines=headlines, body=body)
    saved = header.day
    if year is None and saved[0] and saved[1] <= _LAST_MONTH_FOR_THE_SAME_YEAR:
        year = saved[0]
    if not session.month and year is not None and saved[0] in (year, year - (saved[1] > _LAST_MONTH_FOR_THE_SAME_YEAR)):
        session = replace(session, year=saved[0], month=saved[1], day=saved[2])
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


def _in_two_lines(head: Sequence[str]) -> list[str]:
    """Return each two short lines as one, as a title may be set: 政府工作 / 报告."""
    near = head if len(head) <= _NEAR else [*head[: _NEAR // 2], *head[-_NEAR // 2 :]]
    return [one + other for one, other in pairwise(near) if len(one) <= _HALF_A_TITLE and len(other) <= _HALF_A_TITLE]


def _one_form(line: str) -> str:
    """Return a line of a head without blanks, and without the marks of lost ones: 县长?? 方 知远."""
    line = _DOT.sub("·", line.replace(" ", "").replace("？", "").replace("年元月", "年1月"))
    return _MIXED_YEAR.sub(lambda match: match[0].translate(_ZEROS), line) if "年" in line else line


def _session(head: Sequence[str], body: Sequence[str], header: Header) -> Session:
    """Read the session; what its own lines do not tell is taken from what a collector wrote above them."""
    session = read_session(head, body)
    if not session.speaker and header.speaker:
        speaker = _one_form(header.speaker)
        session = replace(session, speaker=speaker_in([speaker]) or (speaker if _NAME.fullmatch(speaker) else ""))
    return session


def _region(
    title: str, session: Session, header: Header, *, body: Sequence[str], page: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    said = region_said(body)
    stated = [full_province_name(one) for one in (region_of_title(title), session.region, said) if one]
    if stated:
        other = any(not same_place(stated[0], one) for one in stated[1:])
        return stated[0], ("region_contradicted",) if other else ()
    if issuer := _issuing_region(header.issuer):
        return issuer, ()
    inferred = region_of_page(page, body) or region_mentioned(body)
    return inferred, ("region_inferred",) if inferred else ()


def _issuing_region(issuer: str) -> str:
    name = re.sub(r"(?:人民)?政府(?:办公[厅室])?$|国务院(?:办公厅)?$", "", issuer.replace(" ", ""))
    return full_province_name(name) if name and name != issuer and _REGION.match(name) else ""


def _year(
    stated: int | None, planned: int | None, session: Session, *, headlines: Sequence[str], body: Sequence[str]
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
    is_national = session.region == NATION
    if session.year and (session.month <= _LAST_MONTH_FOR_THE_SAME_YEAR or is_national):
        return session.year, ()
    reviewed = year_after_review(headlines, body)
    if reviewed is not None and (not met or reviewed in met):
        return reviewed, ()
    if session.year and session.year < _EVERY_YEAR:
        return session.year, ()
    if is_national and (held := year_of_session(session.meeting)):
        return held, ()
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
    ahead = [headline for one in headlines if (headline := _ahead(one))]
    for pattern in (_PLANS, _HEADLINE_YEAR):
        years = [number_of(match[1]) for headline in ahead if (match := pattern.search(headline))]
        if years:
            return max(years)
    for line in body:
        if match := _OPENING_YEAR.search(line):
            return first_year(match[1])
    return None


def _ahead(headline: str) -> str:
    """Return what of a heading looks ahead: all of 2031年工作安排, the end of 2030年工作回顾和2031年工作安排."""
    found = list(_LOOKS_BACK.finditer(headline))
    return headline[found[-1].end() :] if found else headline
