"""Planted duplicates are found, and nothing else."""

import csv
import random
from pathlib import Path

import opencc
import pytest

from reports.duplicates.index import DuplicateIndex
from reports.reading import read_file
from reports.report import About, Paragraph
from tests.reports.real import PROVINCIAL_2026, files_of
from tests.reports.sample_text import CLOSING, OPENING
from tests.scripts.running import run_script

# Common characters whose traditional form simplifies back to them.
_CHARACTERS = "国会经济产业发东乡镇设厂园区质学医农电车门见长书马鸟鱼语说请读议论记计划建水山田土木石日月天地人民工作新年城市村民生安全"  # noqa: E501


def sentence(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(_CHARACTERS, k=length)) + "。"


def body(seed: int, paragraphs: int = 16) -> list[str]:
    """Paragraphs of sentences about nothing, 140 characters each."""
    rng = random.Random(seed)
    return ["".join(sentence(rng, 34) for _ in range(4)) for _ in range(paragraphs)]


def written(lines: list[str], place: str = "云溪市", year: int = 2031) -> str:
    head = [
        f"{year}年{place}政府工作报告",
        f"——{year}年1月8日在{place}第四届人民代表大会第二次会议上",
        "市长 方知远",
        "各位代表：",
    ]
    return "\n".join([*head, OPENING, *lines, CLOSING])


def paragraphs(report: str, texts: list[str], region: str = "", year: int | None = None) -> list[Paragraph]:
    about = About(region=region, year=year)
    return [Paragraph(f"{report}:{i}", report, text, about, index=i) for i, text in enumerate(texts)]


def index_of(*reports: list[Paragraph]) -> DuplicateIndex:
    index = DuplicateIndex()
    for report in reports:
        index.add(report)
    return index


def from_two_sites(folder: Path) -> None:
    """Write one report as a text, and as a page in traditional characters, spaced, with furniture, a paragraph
    missing; and another report."""
    lines = body(1)
    folder.mkdir()
    (folder / "a.txt").write_text(written(lines), encoding="utf-8")
    there = opencc.OpenCC("s2t").convert(written(lines[:5] + lines[6:])).replace("。", "。 ")
    content = "".join(f"<p>　　{line}</p>" for line in there.splitlines())
    page = (
        f"<html><body><div>首頁 &gt; 政務公開</div>{content}<div>分享到：微信</div><p>責任編輯：某某</p></body></html>"
    )
    (folder / "b.html").write_text(page, encoding="utf-8")
    (folder / "c.txt").write_text(written(body(2), "砚浦市"), encoding="utf-8")


def test_a_report_from_two_sites_is_found_and_another_is_not(tmp_path: Path) -> None:
    from_two_sites(tmp_path / "in")
    index = DuplicateIndex()
    for name in ("b.html", "c.txt", "a.txt"):  # what holds less is the copy, whichever is read first
        (report,) = read_file(tmp_path / "in" / name)
        index.add(report.paragraphs)
    (match,) = index.same_reports()
    assert (Path(match.copy.source).name, Path(match.original.source).name) == ("b.html", "a.txt")
    assert match.similarity > 0.95
    assert index.reused_paragraphs() == []  # all that is repeated belongs to the copy


@pytest.mark.parametrize(("kept", "found"), [(16, 1), (8, 1), (6, 1), (4, 0), (0, 0)])
def test_a_copy_is_what_shares_half_of_the_smaller_report(kept: int, found: int) -> None:
    mixed = body(1)[:kept] + body(2)[: max(0, 10 - kept)]
    assert len(index_of(paragraphs("甲县-2030", body(1)), paragraphs("乙县-2030", mixed)).same_reports()) == found


def test_of_equal_reports_the_later_read_is_the_copy() -> None:
    (match,) = index_of(paragraphs("b", body(1)), paragraphs("a", body(1))).same_reports()
    assert (match.copy.report, match.original.report, match.similarity) == ("a", "b", 1)


def test_short_reports_are_not_taken_for_copies() -> None:
    assert index_of(paragraphs("a", body(1, 5)), paragraphs("b", body(1, 5))).same_reports() == []


