"""Read what a report states about itself: title, region, year, session. What it does not state stays empty;
contradictions are flagged."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reports.cleaning.characters import HAN
from reports.metadata.header_block import Header, read_header
from reports.metadata.page_clues import region_of_page, year_of_congress
from reports.metadata.places import ENDINGS, NATION, full_province_name, place_of, same_place
from reports.metadata.session import Session, read_session, speaker_in
from reports.metadata.speech_clues import region_mentioned, region_said, year_after_review
from reports.numerals import FIVE_YEAR_PLAN, YEAR, first_year, number_of
from reports.report import About

_GENERIC = "政府工作报告"
# 16 ideographs hold the longest name before it: 黔西南布依族苗族自治州人民.
_TITLE = re.compile(rf"(?:{YEAR}年度?|[{HAN}]{{2,12}}?{YEAR}年)?[{HAN}]{{0,16}}?{_GENERIC}")
_ABOUT_A_REPORT = re.compile(f"决议|解读|热议|审议|(?:学习|贯彻).{{0,12}}{_GENERIC}")
_NOT_IN_A_TITLE = re.compile("代表大会|省长|市长|区长|县长|主席|总理|会议上|日电|所作|新华社")
_REGION = re.compile(rf"[{HAN}]{{1,20}}(?:{ENDINGS})$")
_PLANS = re.compile(rf"({YEAR})年[{HAN}、]{{0,10}}?(?:工作|任务|目标|安排|部署|总体要求|建议)")
_LOOKS_BACK = re.compile("回顾|总结|成就|成效|成绩|完成")
_HEADLINE_YEAR = re.compile(rf"({YEAR})年，")
_OPENING_YEAR = re.compile(rf"今年是[^。，]{{0,12}}{FIVE_YEAR_PLAN}(?:规划)?(?:的)?开局之年")
_REPORT_ON = re.compile(rf"^关于[{HAN}“”、（）\d]{{6,50}}的报告(?=[—（]|$)")
_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})+")
_MIXED_YEAR = re.compile(r"[一二][九0OＯoО〇○零][0OＯoО〇○零一二三四五六七八九]{2}年")
_ZEROS = str.maketrans("0OＯoО", "〇〇〇〇〇")
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
    header = read_header(head)
    stated = [line for line in (header.title, header.subtitle) if line]
    head = [_one_form(line) for line in (*stated, *head)]
    title = _title(head) or _other_title(head)
    session = _session(head, body, header)
    region, flags = _region(title, session, header, body=body, page=page)
    planned = _planned_year(headlines, body)
    year, year_flags = _year(_year_in(title), planned, session, headlines=headlines, body=body)
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


def _one_form(line: str) -> str:
    """Return a line of a head without blanks, and without the marks of lost ones: 县长?? 方 知远."""
    line = line.replace(" ", "").replace("？", "")
    return _MIXED_YEAR.sub(lambda match: match[0].translate(_ZEROS), line) if "年" in line else line


def _session(head: Sequence[str], body: Sequence[str], header: Header) -> Session:
    """Read the session; what its own lines do not tell is taken from what a collector wrote above them."""
    session = read_session(head, body)
    if not session.speaker and header.speaker:
        speaker = _one_form(header.speaker)
        session = replace(session, speaker=speaker_in([speaker]) or (speaker if _NAME.fullmatch(speaker) else ""))
    return session


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


def _other_title(head: Sequence[str]) -> str:
    """Return the name of a report that bears another: 关于云溪市第十六个五年规划纲要的报告."""
    return next((match[0] for line in head if (match := _REPORT_ON.search(line))), "")


def _region(
    title: str, session: Session, header: Header, *, body: Sequence[str], page: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    said = region_said(body)
    stated = [full_province_name(one) for one in (_region_of_title(title), session.region, said) if one]
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
    if session.year and session.month <= _LAST_MONTH_FOR_THE_SAME_YEAR:
        return session.year, ()
    reviewed = year_after_review(headlines, body)
    if reviewed is not None and (not met or reviewed in met):
        return reviewed, ()
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


def _year_in(text: str) -> int | None:
    match = re.search(rf"({YEAR})年", text)
    return number_of(match[1]) if match else None
