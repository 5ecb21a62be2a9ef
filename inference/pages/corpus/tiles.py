"""A tile for each of the 34 provincial units of China, by rough position: a schema, not a map."""

from collections.abc import Sequence
from dataclasses import dataclass

from inference.pages.corpus.groupings import Group

SHADES = 5
"""Steps of the scale of a category, from its palest to its fullest."""
_ROWS = (
    "－ － － － － － － 黑龙江",
    "－ － － － 内蒙古 北京 － 吉林",
    "新疆 － 甘肃 宁夏 山西 河北 天津 辽宁",
    "－ － 青海 陕西 河南 山东 － －",
    "西藏 － 四川 重庆 湖北 安徽 江苏 上海",
    "－ － 云南 贵州 湖南 江西 浙江 －",
    "－ － － 广西 广东 福建 － 台湾",
    "－ － － 海南 澳门 香港 － －",
)
_EMPTY = "－"


@dataclass(frozen=True, slots=True)
class Unit:
    """A provincial unit by its short name, and where its tile stands, from 1."""

    name: str
    row: int
    column: int


UNITS = tuple(
    Unit(name, row, column)
    for row, names in enumerate(_ROWS, 1)
    for column, name in enumerate(names.split(), 1)
    if name != _EMPTY
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit, the group of its reports (None where there is none), and how full its colour is: from 1 for the lowest
    share there is to SHADES for the highest, 0 for a share of 0."""

    unit: Unit
    group: Group | None
    shade: int


def tiles_of(provinces: Sequence[Group], category: str) -> list[Tile]:
    """Return all 34 tiles for a category, in the order of their rows."""
    groups = {unit.name: group for group in provinces if (unit := unit_of(group.name))}
    shares = [one.shares[category].best for one in groups.values()]
    lowest, highest = min(shares, default=0.0), max(shares, default=0.0)

    def shade(group: Group | None) -> int:
        share = group.shares[category].best if group else 0.0
        if share <= 0:
            return 0
        return min(SHADES, 1 + int((share - lowest) / (highest - lowest) * SHADES)) if highest > lowest else SHADES

    return [Tile(unit, groups.get(unit.name), shade(groups.get(unit.name))) for unit in UNITS]


def unit_of(province: str) -> Unit | None:
    """Return the provincial unit of a name such as 广西壮族自治区, None where it is none of the 34."""
    return next((one for one in UNITS if province.startswith(one.name)), None)
