"""What cleaning changed is shown beside what stood there, and nothing is left out."""

from pathlib import Path

import pytest

from reports.cleaning.changes import Change, changes, counts, marked
from reports.formats.document import content, raw_documents, raw_lines
from reports.reading import read_file
from reports.words import Phrase
from tests.reports.sample_text import TEXT

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
    assert counts(found)[Phrase("未动的字", "Characters unchanged")] > 0.8 * len(TEXT)


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
