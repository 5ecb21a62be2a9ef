"""Headings: what they are, where they end, how they are numbered."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from reports.cleaning.characters import HAN
from reports.marks import (
    BRACKETED_ITEM,
    BRACKETED_LOOSELY,
    ENDS_OR_HALTS,
    ITEM_NOT_DECIMAL,
    PART,
    SECTION_ALONE,
    SECTION_LOOSELY,
    SENTENCE_END,
)
from reports.numerals import FIVE_YEAR_PLAN, NUMERAL, YEAR, number_of

_NUMBERED = re.compile(
    rf"^(?:(?P<part>{PART}[、：， ]?)|(?P<hanzi>{SECTION_ALONE})|(?P<bracket>{BRACKETED_LOOSELY})"
    rf"|(?P<loose>{SECTION_LOOSELY})|(?P<arabic>{ITEM_NOT_DECIMAL}|\d{{1,2}}\s?[）)]|\d{{1,2}} [、．.](?!\d)|[⒈-⒛]"
    rf"|\d{{1,2}} (?=[{HAN}“]))|(?P<inner>{BRACKETED_ITEM}))"
)
_NUMBER = re.compile(rf"{NUMERAL}|\d+|[㈠-㈩⒈-⒛Ⅰ-Ⅻ壹贰叁肆伍陆柒捌玖拾]")
_RANKS = {"part": 0, "hanzi": 1, "loose": 1, "bracket": 2, "arabic": 3, "inner": 4}
_PLAIN_PART, _PLAIN = 0, 9
_NO_HEADING = re.compile(f"[{ENDS_OR_HALTS}]")
_LONGEST_HEADLINE = 45
_LONGEST_ALONE = 60
_LONGEST_ITEM_HEADLINE = 30  # a numbered item with a longer first sentence is an item of a list
# The set phrases in which the headings of a report's main parts end. They tell where a heading stops that runs into the
# text without any mark: 一、过去五年工作回顾过去五年，…
_PART_ENDING = (
    r"(?:工作|情况|成就|发展)?回顾|(?:主要|重点)?工作(?:总体)?(?:安排|部署|任务|总结)|(?:主要|重点)工作|(?:主要|重点|目标|工作|战略)任务|(?:主要|预期|奋斗|发展)目标"
    r"|总体(?:要求|思路|安排|目标)|指导思想|自身建设|发展成就|主要举措|重大举措|主要考虑"
)
_PART = re.compile(_PART_ENDING)
_RUN_IN = re.compile(rf"^.{{0,24}}?(?:{_PART_ENDING})(?:[和与及、暨].{{0,10}}?(?:{_PART_ENDING}))*")
_ENDS_AS_PART = re.compile(rf"(?:{_PART_ENDING})$")
_LONGEST_SET_PHRASE = 16
_TWO_IDEOGRAPHS = re.compile(f"[{HAN}]{{2}}")
_CLAUSE_END = re.compile("[，；：、]")
_SPACED = re.compile(rf"[{HAN}](?: [{HAN}])+")
# 2030年：, 工作回顾：: the colon leads in a part, not a sentence.
_LEADS_PART = re.compile(
    rf"(?:{YEAR}年|{FIVE_YEAR_PLAN}(?:时期|期间)?|(?:过去|今后|未来)[一三五]年|.{{0,14}}(?:回顾|总结|安排|部署))："
)
_YEAR_ALONE = re.compile(rf"{YEAR}年")
# 2030年：乘势而上开新局, a motto behind the year; figures behind it are text.
_LEADS_YEAR = re.compile(
    rf"(?:{YEAR}年|{FIVE_YEAR_PLAN}(?:时期|期间)?|(?:过去|今后|未来)[一三五]年|过去一年|今年)：[^：；。！？\d]{{4,30}}"
)
_YEAR_FIRST = re.compile(rf"^(?:(?:19|20)\d\d年|{FIVE_YEAR_PLAN}|过去|今后|未来)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading at the start of a line.

    `rank` orders the kinds, 0 outermost; `number` is 0 without one; `whole` says that nothing but the heading is in
    the line.
    """

    rank: float
    number: int
    headline: str
    whole: bool


class Mark(NamedTuple):
    """Where a line stands in the order of numbers: its rank as in `Heading`, its number or 0."""

    rank: float
    number: int


def heading_of(line: str) -> Heading | None:
    """Return the heading with which `line` begins, or None where it begins with text.

    Headings: 第一部分, 一、, （一）, 1. (short ones), and short lines without any end mark. A heading that runs into
    its text ends at the first full stop; without one, at the set ending of a main part (工作回顾), else at the first
    comma.
    """
    match = _NUMBERED.match(line)
    return _plain_heading(line) if match is None else _numbered_heading(match)


