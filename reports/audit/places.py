"""Of which place a text speaks, against the place that is stated."""

import re
from collections import Counter
from collections.abc import Sequence

from reports.audit.finding import Finding, Flat
from reports.audit.mentions import count_name, count_place, mentions_in, regions_in
from reports.audit.namesakes import namesake
from reports.audit.statements import HEAD, Statement, statements_in
from reports.metadata.division_names import (
    bearing,
    divisions_meant,
    level_named,
    names_of_all_years,
    same_place,
    without_above,
)
from reports.metadata.divisions import Division, divisions, named, names_above, short_name
from reports.metadata.places import NATIONS
from reports.rows import Stated

_OFTEN = 3
_KINDS = "省市县区旗州盟"
_TABLE_BEGINS = 2003  # names that went before are not in it
_STATE_COUNCIL = re.compile("国务院|政务院|全国人民代表大会")
# 我代表市人民政府; of 自治县 and 自治州 the last character counts, 自治区 is a province and no district.
_SPEAKS_BARE = re.compile(
    f"(?:代表|受)(?:本|我|全)?(?:自治)?(?P<kind>[{_KINDS}])(?:人民)?政府(?!的(?!委托)|对|各|和)|代表国务院"
    "|(?:代表|受)[^，。；：]{1,16}管(?:理)?委(?:员)?会"
)


def place_findings(flat: Flat, stated: Stated, own_region: str = "") -> list[Finding]:
    """Return what is to be said of the place; nothing where it is right or nothing tells.

    Args:
        own_region: what the reader took from title and session, where these are no part of the text.
    """
    if not stated.place or not flat.text:
        return []
    if stated.place in NATIONS:
        return _of_nation(flat, stated)
    statements = list(statements_in(flat.text))
    if own_region and not statements:
        statements = [Statement(own_region, -1, -1)]
    same = [one for one in statements if same_place(one.place, stated)]
    if same or not statements:
        if other := namesake(flat, stated) or (None if same else _of_another_kind(flat, stated)):
            return [other]
        return [] if same else _by_mentions(flat, stated)
    first = Counter(one.place for one in statements).most_common(1)[0][0]
    return [_another(flat, stated, next(one for one in statements if one.place == first))]


def _of_nation(flat: Flat, stated: Stated) -> list[Finding]:
    """Judge a report of the State Council, which seldom names the country."""
    if _STATE_COUNCIL.search(flat.text[:HEAD]):
        return []
    one = next(statements_in(flat.text), None)
    if one is not None and named(one.place):
        return [_another(flat, stated, one)]
    if "我国" in flat.text or "全国" in flat.text:
        return []
    english = "the text names neither the State Council nor the country"
    return [Finding("place", "look at", english, "正文未提到国务院、全国或我国")]


def _of_another_kind(flat: Flat, stated: Stated) -> Finding | None:
    """Find a speaker of 市人民政府, without a name, in the row of a county, and the like."""
    match = _SPEAKS_BARE.search(flat.text[:HEAD])
    kinds = {name[-1] for name in names_of_all_years(stated)}
    if match is None or not kinds or match["kind"] in kinds or ("管" in match[0] and "新区" in stated.place):
        return None
    if match["kind"] in ("县", "市") and (stated.year or 0) < _TABLE_BEGINS:
        return None
    spoken_for = match[0].removeprefix("代表").removeprefix("受")
    quote, position = flat.quoted(match.start(), match.end())
    english = f"stated is {stated.names}; the speaker speaks for {spoken_for}"
    chinese = f"表中为“{stated.names}”，而报告人代表的是“{spoken_for}”"
    return Finding("place", "wrong", english, chinese, quote, position)


def level_findings(flat: Flat, stated: Stated) -> list[Finding]:
    """Say where the level that is stated is not that of the place which the text is the report of."""
    level = level_named(stated.level)
    for one in statements_in(flat.text) if level else ():
        meant = [division for division in bearing(one.place) if division.name == one.place]
        meant = [division for division in meant if same_place(one.place, stated)] or meant
        levels = {division.level for division in meant}
        if len(levels) == 1 and level not in levels and not _is_municipal(meant[0], level):
            quote, position = flat.quoted(one.start, one.end)
            english = f"the column says {stated.level}; the text is the report of {one.place} ({meant[0].level})"
            chinese = f"表中级别为“{stated.level}”，正文是“{one.place}”的报告"
            return [Finding("level", "wrong", english, chinese, quote, position)]
        if levels:
            return []
    return []


