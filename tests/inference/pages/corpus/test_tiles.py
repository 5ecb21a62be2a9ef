"""All 34 provincial units have a tile of their own; having no data is not having a share of 0."""

from inference.pages.corpus.groupings import Figure, Group
from inference.pages.corpus.tiles import SHADES, UNITS, tiles_of, unit_of

_NAMES = """
北京市 天津市 河北省 山西省 内蒙古自治区 辽宁省 吉林省 黑龙江省 上海市 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省
湖北省 湖南省 广东省 广西壮族自治区 海南省 重庆市 四川省 贵州省 云南省 西藏自治区 陕西省 甘肃省 青海省 宁夏回族自治区
新疆维吾尔自治区 香港特别行政区 澳门特别行政区 台湾省
"""
FULL_NAMES = _NAMES.split()


def province(name: str, share: float) -> Group:
    return Group(name, 1, 10, 0, {"ecology": Figure(share)})


def test_all_34_units_are_there_taiwan_hong_kong_and_macao_among_them() -> None:
    assert len(FULL_NAMES) == 34
    assert sorted(unit.name for name in FULL_NAMES if (unit := unit_of(name))) == sorted(unit.name for unit in UNITS)
    assert {"台湾", "香港", "澳门"} <= {unit.name for unit in UNITS}


def test_no_two_tiles_lie_on_each_other() -> None:
    assert len({(unit.row, unit.column) for unit in UNITS}) == 34


def test_tiles_stand_by_rough_position() -> None:
    at = {unit.name: (unit.row, unit.column) for unit in UNITS}
    for north, south in (("黑龙江", "海南"), ("河北", "河南"), ("湖北", "湖南"), ("山西", "河南"), ("广东", "香港")):
        assert at[north][0] < at[south][0]
    for west, east in (("西藏", "四川"), ("新疆", "甘肃"), ("湖北", "安徽"), ("福建", "台湾"), ("广西", "广东")):
        assert at[west][1] < at[east][1]


def test_a_share_of_zero_is_unlike_having_no_data_and_the_highest_is_fullest() -> None:
    tiles = {one.unit.name: one for one in tiles_of([province("河北省", 0.0), province("台湾省", 0.4)], "ecology")}
    assert len(tiles) == 34
    assert (tiles["河北"].group is not None, tiles["河北"].shade) == (True, 0)
    assert (tiles["台湾"].group is not None, tiles["台湾"].shade) == (True, SHADES)
    assert (tiles["云南"].group, tiles["云南"].shade) == (None, 0)


def test_a_fuller_tile_never_has_the_lower_share() -> None:
    shares = [0.03 * n for n in range(1, 20)]
    groups = [province(name, share) for name, share in zip(FULL_NAMES, shares, strict=False)]
    drawn = sorted((one.group.shares["ecology"].raw, one.shade) for one in tiles_of(groups, "ecology") if one.group)
    shades = [shade for _, shade in drawn]
    assert shades == sorted(shades)
    assert set(shades) == set(range(1, SHADES + 1))


def test_a_place_that_is_no_province_has_no_tile() -> None:
    assert unit_of("砚北省") is None
    assert all(one.group is None for one in tiles_of([province("砚北省", 0.5)], "ecology"))