def _numbered_heading(match: re.Match[str]) -> Heading | None:
    kind = match.lastgroup or "part"
    rest = match.string[match.end() :]
    end = SENTENCE_END.search(rest)
    sentence = rest[: end.start()] if end else rest
    alone = end is None or end.end() == len(rest)
    if kind in ("arabic", "inner"):
        is_text = alone and (end is not None or _NO_HEADING.search(rest))
        if kind == "inner" or len(sentence) > _LONGEST_ITEM_HEADLINE or is_text:
            return None
        return Heading(_RANKS[kind], _number(match[0]), match[0] + sentence, alone)
    if not sentence.strip() or (kind == "loose" and len(sentence) > _LONGEST_HEADLINE):
        return None
    before, colon, _ = sentence.partition("：")
    if colon and (not alone or end) and len(before) <= _LONGEST_ITEM_HEADLINE:  # （一）工业：新开工项目3个。
        return Heading(_RANKS[kind], _number(match[0]), match[0] + before, False)
    if len(sentence) <= _longest(sentence, end is not None) and not (
        kind != "bracket" and end and _runs_into_text(sentence, alone)
    ):
        return Heading(_RANKS[kind], _number(match[0]), match[0] + _unspaced(sentence.rstrip("：，； ")), alone)
    return Heading(_RANKS[kind], _number(match[0]), match[0] + _run_in_headline(sentence), False)


def _longest(sentence: str, ended: bool) -> int:
    """Return how long a headline may be: one of several clauses, alone in its line and without any end, is longer."""
    return _LONGEST_HEADLINE if ended or _NO_HEADING.search(sentence) else _LONGEST_ALONE


def _runs_into_text(sentence: str, alone: bool) -> bool:
    """Tell 三、2031年重点工作今年是起步之年。 from a headline that ends where its sentence ends."""
    part = _RUN_IN.match(sentence)
    if part is None or part.end() == len(sentence) or "，" in part[0]:
        return False
    return not alone or "，" in sentence[part.end() :]


def _run_in_headline(sentence: str) -> str:
    part = _RUN_IN.match(sentence)
    if part and "，" not in part[0]:
        return part[0]
    clause = _CLAUSE_END.search(sentence, 4)
    return sentence[: clause.start() if clause and clause.start() <= _LONGEST_HEADLINE else 20]


def _plain_heading(line: str) -> Heading | None:
    if len(line) > _LONGEST_HEADLINE:
        return None
    leads_part = bool(_LEADS_PART.fullmatch(line))
    bare = line.removesuffix("：") if leads_part else line
    bare = _unspaced(bare.strip("【】〖〗") if bare[:1] in ("【", "〖") else bare)
    if _LEADS_YEAR.fullmatch(bare):
        return Heading(_PLAIN_PART, 0, bare, True)
    if _NO_HEADING.search(bare) or bare.startswith(("各位", "——", "―")):
        return None
    if not (leads_part or _YEAR_ALONE.fullmatch(bare) or _TWO_IDEOGRAPHS.search(bare)):
        return None
    is_part = bool(_PART.search(bare)) or bool(_YEAR_FIRST.match(bare))
    return Heading(_PLAIN_PART if is_part else _PLAIN, 0, bare, True)


def _unspaced(headline: str) -> str:
    """Turn 工 作 回 顾 into 工作回顾."""
    return headline.replace(" ", "") if _SPACED.fullmatch(headline) else headline


def is_chapter(heading: Heading) -> bool:
    """Tell a heading that may hold a series of its own: 三、2031年重点工作."""
    return bool(_PART.search(heading.headline))


def is_set_phrase(heading: Heading) -> bool:
    """Tell a short heading that ends as those of parts do, and so is whole: 2031年重点工作, 总体要求."""
    return len(heading.headline) <= _LONGEST_SET_PHRASE and bool(_ENDS_AS_PART.search(heading.headline))


def mark_of(line: str) -> Mark | None:
    """Return what a line is marked as by its number, whether it is a heading or text, or by being a heading without
    one."""
    match = _NUMBERED.match(line)
    if match and (match.lastgroup != "loose" or _numbered_heading(match)):
        return Mark(_RANKS[match.lastgroup or "part"], _number(match[0]))
    heading = _plain_heading(line)
    return Mark(heading.rank, 0) if heading else None


def is_above(mark: Mark, following: Mark) -> bool:
    """Tell whether what comes next stands below `mark`; reports restart 一、 below 三、."""
    if mark.rank == following.rank == _RANKS["hanzi"]:
        return mark.number > following.number == 1
    return mark.rank < following.rank


def continues_list(mark: Mark | None, following: Mark | None) -> bool:
    """Tell whether two lines next to each other are items of one list: of one kind, and counted on or both
    uncounted."""
    if mark is None or following is None or mark.rank != following.rank:
        return False
    return following.number == mark.number + 1 or mark.number == following.number == 0


def _number(mark: str) -> int:
    found = _NUMBER.search(mark)
    return number_of(found[0]) if found else 0
