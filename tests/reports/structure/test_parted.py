"""Reports that stand in one file are parted before anything is cleaned."""

from pathlib import Path

import pytest

from reports.reading import read_file
from reports.structure.parted import parted
from tests.reports.audit.texts import invented_report

PLACES = ("砚湖市", "墨溪市", "岚川市", "柏原市")
REPORTS = [invented_report(place, 2031 + number, kind="市") for number, place in enumerate(PLACES)]


def ids(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return [one.id for one in read_file(path)]


SEPARATORS = {
    "signs": "\n" + "=" * 40 + "\n",
    "dashes": "\n- - - - - -\n",
    "feeds": "\f",
    "feeds behind line ends": "\n\f",
    "blank lines": "\n\n\n\n\n",
}


@pytest.mark.parametrize("name", SEPARATORS)
def test_reports_apart_stay_apart(tmp_path: Path, name: str) -> None:
    found = ids(tmp_path / "all.txt", SEPARATORS[name].join(REPORTS))
    assert found == [f"{place}-{2031 + number}" for number, place in enumerate(PLACES)]


@pytest.mark.parametrize("form", ["=== {} ===", "==> {}.txt <==", "文件名：{}.docx", "*** {} ***", "{}.txt"])
def test_a_line_with_a_name_parts_reports(tmp_path: Path, form: str) -> None:
    named = [f"{form.format(place)}\n{text}" for place, text in zip(PLACES, REPORTS, strict=True)]
    assert len(ids(tmp_path / "all.txt", "\n".join(named))) == len(REPORTS)


def test_no_paragraph_is_lost_between_two_reports(tmp_path: Path) -> None:
    alone = []
    for number, text in enumerate(REPORTS):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
        alone += [one.text for report in read_file(tmp_path / f"{number}.txt") for one in report.paragraphs]
    for separator in SEPARATORS.values():
        (tmp_path / "all.txt").write_text(separator.join(REPORTS), encoding="utf-8")
        assert [one.text for report in read_file(tmp_path / "all.txt") for one in report.paragraphs] == alone


def test_fifty_reports_a_line_stay_fifty(tmp_path: Path) -> None:
    lines = [invented_report("砚湖市", 1981 + number, kind="市").replace("\n", "　　") for number in range(50)]
    assert ids(tmp_path / "all.txt", "\n".join(lines)) == [f"砚湖市-{1981 + number}" for number in range(50)]


def test_reports_of_one_line_and_of_many_stand_in_one_file(tmp_path: Path) -> None:
    mixed = [text.replace("\n", "　　") if number % 2 else text for number, text in enumerate(REPORTS)]
    assert ids(tmp_path / "all.txt", "\n".join(mixed)) == [f"{one}-{2031 + at}" for at, one in enumerate(PLACES)]


def test_a_heading_underlined_with_signs_stays_with_its_report(tmp_path: Path) -> None:
    underlined = [text.replace("\n", "\n==========\n", 1) for text in REPORTS]
    assert len(ids(tmp_path / "all.txt", "\n".join(underlined))) == len(REPORTS)


def test_rules_within_one_report_part_nothing() -> None:
    lines = REPORTS[0].splitlines()
    ruled = [*lines[:6], "----------", *lines[6:9], "==========", *lines[9:]]
    assert parted(ruled) == [ruled]


def test_a_page_that_holds_its_article_twice_is_not_parted() -> None:
    lines = [*REPORTS[0].splitlines(), "==========", *REPORTS[0].splitlines()]
    assert parted(lines) == [lines]


def test_long_sections_of_one_report_are_not_parted() -> None:
    sections = [f"{number}、{REPORTS[0].replace(chr(10), '')[200:] * 3}" for number in "一二三"]
    assert parted(sections) == [sections]


def test_titles_part_lines_whose_opening_is_missing() -> None:
    whole = [
        f"203{at}年{place}政府工作报告" + "".join(f"{place}新建道路{number}公里。" for number in range(400))
        for at, place in enumerate(PLACES)
    ]
    assert parted(whole) == [[line] for line in whole]
