"""The two parts of a report: 回顾, what was done, and 部署, what is planned; found by headings, and by the text where
they are lost."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from reports.marks import ENDS
from reports.numerals import FIVE_YEAR_PLAN, YEAR, first_year, number_of
from reports.report import Part
from reports.structure.segmentation import Segment

_YEAR = re.compile(rf"({YEAR})年")
# An expression of which every alternative begins with a character is searched several times as fast as another.
# Headings. What looks back, what looks ahead, and what does either as its year says: 2030年主要工作.
_BACK = re.compile(r"回顾|总结|成就|成效|成绩|过去[一二三四五]年|去年|一年来|五年来")
_AHEAD = re.compile(r"安排|部署|总体要求|指导思想|建议|目标|思路|主要考虑|今年|明年|今后|未来|下一步")
_WORK = re.compile("|".join(f"{kind}(?:工作|任务|举措)" for kind in ("重点", "主要", "战略", "重大", "工作")))
# What opens a paragraph, and what a sentence says, in one part and not in the other.
_ADDRESSED = r"(?:各位代表[！，：、]\s?)?"
_BEHIND_END = rf"[{ENDS}：\n]"
_OPENS_BACK = re.compile(rf"{_ADDRESSED}(?:过去的?[一二三四五]年|[一五]年来|这[一五]年|刚刚过去|即将过去|去年|回顾)")
_SAYS_BACK = re.compile(
    "|".join(f"{how}的?(?:感谢|谢意|敬意)" for how in ("衷心", "诚挚", "崇高"))
    + r"|清醒地?(?:看到|认识)|在(?:肯定|总结|看到|充分肯定)成绩|成绩(?:的取得|来之不易)|"
    + "|".join(f"{must}看到.{{0,30}}(?:困难|问题|矛盾|不足|差距|短板)" for must in ("也要", "应当", "必须"))
)
_OPENS_AHEAD = re.compile(
    rf"{_ADDRESSED}(?:今年是|做好今年|展望|新的一年|下一步|(?:今后|未来)(?:的)?[一五]年|综合(?:考虑|分析)|建议今年|今年(?:的)?[^。，；]{{0,16}}工作)"
)
_SAYS_AHEAD = re.compile(
    "|".join(
        f"{when}[^。，；]{{0,16}}(?:总体要求|总的要求|总体思路|指导思想|目标(?:是|为)|预期为)"
        for when in ("今年", "明年", "今后五年")
    )
    + r"|规划(?:纲要)?(?:》)?（草案）|做好(?:今年|明年|政府)?[^。，；]{0,6}工作意义"
    + "|今年，?(?:我们)?(?:将|要|力争)|让我们"
)
_STATES_PLAN = re.compile(rf"{_BEHIND_END}{FIVE_YEAR_PLAN}(?:时期|期间)?(?:是|，)")
_STATES_YEAR = re.compile(rf"{_BEHIND_END}({YEAR})年(?:，|是|全|政府工作|[^。，；]{{0,12}}(?:目标|要求|任务)(?:是|为))")
# Words that come some three times as often or more in one part as in the other, counted in the reports of half of the
# provinces, and words that lean.
_DONE = re.compile(
    r"累计|荣获|获评|获批|入选|首次|成功|顺利|预计|位居|居全|全国[第首前]|连续\d|下降\d|提高\d|突破\d|增长\d|达到?\d|超过?\d|年来|取得|了|惠及|圆满"
    r"|亿元[，。]|%[，。]|推进[，。]"
)
_LEANS_DONE = re.compile(r"完成|实现|建成|显著|明显|新增|投产|通车|出台|得到|步伐|成效|进展|比上年|全年")
_TO_DO = re.compile(
    r"力争|确保|谋划|打造|培育|鼓励|引导|探索|做好|办好|用好|今年|我们要|左右|健全|强化|更好|更多|大力|，(?:让|加快|推动|加强|完善|促进|提升|深化|扩大|构建|支持)"
)
_LEANS_TO_DO = re.compile(
    r"要|将|必须|推动|加快|推进|支持|完善|加强|抓好|着力|深入实施|积极|严格|坚决|坚持|优化|提升|争取|以上|深化|继续"
)
# How much a paragraph speaks for its part: by a heading above it, by a statement, by its words. A new part likes to
# begin with a statement, or below a new outermost heading.
_HEADING, _STATEMENT, _TURN, _NEW_PART, _MOST_BY_WORDS = 3.0, 3.0, 1.5, 2.0, 1.5
_PER_WORD, _PER_LEANING_WORD = 0.3, 0.1
_LEAST_EVIDENCE = 4.0
_ASKS = re.compile(r"请[^。]{0,10}(?:审议|审查)|提出意见")
_CALL = re.compile(r"各位\S{2,6}[：，！]?")
_ASIDE = {"annex", "box"}
_LONGEST_ADDRESS = 300


def parts_of(texts: Sequence[str], segments: Sequence[Segment], year: int | None) -> list[Part]:
    """Mark each paragraph of a report as "done" or "planned"; "" for the address before them, for an annex, and where
    nothing tells.

    Reports look back first and ahead then, so the parts meet in one place: where the evidence before it speaks most
    for looking back and the evidence behind it most for looking ahead. Thanks and shortcomings belong to what was
    done, the closing words to what is planned.

    Args:
        segments: the same paragraphs' headings and flags.
        year: the year the report plans for, None where unknown.
    """
    parts: list[Part] = [""] * len(texts)
    speech = _speech(texts, segments)
    meet = _first_planned(texts, segments, speech, year)
    if meet is not None:
        for place, number in enumerate(speech):
            parts[number] = "done" if place < meet else "planned"
    return parts


def _speech(texts: Sequence[str], segments: Sequence[Segment]) -> list[int]:
    """Return the numbers of the paragraphs behind the address, without those of an annex or a box."""
    speech = [number for number, one in enumerate(segments) if not _ASIDE & set(one.flags)]
    while speech and _is_address(texts[speech[0]]):
        del speech[0]
    return speech


def _first_planned(
    texts: Sequence[str], segments: Sequence[Segment], speech: Sequence[int], year: int | None
) -> int | None:
    """Return the place in `speech` where the parts meet, None where nothing tells."""
    said = [_said(texts[number], year) for number in speech]
    evidence = [
        _evidence(texts[number], segments[number].section, year, said[place]) for place, number in enumerate(speech)
    ]
    if sum(map(abs, evidence)) < _LEAST_EVIDENCE:
        return None
    turns = [_TURN * (one < 0) + _NEW_PART * _begins_part(segments, at) for one, at in zip(said, speech, strict=True)]
    meet = _meeting_place(evidence, turns)
    while meet and _CALL.fullmatch(texts[speech[meet - 1]]):  # 各位代表！ on a line of its own belongs to what follows
        meet -= 1
    return meet


def _meeting_place(evidence: Sequence[float], turns: Sequence[float]) -> int:
    """Return the number of the first paragraph that looks ahead, of all that were judged."""
    before = list(accumulate(evidence, initial=0.0))
    turns = [_TURN + _NEW_PART, *turns[1:], _TURN + _NEW_PART]  # a piece of a report may hold one part only
    return max(range(len(before)), key=lambda place: (before[place] + turns[place], place))


def _begins_part(segments: Sequence[Segment], number: int) -> bool:
    """Tell whether a paragraph is the first below an outermost heading."""
    above = segments[number].section[:1]
    return bool(above) and (number == 0 or segments[number - 1].section[:1] != above)


def _is_address(text: str) -> bool:
    return len(text) <= _LONGEST_ADDRESS and bool(_ASKS.search(text) or _CALL.fullmatch(text))


def _evidence(text: str, section: Sequence[str], year: int | None, said: int) -> float:
    """Return how much speaks for what was done, as against what is planned (negative)."""
    heading = next((verdict for one in section if (verdict := _by_heading(one, year))), 0)
    words = _PER_WORD * (len(_DONE.findall(text)) - len(_TO_DO.findall(text)))
    words += _PER_LEANING_WORD * (len(_LEANS_DONE.findall(text)) - len(_LEANS_TO_DO.findall(text)))
    words = max(-_MOST_BY_WORDS, min(_MOST_BY_WORDS, words))
    return _HEADING * heading + _STATEMENT * said + words


def _said(text: str, year: int | None) -> int:
    back = bool(_OPENS_BACK.match(text) or _SAYS_BACK.search(text))
    ahead = bool(_OPENS_AHEAD.match(text) or _SAYS_AHEAD.search(text))
    return max(-1, min(1, back - ahead + _by_period(text, year)))


@lru_cache(maxsize=1024)
def _by_heading(headline: str, year: int | None) -> int:
    """Return 1 for a heading that looks back, -1 for one that looks ahead, 0 where it does both or does not tell."""
    back, ahead = bool(_BACK.search(headline)), bool(_AHEAD.search(headline))
    if back or ahead:
        return back - ahead
    years = {number_of(one) for one in _YEAR.findall(headline)}
    if years and year is not None:
        return _side(max(years), year) if (max(years) < year) == (min(years) < year) else 0
    return -1 if _WORK.search(headline) else 0


def _by_period(text: str, year: int | None) -> int:
    """Judge by the years and five-year plans (the eleventh: 2006 to 2010) with which sentences open."""
    if year is None:
        return 0
    opened = [_side(number_of(one), year) for one in _STATES_YEAR.findall(f"\n{text}")]
    for numeral in _STATES_PLAN.findall(f"\n{text}") if "“十" in text else ():
        first = first_year(numeral)
        if first >= year or first + 4 < year:
            opened.append(_side(first, year))
    return max(-1, min(1, sum(opened)))


def _side(stated: int, year: int) -> int:
    return 1 if stated < year else -1
