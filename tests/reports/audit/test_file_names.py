"""What names of files and folders say of a report is held against its text, as columns are."""

from pathlib import Path

import pytest

from reports.audit.audit import Audit, Audited
from reports.audit.file_names import stated_by_path
from reports.reading import read_all
from reports.rows import Stated
from tests.reports.audit.texts import invented_report

NAMES = {
    "河北省/保定市/唐县2016年政府工作报告.txt": Stated(year=2016, county="唐县", city="保定市", province="河北省"),
    "河北保定唐县_2016.txt": Stated(year=2016, county="唐县", city="保定", province="河北"),
    "河北省/2016/唐县.txt": Stated(year=2016, county="唐县", province="河北省"),
    "河北/保定市/唐县/2016.txt": Stated(year=2016, county="唐县", city="保定市", province="河北"),
    "2016年河北省政府工作报告.txt": Stated(year=2016, county="河北省"),
    "报告 (3).txt": Stated(),
}


@pytest.mark.parametrize(("name", "stated"), NAMES.items(), ids=NAMES)
def test_names_of_files_and_folders_say_place_and_year(name: str, stated: Stated) -> None:
    assert stated_by_path(Path(name)) == stated


def audited(folder: Path, name: str, text: str) -> Audited:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    (folder / "望都县2020年.txt").write_text(invented_report("望都县", 2020), "utf-8")
    audit = Audit()
    for one in read_all([folder]):
        audit.add(one)
    audit.finish()
    (row,) = [one for one in audit.rows if one.file == str(folder / name)]
    return row


@pytest.mark.parametrize("name", [*NAMES][:4])
def test_a_file_named_for_its_report_is_right(tmp_path: Path, name: str) -> None:
    assert audited(tmp_path, name, invented_report("唐县", 2016)).verdict == "ok"


@pytest.mark.parametrize("name", [*NAMES][:5])
@pytest.mark.parametrize(("place", "year", "kind"), [("高唐县", 2016, "place"), ("唐县", 2014, "year")])
def test_a_file_named_for_another_report_is_found(tmp_path: Path, name: str, place: str, year: int, kind: str) -> None:
    row = audited(tmp_path, name, invented_report(place, year))
    assert row.verdict == "wrong"
    assert kind in [found.kind for found in row.findings]


def test_a_file_whose_name_says_nothing_is_accused_of_nothing(tmp_path: Path) -> None:
    assert audited(tmp_path, "报告 (3).txt", invented_report("唐县", 2016)).verdict == "ok"


def test_a_file_that_cannot_be_read_keeps_what_its_name_says(tmp_path: Path) -> None:
    row = audited(tmp_path, "河北省/2016/唐县.txt", "I now report on the work of the government. " * 30)
    assert (row.verdict, row.stated.county, row.stated.year) == ("look at", "唐县", 2016)
