import json
from pathlib import Path

import pytest

from reports.metadata.division_sources import divisions_from
from reports.metadata.divisions import Division, divisions, named, provinces, short_name
from reports.metadata.places import Place, full_province_name, place_of
from storage.errors import BadData


@pytest.mark.parametrize(
    ("region", "level", "province"),
    [
        ("全国", "national", ""),
        ("北京市", "province", "北京市"),
        ("宁夏", "province", "宁夏回族自治区"),
        ("内蒙古自治区", "province", "内蒙古自治区"),
        ("咸阳市", "prefecture", "陕西省"),
        ("陕西省咸阳市", "prefecture", "陕西省"),
        ("吉林市", "prefecture", "吉林省"),
        ("湘西土家族苗族自治州", "prefecture", "湖南省"),
        ("湘西州", "prefecture", "湖南省"),
        ("阿拉善盟", "prefecture", "内蒙古自治区"),
        ("襄樊市", "prefecture", "湖北省"),
        ("天门市", "county", "湖北省"),
        ("洮南市", "county", "吉林省"),
        ("蓟县", "county", "天津市"),
        ("德阳市罗江区", "county", "四川省"),
        ("四川德阳市罗江区", "county", "四川省"),
        ("德阳市高新区", "county", "四川省"),
        ("海淀区云溪街道", "township", "北京市"),
        ("朝阳区", "county", ""),
        ("北京市朝阳区", "county", "北京市"),
        ("长春市朝阳区", "county", "吉林省"),
        ("云溪县", "county", ""),
        ("云溪自治旗", "county", ""),
        ("云溪镇", "township", ""),
        ("云溪市", "", ""),
        ("", "", ""),
    ],
)
def test_the_table_tells_level_and_province_or_nothing_does(region: str, level: str, province: str) -> None:
    found = place_of(region)
    assert (found.level, found.province) == (level, province)


def test_of_places_with_one_name_the_text_tells_which_is_meant() -> None:
    assert place_of("朝阳区", "长春地铁开通，长春新区扩建。与北京合作。") == Place("county", "吉林省")
    assert place_of("朝阳区", "与北京、长春合作。") == Place("county", "")


def test_the_table_has_every_province_and_its_codes_are_six_digits() -> None:
    assert len(provinces()) == 34
    assert all(len(one.code) == 6 and one.code.isdecimal() and one.name for one in divisions())
    assert len({(one.code, one.name) for one in divisions()}) == len(divisions()) > 3_500


def test_every_province_is_known_by_its_short_name() -> None:
    for name in provinces().values():
        assert full_province_name(short_name(name)) == name


def test_every_division_in_use_is_found_under_the_province_it_lies_in() -> None:
    for one in divisions():
        if one.level != "province" and not one.until:
            assert place_of(provinces()[one.code[:2]] + one.name) == Place(one.level, provinces()[one.code[:2]]), one


def test_names_in_use_come_before_those_that_have_gone() -> None:
    assert [bool(one.until) for one in named("巢湖市")] == [False, True]


def test_the_table_is_made_from_the_latest_edition_and_what_has_gone_since(tmp_path: Path) -> None:
    latest = [("990000", "云省"), ("990100", "溪市"), ("990102", "新区"), ("999000", "省直辖县级行政区划")]
    (tmp_path / "data.json").write_text(json.dumps([{"code": code, "name": name} for code, name in latest]))
    (tmp_path / "200212.json").write_text(
        json.dumps({"990000": "云省", "990100": "溪市", "990101": "市辖区", "990121": "老县"})
    )
    (tmp_path / "201607.json").write_text(json.dumps({"990000": "云省", "990103": "新区", "990122": "旧县"}))
    assert divisions_from(tmp_path / "data.json", tmp_path) == [
        Division("990000", "云省"),
        Division("990100", "溪市"),
        Division("990102", "新区"),
        Division("990121", "老县", "200212"),
        Division("990122", "旧县", "201607"),
    ]


def test_other_files_than_those_of_the_packages_are_refused(tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text("{}")
    with pytest.raises(BadData, match="holds a dict"):
        divisions_from(tmp_path / "data.json", tmp_path)
    (tmp_path / "data.json").write_text("[]")
    with pytest.raises(BadData, match="holds no edition"):
        divisions_from(tmp_path / "data.json", tmp_path)
    with pytest.raises(BadData, match="cannot be read"):
        divisions_from(tmp_path / "none.json", tmp_path)
