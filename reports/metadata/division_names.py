"""Tell whether two names mean one place: in full or in short, with what they lie in before them or beside them, under
the names of all years."""

from collections.abc import Sequence
from functools import cache

from reports.metadata.divisions import Division, divisions, named, names_above, short_name, shortened
from reports.metadata.places import NATION, NATIONS, full_province_name
from reports.metadata.renamed import RENAMED
from reports.report import Level
from reports.rows import Stated

_LEVELS: tuple[tuple[str, Level], ...] = (
    ("副省", "prefecture"),
    ("市辖区", "county"),
    ("全国", "national"),
    ("国家", "national"),
    ("中央", "national"),
    ("nation", "national"),
    ("乡", "township"),
    ("镇", "township"),
    ("街道", "township"),
    ("town", "township"),
    ("县", "county"),
    ("区县", "county"),
    ("county", "county"),
    ("district", "county"),
    ("地", "prefecture"),
    ("州", "prefecture"),
    ("盟", "prefecture"),
    ("prefect", "prefecture"),
    ("city", "prefecture"),
    ("省", "province"),
    ("自治区", "province"),
    ("直辖市", "province"),
    ("provin", "province"),
    ("市", "prefecture"),
    ("区", "county"),
)
_MUNICIPALITIES = frozenset(("11", "12", "31", "50"))


def level_named(word: str) -> Level:
    """Return the level that a word such as 区县级, 地级市 or county means, "" for one that is not known."""
    return next((level for part, level in _LEVELS if part in word.lower()), "")


@cache
def divisions_meant(stated: Stated) -> tuple[Division, ...]:
    """Return the divisions that may be meant, under their names of all years; none where the names are not known."""
    found = [one for one in bearing(stated.place) if _lies_there(one, stated)]
    found = found or [one for one in named(short_name(stated.place)) if _lies_there(one, stated)]  # 东乡县 in 甘肃
    if stated.county and len(found) > 1:
        found = [one for one in found if one.level == "county"] or found
    elif stated.city and not stated.county:
        found = [one for one in found if one.level == "prefecture"] or found
    coded = [one for one in found if one.code == stated.code[:6]]
    if coded and len({one.code[:4] for one in found}) > 1:
        found = [one for one in found if same_division(one, coded[0])]
    return tuple(found)


@cache
def names_of_all_years(stated: Stated) -> tuple[str, ...]:
    """Return the full names of the place that is stated, those that have gone too: 柯桥区 and 绍兴县."""
    meant = divisions_meant(stated)
    codes = {one.code[:2] for one in meant}
    same = [one for one in divisions() if one.code[:2] in codes and any(same_division(one, each) for each in meant)]
    return tuple(dict.fromkeys(one.name for one in (*meant, *same)))


def bearing(name: str) -> Sequence[Division]:
    """Return the divisions that bear a name in full, else in short, else its last part where names are strung
    together."""
    for start in range(max(1, len(name) - 1)):
        if found := named(name[start:]) or named(short_name(name[start:])):
            return [one for one in found if start == 0 or _within(one, name[:start])] or found
    return shortened(name)


def _within(one: Division, above: str) -> bool:
    return any(other in above or short_name(other) in above for other in names_above(one))


def _lies_there(one: Division, stated: Stated) -> bool:
    above = names_above(one)
    shorts = {short_name(other) for other in above} | {short_name(one.name)}
    if stated.province and short_name(full_province_name(stated.province)) not in shorts:
        return False
    if not stated.city or not stated.county or one.level != "county":
        return True
    return short_name(stated.city) in shorts or one.code[:2] in _MUNICIPALITIES or one.code[2:4] == "90"


def full_name(stated: Stated, year: int | None) -> str:
    """Return the full name that the most local place stated bore in a year; as it is stated where that is not known."""
    if stated.place in NATIONS:
        return NATION
    found = divisions_meant(stated)
    if not found or len({one.code[:4] for one in found}) > 1:
        return full_province_name(stated.place)
    if any(one.name == stated.place for one in found):
        return stated.place
    then = [one for one in found if one.until and year is not None and year <= int(one.until[:4])]
    now = [one for one in found if not one.until]
    return min(then, key=lambda one: one.until).name if then else (now or found)[0].name


