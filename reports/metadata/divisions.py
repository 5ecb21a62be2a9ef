"""The administrative divisions of China down to counties: which name stands for what, and where it lies."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reports.report import Level

TABLE = Path(__file__).parent / "gazetteer" / "divisions.tsv"
# What a full name loses in everyday use: 湘西土家族苗族自治州 → 湘西, 洮南市 → 洮南.
_KIND = re.compile("(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|[省市州盟县旗区])$")
_LONGEST_SHORTENED = 5  # characters
_AUTONOMOUS = re.compile("自治[区州县旗]$")
_PEOPLES = re.compile(
    "(?:壮|回|维吾尔|蒙古|藏|苗|彝|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔"
    "|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|怒|鄂温克|保安|裕固|独龙|鄂伦春|普米|阿昌|塔塔尔|俄罗斯|各)族"
)
# 新疆维吾尔自治区, 巴里坤哈萨克自治县; but 内蒙古 is a name of its own.
_PEOPLES_IN_SHORT = re.compile("(?<=..)(?:维吾尔|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)$")


@dataclass(frozen=True, slots=True)
class Division:
    """A division: its six-digit code, its full name, and the last edition that holds it where the name has gone, else
    ""."""

    code: str
    name: str
    until: str = ""

    @property
    def level(self) -> Level:
        """Tell the level from the code: 420000 is a province, 420600 a prefecture, 429006 (天门市) a county."""
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"


@cache
def divisions() -> tuple[Division, ...]:
    """Return the whole table, in the order of codes."""
    rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines()[1:])
    return tuple(Division(code, name, until) for code, name, until in rows)


@cache
def provinces() -> Mapping[str, str]:
    """Return the full names of the provinces by the first two digits of their codes."""
    return {one.code[:2]: one.name for one in divisions() if one.level == "province" and not one.until}


@cache
def _cities() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in divisions():
        if one.level == "prefecture":
            found.setdefault(one.code[:4], []).append(one.name)
    return {code: tuple(names) for code, names in found.items()}


@cache
def _by_name() -> Mapping[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for one in divisions():
        for name in {one.name, short_name(one.name), _everyday_name(one.name)}:
            found.setdefault(name, []).append(one)
    return {name: tuple(held) for name, held in found.items()}


def named(name: str) -> Sequence[Division]:
    """Return the divisions that bear `name`, in full or in everyday form (湘西州, 宁夏), those still there before
    those gone.

    Where a division bears it in full, those that bear it only in everyday form are left out: 吉林市 is not 吉林省.
    """
    held = _by_name().get(name, ())
    full = tuple(one for one in held if one.name == name)
    return sorted(full or held, key=lambda one: (bool(one.until), one.code))


def names_above(one: Division) -> tuple[str, ...]:
    """Return the full names of what a division lies in: its province, and its city under its names of all years."""
    cities = _cities().get(one.code[:4], ()) if one.level == "county" else ()
    return (provinces()[one.code[:2]], *cities)


def short_name(name: str) -> str:
    """Return 湘西 for 湘西土家族苗族自治州, 德州 for 德州市; a name that would keep a single character stays whole."""
    short = _KIND.sub("", name)
    if _AUTONOMOUS.search(name):
        short = _PEOPLES.sub("", short) or short.removesuffix("族")  # 东乡族自治县
        short = _PEOPLES_IN_SHORT.sub("", short) or short
    return short if len(short) > 1 else name


def _everyday_name(name: str) -> str:
    """Return 湘西州 for 湘西土家族苗族自治州; other names as they are."""
    return short_name(name) + name[-1] if _AUTONOMOUS.search(name) and name[-1] != "区" else name


@cache
def shortened(name: str) -> tuple[Division, ...]:
    """Return the divisions whose names people shorten so: 科右中旗 of 科尔沁右翼中旗, 鄂温克旗, 浦东新."""
    if not 2 <= len(name) <= _LONGEST_SHORTENED:
        return ()
    return tuple(one for one in divisions() if one.name[0] == name[0] and _shortens(name, one.name))


def _shortens(short: str, full: str) -> bool:
    if full[:-1] == short:
        return True
    letters = iter(full)
    return short[-1] == full[-1] and len(full) > len(short) + 1 and all(letter in letters for letter in short)