def test_a_paragraph_with_changed_numbers_is_found_with_the_latest_source() -> None:
    rng = random.Random(5)
    parts = [sentence(rng, 34) for _ in range(4)]

    def reused(*numbers: int) -> str:
        return "".join(f"{part}增长{number}%" for part, number in zip(parts, numbers, strict=True))

    years = {2030: reused(3, 14, 21, 7), 2032: reused(5, 16, 28, 9), 2031: reused(4, 15, 22, 8)}
    reports = [paragraphs(f"云溪市-{year}", [*body(year), text], "云溪市", year) for year, text in years.items()]
    found = index_of(*reports, paragraphs("砚浦市-2031", body(9), "砚浦市", 2031)).reused_paragraphs()
    assert {match.copy.paragraph for match in found} == {"云溪市-2031:16", "云溪市-2032:16"}
    assert all(match.original.report < match.copy.report and 0.5 <= match.similarity < 1 for match in found)


def test_repeats_within_a_report_and_short_phrases_are_not_counted() -> None:
    twice, short = body(1)[0], body(2)[0][:50]
    found = index_of(paragraphs("a", [twice, twice, short]), paragraphs("b", [*body(3), short]))
    assert found.reused_paragraphs() == []
    assert found.linked_reports(0.6) == set()


def test_a_report_without_paragraphs_and_an_empty_index_are_no_matter() -> None:
    index = index_of([])
    assert (index.same_reports(), index.reused_paragraphs(), index.linked_reports(0.6)) == ([], [], set())


def test_many_reports_find_just_what_was_planted() -> None:
    reports = []
    for number in range(30):
        texts = body(100 + number, 12)
        if number % 10 == 9:
            texts[3] = body(100 + number - 1, 12)[7][:110] + body(999 + number)[0][:30]
        reports.append(paragraphs(f"r{number:02}", texts, year=2000 + number))
    found = index_of(*reports).reused_paragraphs()
    assert [(match.copy.paragraph, match.original.paragraph) for match in found] == [
        (f"r{n:02}:3", f"r{n - 1:02}:7") for n in (9, 19, 29)
    ]


def test_real_reports_are_not_taken_for_copies(real_data: Path) -> None:
    files = files_of(real_data, PROVINCIAL_2026[:8])
    assert index_of(*(list(report.paragraphs) for file in files for report in read_file(file))).same_reports() == []


def test_the_script_names_copies_and_drops_none(tmp_path: Path) -> None:
    from_two_sites(tmp_path / "in")
    reused = [*body(3), "=" + body(2)[4]]
    (tmp_path / "in" / "d.txt").write_text(written(reused, "砚浦市", 2032), encoding="utf-8")
    finished = run_script("read_reports", "in", "--output", "a.jsonl", "--duplicates", "d.csv", cwd=tmp_path)
    assert finished.returncode == 0
    assert "4 reports" in finished.stdout
    assert "1 looks like a copy of another, 1 paragraph repeats another report's" in finished.stdout
    (line,) = finished.stderr.splitlines()
    assert "in/b.html) looks like a copy of" in line and "in/a.txt)" in line
    assert (tmp_path / "d.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        report, paragraph = csv.DictReader(file)
    assert (report["kind"], report["copy_file"], report["original_file"]) == ("report", "in/b.html", "in/a.txt")
    assert (paragraph["kind"], paragraph["copy_file"], paragraph["original_file"]) == (
        "paragraph",
        "in/d.txt",
        "in/c.txt",
    )
    assert paragraph["copy_text"].startswith("'=") and float(paragraph["similarity"]) > 0.9
    assert {one for one in (tmp_path / "a.jsonl").read_text("utf-8").splitlines() if '"in/b.html"' in one}


def test_two_tables_in_one_file_are_wrong_usage(tmp_path: Path) -> None:
    finished = run_script(
        "read_reports", "in", "--output", "a.jsonl", "--summary", "d.csv", "--duplicates", "d.csv", cwd=tmp_path
    )
    assert finished.returncode == 2
    assert "must name different files" in finished.stderr
