"""Of which year a text is the report, against the year that is stated."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reports.audit.finding import Finding, Flat, Weight
from reports.cleaning.characters import HAN
from reports.numerals import YEAR, number_of

_HEAD = 2_500
_GIVEN = re.compile(
    rf"({YEAR})年(\d{{1,2}}|[一二]?十?[一二三四五六七八九十])月(?:\d{{1,2}}|[一二三]?十?[一二三四五六七八九]?)日"
)
# A day behind these is that of a page.
_OF_PAGE = re.compile(r"(?:时间|日期|发布|更新|编辑|阅读|来源|网站|[网报]|www[\w.]*|\.(?:cn|com))[：:]?.{0,4}$", re.I)
_LOOKED_BACK = re.compile(
    rf"({YEAR})年(?:度|以来)?(?:(?!安排|部署|打算|任务|目标|重点|思路|建议)[{HAN}、“”]){{0,12}}?(?:工作)?(?:的)?(?:简要)?(?:回顾|总结)|(?:回顾|总结)(?:过去的)?({YEAR})年"
    rf"|(?:刚刚)?过去的({YEAR})年|关于({YEAR})年(?:的)?工作"
)
_PLANNED = re.compile(
    rf"(?<![完成对了实])({YEAR})年(?:度)?[{HAN}、]{{0,8}}?(?:工作安排|工作部署|工作打算|工作建议|目标任务|主要任务|重点任务"
    rf"|工作任务|重点工作|工作重点|工作目标|总体要求|总体思路|预期目标|主要目标|工作思路)|今年是[^。]{{0,4}}({YEAR})年"
)
_TITLED = re.compile(
    rf"({YEAR})年[{HAN}]{{0,16}}政府工作报告|政府工作报告[（(—-]{{0,3}}({YEAR})年?[）)]|[{HAN}]{{2,16}}({YEAR})年政府工作报告"
)
_ANY = re.compile(rf"(?<!\d)({YEAR})年")
_LAST_MONTH_FOR_THE_SAME_YEAR = 9
_CLEARLY = 0.6  # share of the rows of a sheet that make a convention
_FEWEST_ROWS = 5
_OFTEN = 4


@dataclass(frozen=True, slots=True)
class TextYear:
    """The year that a text is the report of, what else it may be called by, and the words that tell.

    `titled`: years in its title, where day, review and plan agree on another one.
    """

    year: int | None = None
    also: frozenset[int] = frozenset()
    quote: str = ""
    position: int = 0
    mentioned: frozenset[int] = frozenset()
    most_mentioned: int = 0
    titled: frozenset[int] = frozenset()


def text_year(flat: Flat, given: str = "") -> TextYear:
    """Read the year of a text from the day it was given, the year it looks back on and the year it plans for.

    Args:
        given: the day, where it is known from elsewhere.
    """
    votes: list[tuple[int, int, int]] = []  # year, start, end
    also: set[int] = set()
    head = flat.text[:_HEAD]
    for match in _GIVEN.finditer(head):
        if not _OF_PAGE.search(head[max(0, match.start() - 8) : match.start()]):
            year, later = number_of(match[1]), number_of(match[2]) > _LAST_MONTH_FOR_THE_SAME_YEAR
            votes.append((year + later, match.start(), match.end()))
            also.update({year} if later else ())
            break
    if given and not votes:
        later = int(given[5:7] or 1) > _LAST_MONTH_FOR_THE_SAME_YEAR
        votes.append((int(given[:4]) + later, -1, -1))
        also.update({int(given[:4])} if later else ())
    for pattern, step in ((_LOOKED_BACK, 1), (_PLANNED, 0)):
        if usual := _usual(pattern.finditer(flat.text)):
            votes.append((_year_in(usual) + step, usual.start(), usual.end()))
    titled = [match for match in _TITLED.finditer(head)]
    mentioned = Counter(number_of(one) for one in _ANY.findall(flat.text))
    counted = TextYear(
        mentioned=frozenset(mentioned), most_mentioned=max(mentioned.values(), default=0), also=frozenset(also)
    )
    if not votes:
        return _by_title(flat, titled, counted)
    year = Counter(one for one, _, _ in votes).most_common(1)[0][0]
    titles = {_year_in(match) for match in titled if abs(_year_in(match) - year) <= 1} - {year}
    sure = sum(one == year for one, _, _ in votes) > 1
    start, end = next((start, end) for one, start, end in votes if one == year)
    quote, position = flat.quoted(start, end) if start >= 0 else (given, 0)
    counted = replace(counted, year=year, quote=quote, position=position)
    if sure:  # what it looks back on and plans for is that of another year than its title says
        return replace(counted, also=frozenset(also), titled=frozenset(titles - also))
    return replace(counted, also=frozenset(also | titles))


def _by_title(flat: Flat, titled: Sequence[re.Match[str]], counted: TextYear) -> TextYear:
    if not titled:
        return counted
    quote, position = flat.quoted(titled[0].start(), titled[0].end())
    return replace(counted, year=_year_in(titled[0]), quote=quote, position=position)


def _year_in(match: re.Match[str]) -> int:
    return number_of(next(one for one in match.groups() if one))


def _usual(found: Iterable[re.Match[str]]) -> re.Match[str] | None:
    """Return the first of those matches that name the year which most of them name."""
    matches = list(found)
    counts = Counter(map(_year_in, matches))
    most = max(counts, key=lambda year: (counts[year], year), default=0)
    return next((one for one in matches if _year_in(one) == most), None)


def convention_of(pairs: Iterable[tuple[int, TextYear]]) -> int:
    """Return by how much the years of a whole sheet differ from those of its texts: -1 where it counts the year that
    reports look back on, 0 where it does not say."""
    steps = Counter(stated - text.year for stated, text in pairs if text.year is not None)
    if not steps:
        return 0
    step, count = steps.most_common(1)[0]
    total = sum(steps.values())
    return step if total >= _FEWEST_ROWS and count >= _CLEARLY * total and abs(step) == 1 else 0


def _no_year(number: str, text: TextYear) -> Finding:
    english, chinese = f"the column says {number}, which is no year", f"表中年份为 {number}，不是年份"
    return Finding("year", "wrong", english, chinese, text.quote, text.position)


def year_findings(stated: int | None, text: TextYear, step: int = 0, no_year: str = "") -> list[Finding]:
    """Return what is to be said of the year; nothing where it is right or nothing tells.

    Args:
        step: the convention of the sheet.
        no_year: what stands for a year and is none.
    """
    if stated is None:
        return [] if not no_year else [_no_year(no_year, text)]
    if text.year is not None:
        if stated in {text.year + step, *text.also}:
            return []
        english = f"the column says {stated}; the text is the report of {text.year}"
        chinese = f"表中年份为 {stated}，正文是 {text.year} 年的报告"
        if step:
            english, chinese = (
                f"{english} ({text.year + step} as this sheet counts)",
                f"{chinese}（按本表算法应为 {text.year + step}）",
            )
        # Some governments call a report by the year that it looks back on; none calls it by the year after.
        weight: Weight = "look at" if stated in text.titled and stated < text.year else "wrong"
        if stated in text.titled:
            english, chinese = f"{english}, whatever its title says", f"{chinese}（标题年份与内容不符）"
        return [Finding("year", weight, english, chinese, text.quote, text.position)]
    if text.mentioned and text.most_mentioned >= _OFTEN and not {stated, stated - 1} & text.mentioned:
        latest = max(text.mentioned)
        english = (
            f"the column says {stated}; the text names neither that year nor the one before ({latest} is the latest)"
        )
        chinese = f"表中年份为 {stated}，正文未提到该年及上一年（最晚为 {latest} 年）"
        return [Finding("year", "wrong", english, chinese)]
    return []
