"""How often a text names places."""

import re
from collections import Counter
from collections.abc import Mapping

from reports.cleaning.characters import HAN
from reports.metadata.division_names import names_of_all_years
from reports.metadata.divisions import named, short_name
from reports.rows import Stated

_NAMED = re.compile(rf"(?<=[{HAN}])[省市县区旗州盟]")
_CONJOINED = re.compile("和县[委政级城乡直域里内人]")  # 市委和县委 does not name 和县
_LONGEST_NAME = 12


def count_place(text: str, stated: Stated) -> int:
    """Count how often a text names the stated place, under its names of all years, and not inside a longer name."""
    names = {stated.place, short_name(stated.place)}
    names |= {name for full in names_of_all_years(stated) for name in (full, short_name(full))}
    shorts = [one for one in names if not any(other != one and other in one for other in names)]
    return sum(count_name(text, name) for name in shorts if len(name) > 1)


def count_name(text: str, name: str) -> int:
    count, place = 0, text.find(name)
    while place >= 0:
        longer = any(
            one.name == text[start : place + len(name)]
            for start in range(max(0, place - 3), place)
            for one in named(text[start : place + len(name)])
        )
        count += not longer and not _CONJOINED.match(text, place)
        place = text.find(name, place + 1)
    return count


def mentions_in(text: str) -> Counter[str]:
    """Count the full names of divisions in a text, the longest at each place."""
    found: Counter[str] = Counter()
    for match in _NAMED.finditer(text):
        for start in range(max(0, match.end() - _LONGEST_NAME), match.end() - 1):
            if any(one.name == text[start : match.end()] for one in named(text[start : match.end()])):
                found[text[start : match.end()]] += 1
                break
    return found


def regions_in(text: str) -> Mapping[str, int]:
    """Count for each province, by its code, how often a text names it or one of its cities in full."""
    counts: Counter[str] = Counter()
    for name, count in mentions_in(text).items():
        held = [one for one in named(name) if one.name == name and one.level != "county"]
        if len({one.code[:2] for one in held}) == 1:
            counts[held[0].code[:2]] += count
    return counts
