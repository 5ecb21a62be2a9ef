"""A text about another place of the same name: 鼓楼区 is in four cities."""

import re
from collections.abc import Iterable

from reports.audit.finding import Finding, Flat, Weight
from reports.metadata.division_names import bearing, divisions_meant, same_division
from reports.metadata.divisions import named, names_above, short_name
from reports.rows import Stated

_OFTEN, _TWICE = 3, 2


def namesake(flat: Flat, stated: Stated) -> Finding | None:
    """Find a text about another place of the same name by the cities and provinces that it names."""
    meant = divisions_meant(stated)
    own = {short_name(name) for one in meant for name in names_above(one)} - {short_name(stated.place)}
    others: dict[str, set[str]] = {}
    for one in bearing(stated.place) if meant else ():
        if one.level == meant[0].level and not any(same_division(one, other) for other in meant):
            above = {short_name(name) for name in names_above(one)} - {short_name(one.name)}
            if not any(name in flat.text for name in own - above):
                others[names_above(one)[-1]] = above - own
    counts = {city: sum(map(flat.text.count, above)) for city, above in others.items()}
    city = max(counts, key=counts.__getitem__, default="")
    if not city or counts[city] < _TWICE or (counts[city] < _OFTEN and not _is_above(flat.text, others[city])):
        return None
    place = min(place for place in map(flat.text.find, others[city]) if place >= 0)
    quote, position = flat.quoted(place, place + len(city))
    names = list(dict.fromkeys(name for one in meant for name in names_above(one)))[:3]
    english = f"stated is {stated.names}; the text speaks of {city} ({counts[city]} times), never of {'/'.join(names)}"
    chinese = f"表中为“{stated.names}”，正文提到“{city}”等 {counts[city]} 次，从未提到“{'、'.join(names)}”"
    is_far = not any(one.code[:2] == other.code[:2] for one in named(city) for other in meant)
    weight: Weight = "wrong" if is_far or _is_above(flat.text, others[city]) else "look at"
    return Finding("place", weight, english, chinese, quote, position)


def _is_above(text: str, shorts: Iterable[str]) -> bool:
    """Tell whether a text speaks of a city or province as those above it: 福州市委, 融入福州."""
    behind = "[省市]?(?:委|政府|都市圈|市区|中心城区)"
    return any(re.search(f"{name}{behind}|(?:融入|对接|支撑){name}", text) for name in shorts)
