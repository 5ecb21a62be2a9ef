"""The real reports, where they are at hand: every file is read, and nothing of its page is left."""

import re
from pathlib import Path

import pytest

from reports.reading import read_file
from reports.report import Report
from tests.reports.real import LOCAL, REPORTS, SEEDS, files_of
from tests.studies.kept import SITE_WORDS, kept
from tests.studies.natural import natural

SENTENCE = re.compile("[。！？；][”）]*$")


def test_the_five_seeds_are_fourteen_reports(seeds: list[Report]) -> None:
    assert [(report.about.region, report.about.year) for report in seeds] == [
        ("德州市", 2022),
        ("德州市", 2021),
        ("咸阳市", 2022),
        ("东丽区", 2022),
        ("天门市", 2022),
        ("蓟州区", 2022),
        ("青海省", 2022),
        ("郴州市", 2022),
        ("河北省", 2022),
        ("厦门市", 2019),
        ("襄阳市", 2022),
        ("辽宁省", 2022),
        ("德阳市罗江区", 2024),
        ("洮南市", 2022),
    ]
    assert sum(len(report.paragraphs) for report in seeds) >= 850
    assert [report.about.region for report in seeds if "year_contradicted" in report.flags] == ["厦门市"]


def test_every_file_is_one_report_of_its_place(reports: list[Report]) -> None:
    assert len(reports) == 68
    assert {report.about.level for report in reports} == {"national", "province"}
    assert len({report.id for report in reports}) == 68
    for report in reports:
        stated = re.search(r"(?:19|20)\d\d", Path(report.source).name)
        assert stated is not None and report.about.year == int(stated[0]), report.id


def test_no_paragraph_holds_page_furniture(seeds: list[Report], reports: list[Report]) -> None:
    left = [
        (one.id, one.text[:40])
        for report in [*seeds, *reports]
        for one in report.paragraphs
        if SITE_WORDS.search(one.text)
    ]
    assert left == []


def test_paragraphs_of_reports_that_lost_their_breaks_have_a_length_that_can_be_judged(
    seeds: list[Report], reports: list[Report]
) -> None:
    lost = [report for report in [*seeds, *reports] if "breaks_recovered" in report.flags]
    assert len(lost) == 11
    for report in lost:
        lengths = sorted(len(one.text) for one in report.paragraphs)
        assert lengths[-1] <= 600, report.id
        assert 60 <= lengths[len(lengths) // 2] <= 350, report.id


def test_every_natural_paragraph_of_a_word_or_text_file_is_one_paragraph(real_data: Path) -> None:
    """Eleven lines that a page broke in a sentence are four paragraphs; what is in no report are lines of the page,
    none a sentence."""
    joined: dict[str, int] = {}
    for path in files_of(real_data, REPORTS):
        if path.name == "2014.txt":  # its breaks are lost: 17,000 characters on one line
            continue
        one = natural(path, read_file(path))
        assert one.exact >= 25, path.name
        assert not [line for line in [*one.dropped, *one.outside] if len(line) > 60 and SENTENCE.search(line)], (
            path.name
        )
        if (
            path.parent.name != "national"
        ):  # the State Council's pages were saved with copies, page furniture between them
            assert one.dropped == [], path.name
        if one.joined:
            joined[path.name] = len(one.joined)
    assert joined == {"2026_天津市.txt": 2, "2026_广东省.txt": 9}


def test_paragraphs_and_headings_hold_nearly_all_the_text(seeds: list[Report], reports: list[Report]) -> None:
    for report in [*seeds, *reports]:
        assert sum(len(one.text) for one in report.paragraphs) > 0.9 * len(report.text), report.id
        assert all(report.text[one.start : one.end] == one.text for one in report.paragraphs)


def test_every_seed_keeps_its_chinese_characters(real_data: Path) -> None:
    found = {path.name[:3]: kept(path) for path in files_of(real_data, SEEDS)}
    assert {name: one.share >= 0.995 for name, one in found.items()} == dict.fromkeys(
        ["000", "001", "002", "003", "004"], True
    )
    assert sum(one.furniture for one in found.values()) == 0


def test_the_632_readings_of_one_seed_are_gone(real_data: Path) -> None:
    (path,) = files_of(real_data, SEEDS[4:])
    reading = re.compile("[（(][a-zA-ZÀ-ɏǀ-ǿḀ-ỿ]{1,7}[）)]")
    assert len(reading.findall(path.read_text(encoding="utf-8"))) == 632
    (report,) = read_file(path)
    assert not reading.search(report.text)
    assert report.cleaning["readings_removed"] == 632
    assert report.cleaning["byte_shift_repaired"] >= 7
    assert report.cleaning["characters_simplified"] > 1_000


def test_what_was_cleaned_of_a_seed_with_notes_is_counted(seeds: list[Report]) -> None:
    (report,) = [one for one in seeds if one.about.region == "德阳市罗江区"]
    assert (report.cleaning["notes"], report.cleaning["note_marks_removed"]) == (24, 24)


@pytest.mark.parametrize("stated", LOCAL.split())
def test_local_and_older_reports_say_what_they_are(real_data: Path, stated: str) -> None:
    name = stated.partition("|")[0]
    (report,) = read_file(*files_of(real_data, (f"local-reports/{name}",)))
    about = report.about
    fields = (name, about.title, about.region, about.level, about.year, about.date, about.speaker)
    assert "|".join(map(str, fields)) == stated


def test_of_the_local_documents_the_news_and_the_plan_are_no_reports(real_data: Path) -> None:
    names = [line.partition("|")[0] for line in LOCAL.split()]
    paths = files_of(real_data, tuple(f"local-reports/{name}" for name in (*names, "yunnan-plan-2001.pdf")))
    found = {path.name for path in paths for one in read_file(path) if "not_a_report" in one.flags}
    assert found == {"baoding-2013.txt", "gaoyang-2024.txt", "yunnan-plan-2001.pdf"}


def test_none_of_the_reports_is_taken_for_another_document(seeds: list[Report], reports: list[Report]) -> None:
    assert [one.id for one in [*seeds, *reports] if "not_a_report" in one.flags] == []
