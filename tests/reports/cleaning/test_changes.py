"""What cleaning changed is shown beside what stood there, and nothing is left out."""

from pathlib import Path

import lxml.html
import pytest

from inference.pages.cleaning_page import write_changes
from reports.cleaning.changes import Change, changes, counts, marked
from reports.formats.document import content, raw_documents, raw_lines
from reports.formats.finding import find_files
from reports.reading import read_file
from tests.reports.packing import packed
from tests.reports.sample_text import TEXT
from tests.scripts.running import run_script

SAMPLE = Path(__file__).parents[3] / "reports" / "sample"
FURNITURE = "首页 > 政务公开\n打印本页"


def test_the_document_and_the_reports_both_come_out_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{FURNITURE}\n{TEXT}\n版权所有：云溪市政府", encoding="utf-8")
    lines, reports = raw_lines(content(path), path)[0], read_file(path)
    found = changes(lines, reports)
    assert "".join(one.before for one in found) == "\n".join(lines)
    assert "".join(one.after for one in found) == reports[0].text
    removed = "".join(one.before for one in found if one.kind == "removed")
    assert "打印本页" in removed and "版权所有" in removed
    assert counts(found)["未动的字 characters unchanged"] > 0.8 * len(TEXT)


@pytest.mark.parametrize("path", sorted(SAMPLE.iterdir()), ids=lambda path: path.suffix)
def test_nothing_of_a_sample_report_is_left_out(path: Path) -> None:
    ((_, lines),) = raw_documents(path)
    reports = read_file(path)
    found = changes(lines, reports)
    assert "".join(one.before for one in found) == "\n".join(lines)
    assert "".join(one.after for one in found) == "\n".join("\n".join([one.text, *one.notes]) for one in reports)


def test_what_differs_in_writing_only_stands_opposite(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT.replace("，", ", ", 3), encoding="utf-8")
    found = changes(raw_lines(content(path), path)[0], read_file(path))
    changed = [one for one in found if one.kind == "changed"]
    assert changed and all(len(one.before) < 200 for one in changed)
    assert {kind for one in changed for kind, _ in marked(one)} == {"same", "removed", "added"}


def test_the_parts_of_a_change_are_what_stood_and_what_stands() -> None:
    one = Change("changed", "發(fā)展，", "发展，")
    parts = list(marked(one))
    assert "".join(text for kind, text in parts if kind != "added") == one.before
    assert "".join(text for kind, text in parts if kind != "removed") == one.after


def test_pages_show_files_and_archives_and_run_nothing_that_stood_in_them(tmp_path: Path) -> None:
    path, archive = tmp_path / "a.txt", tmp_path / "b.zip"
    path.write_text("<script>alert(1)</script>登录 1<2\n" + TEXT, encoding="utf-8")
    archive.write_bytes(packed({"内.txt": TEXT.encode(), "空.txt": b""}))
    reports = [one for file in (path, archive) for one in read_file(file)]
    assert write_changes([path, archive], reports, tmp_path / "out") == 2
    page = lxml.html.parse(str(tmp_path / "out" / "0001.html")).getroot()
    assert page.cssselect("script") == []
    assert "alert(1)" in "".join(one.text_content() for one in page.cssselect("del"))
    index = lxml.html.parse(str(tmp_path / "out" / "index.html")).getroot()
    assert [one.get("href") for one in index.cssselect("a")] == ["0001.html", "0002.html"]


def test_the_script_writes_the_pages(tmp_path: Path) -> None:
    done = run_script("read_reports", SAMPLE, "--output", "p.jsonl", "--show-cleaning", "cleaning", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "on 3 pages" in done.stderr
    assert len(list((tmp_path / "cleaning").glob("0*.html"))) == len(find_files([SAMPLE]))
