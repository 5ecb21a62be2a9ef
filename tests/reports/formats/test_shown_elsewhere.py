"""What other programs and pages show is read as they show it, or refused by its real cause."""

import base64
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from reports.formats.document import raw_lines
from reports.formats.html import html_lines
from reports.formats.kinds.recognition import recognise_bytes
from reports.formats.word.flat import packed as from_flat
from reports.reading import read_file
from storage.errors import UnreadableReport
from tests.reports.formats.test_word_shown import packed
from tests.reports.sample_text import LINES, TEXT

PATH = Path("report")
SAID = "现在，我代表市人民政府，向大会报告工作，请予审议。"
PACKAGE = "http://schemas.microsoft.com/office/2006/xmlPackage"


def flat(document: bytes) -> bytes:
    """The same document as Word writes it into one XML file."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        for name in archive.namelist():
            if name != "[Content_Types].xml":
                content = archive.read(name).decode().partition("?>")[2] or archive.read(name).decode()
                parts.append(f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>')
    picture = base64.b64encode(b"\x89PNG").decode()
    parts.append(f'<pkg:part pkg:name="/word/a.png"><pkg:binaryData>{picture}</pkg:binaryData></pkg:part>')
    head = '<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n'
    return f'{head}<pkg:package xmlns:pkg="{PACKAGE}">{"".join(parts)}</pkg:package>'.encode()


def paragraphs() -> str:
    return "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in LINES)


@pytest.mark.parametrize("name", ["report.xml", "report.doc", "report.docx", "report"])
def test_a_word_document_in_one_xml_file_is_read_as_the_document(name: str) -> None:
    document = packed(paragraphs())
    assert raw_lines(flat(document), Path(name))[:2] == raw_lines(document, Path("a.docx"))[:2]


def test_the_parts_of_a_flat_document_keep_their_bytes() -> None:
    with zipfile.ZipFile(io.BytesIO(from_flat(flat(packed(paragraphs()))))) as archive:
        assert archive.read("word/a.png") == b"\x89PNG"


def test_half_a_flat_document_is_refused_as_damaged() -> None:
    whole = flat(packed(paragraphs()))
    with pytest.raises(UnreadableReport, match="damaged or incomplete Word document in XML"):
        raw_lines(whole[: len(whole) // 2], PATH)


@pytest.mark.parametrize("root", ["rss", "tei:TEI", "office:weiter", "book"])
def test_xml_of_another_kind_is_refused_by_its_root(root: str, tmp_path: Path) -> None:
    body = "".join(f"<item>{line}</item>" for line in LINES)
    (tmp_path / "a.xml").write_text(f'<?xml version="1.0"?>\n<!-- 云溪 -->\n<{root} a="1">{body}</{root}>', "utf-8")
    with pytest.raises(UnreadableReport, match=f"is XML of a kind that is not known here .<{root}>."):
        read_file(tmp_path / "a.xml")


def test_an_opendocument_text_in_one_xml_file_is_converted() -> None:
    head = '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">'
    recognised = recognise_bytes((head + TEXT * 20).encode(), "a.fodt")
    assert (recognised.form, recognised.ending) == ("convert", ".fodt")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("@media screen and (min-width: 768px)", True),
        ("@media (min-width:48em)", True),
        ("@media print, screen", True),
        ("@supports (display: grid)", True),
        ("@media (max-width: 767px)", False),
        ("@media only screen and (min-width: 1px) and (max-width: 600px)", False),
        ("@media print", False),
        ("@media not screen", False),
    ],
)
def test_rules_hide_where_their_condition_holds_on_a_desk(condition: str, holds: bool) -> None:
    page = f"<style>{condition} {{ .x {{ display: none }} }}</style><p>请予<b class=x>水印</b>审议。</p>"
    assert html_lines(page) == ["请予审议。" if holds else "请予水印审议。"]


def test_the_first_rule_of_a_sheet_in_cdata_holds() -> None:
    page = "<style><![CDATA[ .x{display:none} ]]></style><p>请予<b class=x>水印</b>审议。</p>"
    assert html_lines(page) == ["请予审议。"]


def test_deleted_words_and_the_blanks_behind_numbers_of_word_processors_are_no_text() -> None:
    number = "<span style='mso-list:Ignore'>（一）<span style='font:7pt x'>&nbsp;&nbsp;&nbsp; </span></span>"
    assert html_lines(f"<p>{number}夯实<del>旧稿</del>产业</p>") == ["（一）夯实产业"]


@pytest.mark.parametrize("address", ["#ftn1", "#_edn1", "#fn:1", "#note-1"])
def test_a_link_to_a_note_is_its_mark(address: str) -> None:
    assert html_lines(f'<p>亩均税收<a href="{address}">1</a>提高。</p>') == ["亩均税收〔1〕提高。"]


def test_a_link_with_a_number_elsewhere_is_a_number() -> None:
    assert html_lines('<p>第<a href="list.html?page=2">2</a>期</p>') == ["第2期"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\n    "])
def test_a_line_end_in_the_source_beside_an_ideograph_is_no_blank(ends: str) -> None:
    assert html_lines(f"<p>增长5.8%{ends}以上，2030{ends}年</p>") == ["增长5.8%以上，2030年"]


@pytest.mark.parametrize("shape", ["text", "escaped"])
def test_a_page_that_scripts_write_is_refused_as_that(shape: str) -> None:
    said = SAID * 60 if shape == "text" else "".join(f"\\u{ord(one):04x}" for one in SAID * 60)
    page = f"<html><head><title>报告</title></head><body><h1>报告</h1><script>show('{said}')</script></body></html>"
    with pytest.raises(UnreadableReport, match="its scripts write"):
        raw_lines(page.encode(), PATH)


def test_a_page_that_names_itself_and_shows_the_report_in_a_frame_is_refused_as_that() -> None:
    page = "<html><body><div>首页</div><h1>政府工作报告</h1><iframe src=text.html></iframe></body></html>"
    with pytest.raises(UnreadableReport, match=r"in frames \(text.html\)"):
        raw_lines(page.encode(), PATH)


@pytest.mark.parametrize("sign", ["> ", ">", ">> ", "> > "])
def test_the_signs_before_lines_that_are_passed_on_are_no_text(sign: str) -> None:
    quoted = "\r\n".join(f"{sign}{line}" for line in LINES)
    head = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    assert raw_lines(f"{head}请查收。\r\n\r\n{quoted}".encode(), PATH)[0][2:] == LINES


def test_a_number_in_a_circle_that_a_field_draws_is_read() -> None:
    begin, end = ('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    code = "<w:r><w:instrText> eq \\o\\ac(○,</w:instrText></w:r><w:r><w:instrText>12) </w:instrText></w:r>"
    data = packed(f"<w:p>{begin}{code}{end}<w:r><w:t>{SAID}</w:t></w:r></w:p>")
    assert raw_lines(data, Path("a.docx"))[0] == [f"⑫{SAID}"]


@pytest.mark.parametrize("made", ["head", "parts"])
def test_a_message_of_more_fields_or_parts_than_any_is_refused_in_one_line(made: str) -> None:
    part = "--a\r\nContent-Type: text/html\r\n\r\n<p>中</p>\r\n"
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n"
    data = head + ("X-A: b\r\n" * 40_000 + "\r\n" + part if made == "head" else "\r\n" + part * 4_000)
    with pytest.raises(UnreadableReport, match="save its text alone"):
        raw_lines(data.encode(), PATH)
