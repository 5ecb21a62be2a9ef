"""The pages of cleaning show every change, escape all that stood there, and stand alone."""

import re
from pathlib import Path

import lxml.html

from inference.pages.cleaning_page import write_changes
from reports.formats.finding import find_files
from reports.reading import read_file
from tests.pages import words
from tests.reports.packing import packed
from tests.reports.sample_text import TEXT
from tests.scripts.running import run_script

SAMPLE = Path(__file__).parents[3] / "reports" / "sample"


def test_pages_show_files_and_archives_and_run_nothing_that_stood_in_them(tmp_path: Path) -> None:
    path, archive = tmp_path / "a.txt", tmp_path / "b.zip"
    path.write_text("<script>alert(1)</script>登录 1<2\n" + TEXT, encoding="utf-8")
    archive.write_bytes(packed({"内.txt": TEXT.encode(), "空.txt": b""}))
    reports = [one for file in (path, archive) for one in read_file(file)]
    assert write_changes([path, archive], reports, tmp_path / "out") == 2
    page = lxml.html.parse(str(tmp_path / "out" / "0001.html")).getroot()
    assert len(page.cssselect("script")) == 1  # that of the language
    assert "alert(1)" in "".join(one.text_content() for one in page.cssselect("del"))
    index = lxml.html.parse(str(tmp_path / "out" / "index.html")).getroot()
    assert [one.get("href") for one in index.cssselect("a")] == ["0001.html", "0002.html"]


def test_the_script_writes_the_pages(tmp_path: Path) -> None:
    done = run_script("read_reports", SAMPLE, "--output", "p.jsonl", "--show-cleaning", "cleaning", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "on 3 pages" in done.stderr
    assert len(list((tmp_path / "cleaning").glob("0*.html"))) == len(find_files([SAMPLE]))


def test_a_page_holds_what_stood_there_and_what_stands_there_character_by_character(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("打印本页\n" + TEXT.replace("，", ", ", 3), encoding="utf-8")
    (report,) = read_file(path)
    write_changes([path], [report], tmp_path / "out")
    page = lxml.html.parse(str(tmp_path / "out" / "0001.html")).getroot()
    (document,) = page.cssselect(".document")
    for taken_out in document.cssselect("del"):
        taken_out.drop_tree()
    written = document.text_content().strip("\n")
    assert re.sub(r"\s", "", written) == re.sub(r"\s", "", "".join([report.text, *report.notes]))
    assert page.cssselect("a")[0].get("href") == "index.html"


def test_no_file_at_all_is_said_so(tmp_path: Path) -> None:
    assert write_changes([], [], tmp_path / "out") == 0
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "没有文件。" in words(page, "zh")
    assert "No files." in words(page, "en")


def test_the_pages_need_nothing_but_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    write_changes([path], read_file(path), tmp_path / "out")
    for page in (tmp_path / "out").glob("*.html"):
        assert not re.search(r"https?://|@import|url\(|src=", page.read_text("utf-8"))
