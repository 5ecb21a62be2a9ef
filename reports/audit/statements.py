"""Find the places that a text says it is the report of: for whom the speaker speaks, at which congress."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reports.audit.finding import Flat
from reports.cleaning.characters import HAN
from reports.metadata.divisions import named

_KINDS = "省市县区旗州盟镇乡"
_PLACE = rf"[{HAN}]{{1,24}}?(?:特别行政区|自治区|自治州|自治县|自治旗|街道|地区|林区|[{_KINDS}])"
_NUMBER = r"[一二三四五六七八九十百\d]{1,4}"
HEAD = 2_500  # characters in which session and speaker are named; a page may repeat its opening as a summary
# 我代表唐县人民政府 · 在唐县第十七届人民代表大会 · 唐县人民政府县长. What may stand before a name, `_name_in` cuts off.
_SPEAKS_FOR = re.compile(rf"代表(?P<place>{_PLACE})(?:人民)?政府(?!的|对|各|和)|受(?P<by>{_PLACE})(?:人民)?政府的?委托")
_SESSION = re.compile(rf"(?P<place>{_PLACE})第?{_NUMBER}届(?:人民代表大会|人大)(?!常)")
_OFFICE = re.compile(rf"(?P<place>{_PLACE})(?:人民)?政府(?:副|代|代理)?[省市县区旗州盟镇乡]长")
_BEFORE = re.compile(r"^.*(?:[年月日在于上的代表长受各过]|主任|书记)(?=.{2,})")
_NO_PLACE = re.compile(
    r"^(?:本|我|全|各|该|原|上届|新一届|这|一|两)?[省市县区旗州盟镇乡]$"
    r"|^(?:本|我们?|全|各|上级|新一届|党委)"
    r"|完成|实现|贯彻|落实|受到|来到|通过|了[省市县区]|[到对向与给让把被将]|政府|人民|会议|精神|工作"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A place that a text says it is the report of, and where."""

    place: str
    start: int
    end: int


def text_place(flat: Flat) -> str:
    """Return the place that a text says it is the report of, "" where it says none."""
    return next((one.place for one in statements_in(flat.text)), "")


def statements_in(text: str) -> Iterator[Statement]:
    head = text[:HEAD]
    for pattern in (_SPEAKS_FOR, _SESSION, _OFFICE):
        for match in pattern.finditer(head if pattern is not _SPEAKS_FOR else text[: 2 * HEAD]):
            groups = match.groupdict()
            if place := _name_in(groups["place"] or groups.get("by") or ""):
                yield Statement(place, match.start(), match.end())


def _name_in(found: str) -> str:
    """Return the name at the end of what a pattern found: the longest that the table knows, else what stands behind
    the words that may precede it."""
    for start in range(len(found) - 1):
        if any(one.name == found[start:] for one in named(found[start:])):
            above = found[:start]
            known = next((above[place:] for place in range(len(above)) if named(above[place:])), "")
            return known + found[start:]
    bare = _BEFORE.sub("", found)
    return "" if _NO_PLACE.search(bare) or len(bare) < 2 else bare