def same_division(one: Division, other: Division) -> bool:
    """Tell whether two entries of the table are one place: of one code, or renamed, or made a city or district."""
    if one.code == other.code:
        return True
    if one.level != other.level or one.code[:2] != other.code[:2]:
        return False
    if RENAMED.get(one.name) == other.name or RENAMED.get(other.name) == one.name:
        return True
    if one.level == "county" and not _of_one_city(one, other):
        return False
    is_named_so = short_name(one.name) == short_name(other.name)
    if bool(one.until) == bool(other.until):
        return is_named_so and bool(one.until)
    return is_named_so or _begins_alike(one.name, other.name)


def _of_one_city(one: Division, other: Division) -> bool:
    """Tell whether two counties of a province are, or were, of one city, which may have had another code."""
    if one.code[:4] == other.code[:4] or one.code[:2] in _MUNICIPALITIES or "90" in (one.code[2:4], other.code[2:4]):
        return True
    cities, others = ({short_name(name) for name in names_above(each)[1:]} for each in (one, other))
    return bool(cities & others)


def _begins_alike(one: str, other: str) -> bool:
    """Tell 蓟县 and 蓟州区, 安县 and 安州区: a name of one character got a second when its place became a district."""
    old, new = sorted((one, other), key=len)
    return len(old) == 2 and len(new) == 3 and old[0] == new[0] and old[1] == "县"


def same_place(region: str, stated: Stated) -> bool:
    """Tell whether the name that a text bears means the most local place that is stated."""
    if not region or not stated.place:
        return True
    bare = without_above(region, stated)
    if not _lies_under(region.removesuffix(bare), stated):
        return False
    if short_name(bare) == short_name(without_above(stated.place, stated)) and _alike_in_kind(bare, stated):
        return True
    meant, found = divisions_meant(stated), _divisions_of(region, stated)
    return any(same_division(one, other) for one in found for other in meant)


def _lies_under(above: str, stated: Stated) -> bool:
    """Tell whether what stands before a name in a text may be what the stated place lies in."""
    cities = {short_name(stated.city)} if stated.city and stated.county else set[str]()
    meant = {short_name(name) for one in divisions_meant(stated) for name in names_above(one)}
    known = {short_name(name) for name in (stated.province,) if name} | cities | meant
    return not above or not known or not named(above) or any(name in above for name in known)


def _alike_in_kind(one: str, stated: Stated) -> bool:
    """Tell 吉林市 from 吉林省, and 湘潭市 from 湘潭县: names alike in short are of one level, or one is not known."""
    other = stated.place
    if one == other or not {one[-1], other[-1]} <= set("省市县区旗州盟"):
        return True
    known = {each.level for each in named(one) if each.name == one}
    meant = {each.level for each in divisions_meant(stated)}
    return "省" not in (one[-1], other[-1]) and (not known or not meant or bool(known & meant))


def _divisions_of(region: str, stated: Stated) -> Sequence[Division]:
    """Return the divisions that the name in a text may mean: where it bears what it lies in, only those there; else
    those in the stated province and city, where there are any."""
    found = bearing(region)
    there = [one for one in found if _lies_there(one, stated)]
    return there or found


def without_above(name: str, stated: Stated) -> str:
    """Return a name without the province and city that stand before it; 靖州苗族侗族自治县 begins with none."""
    if any(one.name == name for one in named(name)):
        return name
    for above in (stated.province, stated.city if stated.county else ""):
        if not above:
            continue
        full = full_province_name(above)
        for one in sorted({full, above, short_name(full), f"{short_name(above)}市", f"{short_name(above)}省"}, key=len)[
            ::-1
        ]:
            if name.startswith(one) and len(name) > len(one) + 1:
                name = name[len(one) :]
                break
    for one in _begun_with(name):
        if name.startswith(one) and len(name) > len(one) + 1:
            return name[len(one) :]
    return name


def _begun_with(name: str) -> tuple[str, ...]:
    """Return the full names of provinces and cities with which a name begins, the longest first."""
    ends = [place + 1 for place, letter in enumerate(name[:-2]) if place and letter in "省市州盟区"]
    return tuple(name[:end] for end in reversed(ends) if named(name[:end]))
