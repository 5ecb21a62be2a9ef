"""Look up what the name of a place tells: the level of its government, and the province it lies in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from reports.metadata.divisions import Division, named, names_above, provinces, short_name
from reports.report import Level

NATION = "全国"
NATIONS = (NATION, "中国", "国务院", "国家", "中央", "中华人民共和国")
ENDINGS = "特别行政区|自治区|自治州|自治县|自治旗|开发区|高新区|街道|苏木|地区|林区|[省市州盟县旗区镇乡]"
OFFICE_ENDS = (
    "长(?!沙[市县]|春市|治[市县区]|安[区县]|寿[区县]|乐[市县区]|葛[市县]|垣[市县]|[兴丰岭汀武海岛子顺]县|泰[县区]|宁[县区]|清[县区]|洲区"
    "|阳(?:县|土)|白[县朝])"
)
"""The last word of 市长, 县长, but not the first of the place in 湖南省长沙市."""
_SUFFIX_LEVELS: tuple[tuple[str, Level], ...] = (
    ("自治区", "province"),
    ("省", "province"),
    ("自治州", "prefecture"),
    ("地区", "prefecture"),
    ("州", "prefecture"),
    ("盟", "prefecture"),
    ("县", "county"),
    ("旗", "county"),
    ("区", "county"),
    ("镇", "township"),
    ("乡", "township"),
    ("街道", "township"),
    ("苏木", "township"),
)
_ENDING = re.compile(ENDINGS)
_ZONE = re.compile("(?:开发|高新|实验|试验|示范|园|新|管理|工业|经开|度假|风景|合作|保税)区$")
_CLEARLY = 2  # one of several places of a name is meant where the text names what it lies in so many times as often


@dataclass(frozen=True, slots=True)
class Place:
    """The level of a region's government and the full name of its province; "" where neither name nor text tells."""

    level: Level = ""
    province: str = ""


def full_province_name(name: str) -> str:
    """Return 宁夏回族自治区 for 宁夏, 吉林省 for 吉林; any other name as it is."""
    return _provinces_in_full().get(name, name)


@cache
def _provinces_in_full() -> Mapping[str, str]:
    return {short_name(full): full for full in provinces().values()}


def same_place(one: str, other: str) -> bool:
    """Tell whether two names may mean one place: alike, in everyday form, or with what it lies in before it.

    高唐县 is not 唐县: what stands before the shorter name must be a name itself.
    """
    longer, shorter = sorted((full_province_name(one), full_province_name(other)), key=len, reverse=True)
    if longer == shorter or (longer.endswith(shorter) and _ENDING.search(longer.removesuffix(shorter)[-1:])):
        return True
    meant = _path(longer) or _around(longer)
    return any(found in meant for found in _path(shorter) or _around(shorter))


def place_of(region: str, text: str = "") -> Place:
    """Look `region` up in the table of divisions; names may be strung together, as in 吉林省洮南市.

    Several places may bear one name (朝阳区): then the one is meant whose province and city `text` clearly names most.
    What is not in the table, such as a township, has the level of its ending and the province of what stands before it.
    """
    if region == NATION:
        return Place("national")
    region = full_province_name(region)
    found = _path(region)
    if found:
        levels = {one.level for one in found if not one.until} or {one.level for one in found}
        meant = _meant(found, text)
        level = (
            meant[0].level
            if len({one.level for one in meant}) == 1
            else min(levels, key=("province", "prefecture", "county").index)
        )
        return Place(level, _province(meant))
    return Place(_level_by_ending(region), _province(_known_beginning(region) or _around(region)))


def _path(region: str) -> Sequence[Division]:
    """Return the divisions that the last of the names strung together in `region` may stand for; none where a name is
    unknown."""
    for start in range(len(region) - 1):
        found = named(region[start:])
        if not found:
            continue
        if start == 0:
            return found
        above = _path(region[:start])
        inside = [one for one in found if any(_lies_in(one, other) for other in above)]
        if inside:
            return inside
    return ()


def _known_beginning(region: str) -> Sequence[Division]:
    ends = [match.end() for match in _ENDING.finditer(region)][:-1]
    return next((found for end in reversed(ends) if (found := _path(region[:end]))), ())


def _around(region: str) -> Sequence[Division]:
    """Return what a zone is named after, 平潭 of 平潭综合实验区, and what became of a county or prefecture: 章丘市 of
    章丘县, 商洛市 of 商洛地区."""
    if region.endswith(("县", "地区")):
        short = region.removesuffix("县").removesuffix("地区")
        return [one for one in named(short) if len(short) > 1 and one.name[-1] == "市"]
    if not _ZONE.search(region):
        return ()
    return next((found for end in range(len(region) - 2, 1, -1) if (found := named(region[:end]))), ())


def _lies_in(one: Division, other: Division) -> bool:
    return one.code != other.code and one.code.startswith(
        other.code[:2] if other.level == "province" else other.code[:4]
    )


def _meant(found: Sequence[Division], text: str) -> Sequence[Division]:
    """Choose among divisions of one name; all of them where the text does not tell them apart."""
    if len({one.code[:2] for one in found}) < 2:
        return found
    counts = [sum(text.count(name) for name in {short_name(above) for above in names_above(one)}) for one in found]
    first, second = sorted(range(len(found)), key=lambda number: -counts[number])[:2]
    return [found[first]] if counts[first] >= _CLEARLY * max(1, counts[second]) else found


def _province(found: Sequence[Division]) -> str:
    codes = {one.code[:2] for one in found}
    return provinces()[codes.pop()] if len(codes) == 1 else ""


def _level_by_ending(region: str) -> Level:
    return next((level for suffix, level in _SUFFIX_LEVELS if region.endswith(suffix)), "")
