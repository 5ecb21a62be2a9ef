"""Who gives a report, and for which place: from the lines of a head that name an office, or a name alone."""

import re
from collections.abc import Sequence

from reports.cleaning.characters import HAN
from reports.metadata.personal_names import name_alone
from reports.metadata.places import ENDINGS, OFFICE_ENDS, place_of

_BEFORE_REGION = re.compile(rf"^.*(?:年|月|日|在|于|召开的|报告|主席|[省市区县州盟旗](?:{OFFICE_ENDS})|出席|参加)(?=.)")
_NO_NAME = re.compile(rf".?|{ENDINGS}")  # 在自治州第四届…
_OFFICE = "(?:总理|主席|专员|(?<!常委会)主任|[省市区县州旗盟镇乡]" + OFFICE_ENDS + ")(?:（?(?:候选人|人选)）?)?"
_NAME = rf"(?:[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})+|[{HAN}]{{2,4}}?)"
_SPEAKERS = (
    re.compile(
        rf"{_OFFICE}[：:]?(?!作|在|代|向)(?P<name>{_NAME})(?=同志|各位|作《?政府|所作|向大会|二[〇○零]|[在代，。；（）—\d]|$)"
    ),
    re.compile(rf"会议上[）)]?(?!的|作|所)(?P<name>{_NAME})$"),
    re.compile(rf"^[（—]*(?P<name>{_NAME})(?:同志)?（[{HAN}]{{0,16}}{_OFFICE}）"),
    re.compile(rf"^[（—]*(?P<name>[{HAN}]{{2,3}}(?<![省市区县州旗盟]))(?:总理|[省市区县州旗盟]长)[）在]?"),
    re.compile(rf"(?:^|[，。、])(?P<name>{_NAME})(?:同志)?代表(?:国务院|[{HAN}]{{0,6}}政府).{{0,8}}作《?政府"),
    re.compile(
        rf"(?:^|[，。、]|出席)(?P<name>(?![省市县区州旗盟镇乡]长|[总副]|报告){_NAME})(?:同志)?作《?政府工作报告"
    ),
)
_PLACED = re.compile(
    rf"[（—]*(?P<region>[{HAN}]{{2,20}}?(?:{ENDINGS}))(?:人民政府|行政公署|行署|革命委员会|人民委员会)?(?:常务)?[代副]?理?{_OFFICE}"
)
LONGEST_BYLINE = 40
BYLINE = re.compile(
    rf"[（—]*[{HAN}、]{{0,24}}{_OFFICE}[：:]?{_NAME}[）]?|[（—]*{_NAME}（[{HAN}]{{0,16}}{_OFFICE}）[）]?|.{{0,24}}作政府工作报告"
)


def speaker_in(lines: Sequence[str]) -> str:
    """Return the name that stands behind an office, or speaks at a meeting, in the first line that holds one."""
    for line in lines:
        for pattern in _SPEAKERS:
            if (match := pattern.search(line)) and match["name"][-1] not in "省市县区":
                return match["name"]
    return ""


def region_of_office(lines: Sequence[str]) -> str:
    """Return the place whose office a line names: 云溪县人民政府县长 方知远."""
    short = (line for line in lines if len(line) <= LONGEST_BYLINE)
    return next(
        (region for line in short if (match := _PLACED.match(line)) and (region := place_in(match["region"]))), ""
    )


def place_in(words: str) -> str:
    """Return the place that words end in, without what stands before it; "" where that names none.

    What may stand before a name may also begin one: 于都县, 日照市.
    """
    match = _BEFORE_REGION.match(words)
    place = words[match.end() :] if match else words
    if match and not place_of(place).province and place_of(whole := words[match.end() - 1 :]).province:
        return whole
    return "" if _NO_NAME.fullmatch(place) else place


def name_alone_in(lines: Sequence[str]) -> str:
    """Return the name that is all of a line, in the head of a report."""
    return next((name for line in lines if (name := name_alone(line.strip("（）()—-")))), "")
