"""What a file is, its content decides; its ending is a hint."""

import io
from pathlib import Path

import pytest

from reports.formats.kinds.recognition import recognise, recognise_bytes
from reports.reading import read_all, read_file
from reports.report import Report
from reports.skipped import Skipped
from tests.reports.packing import packed, rtf, saved_page, word
from tests.reports.printed import printed
from tests.reports.sample_text import LINES, TEXT, report_of

PAGE = f"<!DOCTYPE html>\n<html><body>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>"


@pytest.mark.parametrize("name", ["a.shtml", "a.aspx", "a.php", "a.jsp", "a.htm.txt", "a.doc", "a.xhtml", "a", "a.pdf"])
def test_a_page_is_a_page_under_any_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(PAGE.encode("gb18030"))
    (report,) = read_file(tmp_path / name)
    assert (report.id, report.encoding) == ("云溪市-2031", "gb18030")


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a", "a.log", "a.2031", "a.bak", "砚湖"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_chinese_text_is_text_under_any_name_that_says_nothing_else(name: str, encoding: str) -> None:
    assert recognise_bytes((TEXT * 200).encode(encoding), name).form == "text"


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.txt", rtf(LINES), "rtf"),
        ("a.doc", rtf(LINES), "rtf"),
        ("a.doc", word(LINES), "word"),
        ("a.docm", word(LINES), "word"),
        ("a", printed(LINES), "pdf"),
        ("a.doc", saved_page(PAGE), "mail"),
        ("a.xml", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument '
         b'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">', "convert"),
        ("a.zip", packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "convert"),
        ("a.dat", packed({"a.txt": TEXT.encode()}), "archive"),
        ("a.md", ("# " + TEXT).encode(), "markdown"),
    ],
)  # fmt: skip
def test_a_document_is_known_by_its_content(name: str, data: bytes, form: str) -> None:
    assert recognise_bytes(data, name).form == form


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.txt", b"\x7fELF\x02", "a program"),
        ("a.py", ("# " + TEXT).encode(), "program code"),
        ("a.php", ("<?php\n// " + TEXT[:100]).encode(), "program code"),
        ("a.json", b'{"a": 1}', "settings"),
        ("a.bin", packed({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "a binary Excel workbook"),
        ("a.ofd", packed({"OFD.xml": b""}), "an OFD document"),
        ("a.rar", b"Rar!\x1a\x07\x00", "a RAR archive"),
        ("README", b"How to run this program.\n" * 9, "no Chinese text"),
    ],
)
def test_what_is_no_report_is_named(name: str, data: bytes, words: str) -> None:
    found = recognise(io.BytesIO(data), name)
    assert found.form is None
    assert words in found.reason and "Expected" in found.reason


def test_ten_reports_in_ten_endings_are_ten_and_all_else_has_a_row(tmp_path: Path) -> None:
    lines = [report_of("甲山市", 2020 + number).split("\n") for number in range(10)]
    pages = [f"<html><head></head><body>{''.join(f'<p>{one}</p>' for one in each)}</body></html>" for each in lines]
    files = {
        "0.txt": "\n".join(lines[0]).encode(), "1.shtml": pages[1].encode(), "2.doc": pages[2].encode("gb18030"),
        "3": pages[3].encode(), "4.mhtml": saved_page(pages[4]), "5.rtf": rtf(lines[5]), "6.htm.txt": pages[6].encode(),
        "7.aspx": pages[7].encode(), "8.md": "\n\n".join(["# " + lines[8][0], *lines[8][1:]]).encode(),
        "9.docm": word(lines[9]), "a.png": b"x", "b.js": b"x", "c.wps": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    found = list(read_all([tmp_path]))
    assert [one.id for one in found if isinstance(one, Report)] == [f"甲山市-{2020 + number}" for number in range(10)]
    kinds = {one.path.name: one.kind for one in found if isinstance(one, Skipped)}
    assert kinds == {"a.png": "other", "b.js": "other", "c.wps": "unreadable"}