def _is_municipal(one: Division, level: str) -> bool:
    """Tell where two ways of counting levels are usual: districts of 北京, cities directly under a province."""
    return (
        one.code[:2] in ("11", "12", "31", "50")
        or one.code[2:4] == "90"
        or (one.level == "prefecture" and level == "province" and one.code[2:4] in ("01", "02"))
    )


def _another(flat: Flat, stated: Stated, one: Statement) -> Finding:
    own, other = count_place(flat.text, stated), flat.text.count(short_name(without_above(one.place, Stated())))
    doubtful = own >= _OFTEN and own > 2 * other
    quote, position = flat.quoted(one.start, one.end) if one.start >= 0 else (one.place, 0)
    return Finding(
        "place",
        "look at" if doubtful else "wrong",
        f"stated is {stated.names}; the text is the report of {one.place}",
        f"表中为“{stated.names}”，正文是“{one.place}”的报告",
        quote,
        position,
    )


def _by_mentions(flat: Flat, stated: Stated) -> list[Finding]:
    """Judge a text that does not say whose report it is by the places that it names."""
    own = count_place(flat.text, stated)
    if own > 1:
        return []
    mentions = mentions_in(flat.text)
    meant = divisions_meant(stated)
    level = meant[0].level if meant else "county"
    others = {
        name: count_name(flat.text, short_name(name))
        for name in mentions
        if not same_place(name, stated) and any(one.level == level and one.name == name for one in named(name))
    }
    best = max(others, key=others.__getitem__, default="")
    if best and others[best] >= _OFTEN * (own + 1):
        return [_named_instead(flat, stated, best, others[best], own)]
    if found := _near_name(flat, stated, own) or _elsewhere(flat, stated, meant, own):
        return [found]
    if own or len(flat.text) < HEAD:
        return []
    english = f"the text never names {stated.place}, nor says whose report it is"
    return [Finding("place", "look at", english, f"正文从未提到“{stated.place}”，也未说明是何地的报告")]


def _named_instead(flat: Flat, stated: Stated, name: str, count: int, own: int) -> Finding:
    place = flat.text.find(short_name(name))
    quote, position = flat.quoted(place, place + len(name))
    english = f"stated is {stated.names}, which the text names {own} times; it names {name} {count} times"
    chinese = f"表中为“{stated.names}”，正文提到 {own} 次，而提到“{name}” {count} 次"
    return Finding("place", "wrong", english, chinese, quote, position)


def _near_name(flat: Flat, stated: Stated, own: int) -> Finding | None:
    """Find a text that names in short a place whose name ends like the stated one (米易 for 易县)."""
    if own:
        return None
    for one in divisions():
        if one.name.endswith(stated.place) and len(one.name) > len(stated.place) and not same_place(one.name, stated):
            count = flat.text.count(short_name(one.name))
            if count >= _OFTEN:
                return _named_instead(flat, stated, one.name, count, own)
    return None


def _elsewhere(flat: Flat, stated: Stated, meant: Sequence[Division], own: int) -> Finding | None:
    """Find a text that speaks of another province and its cities, and never of the stated one."""
    codes = {one.code[:2] for one in meant}
    if not codes or own:
        return None
    above = {short_name(name) for one in meant for name in names_above(one)}
    if any(name in flat.text for name in above):
        return None
    counts = {code: count for code, count in regions_in(flat.text).items() if code not in codes}
    best = max(counts, key=counts.__getitem__, default="")
    if not best or counts[best] < _OFTEN + 1 or counts[best] < 2 * (sum(counts.values()) - counts[best]):
        return None
    held = [name for name in mentions_in(flat.text) if any(one.code[:2] == best for one in named(name))]
    return _named_instead(flat, stated, held[0], counts[best], own)
