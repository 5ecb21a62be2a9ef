"""What Word shows of a document is what is read of it."""

import io
import zipfile
from pathlib import Path

import pytest

from reports.assembly import reports_of
from reports.formats.document import raw_lines
from reports.formats.read import Lines
from reports.formats.word import word_lines
from reports.report import Origin
from storage.errors import UnreadableReport
from tests.reports.sample_text import LINES

PATH = Path("report.docx")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    R: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    M: "http://purl.oclc.org/ooxml/officeDocument/math",
}
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def relations(*those: tuple[str, str, str]) -> str:
    inside = "".join(f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>' for name, kind, target in those)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def packed(
    body: str, more: dict[str, bytes | str] | None = None, related: tuple[tuple[str, str, str], ...] = ()
) -> bytes:
    """A Word document of nothing but its parts."""
    root = (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:m="{M}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        f'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>'
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(*related),
        "word/document.xml": root,
        **(more or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def lines_of(*paragraphs: str, styles: str = "") -> list[str]:
    more = {"word/styles.xml": f'<w:styles xmlns:w="{W}">{styles}</w:styles>'} if styles else None
    return word_lines(packed("".join(paragraphs), more, (("rId9", "styles", "styles.xml"),)), PATH).lines


@pytest.mark.parametrize(
    "hiding",
    [
        "<w:vanish/>",
        '<w:vanish w:val="1"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="FFFFFF"/>',
        '<w:rStyle w:val="H2"/>',
    ],
)
def test_hidden_text_is_not_read(hiding: str) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="H2"><w:basedOn w:val="H"/></w:style>'
    )
    assert lines_of(paragraph(run("新建"), run("水印", hiding), run("作坊。")), styles=styles) == ["新建作坊。"]


def test_what_a_paragraph_style_hides_a_run_can_show() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style>'
    shown = run("新建作坊。", '<w:vanish w:val="0"/>')
    assert lines_of(paragraph(run("水印"), shown, properties='<w:pStyle w:val="P"/>'), styles=styles) == ["新建作坊。"]


def test_white_text_on_a_dark_ground_is_read() -> None:
    white = '<w:color w:val="FFFFFF"/>'
    cell = f"<w:tbl><w:tr><w:tc>{paragraph(run('指标', white))}</w:tc></w:tr></w:tbl>"
    shaded = paragraph(run("目标", white + '<w:shd w:val="clear" w:fill="C00000"/>'))
    assert lines_of(cell, shaded) == ["指标", "目标"]


@pytest.mark.parametrize("mark", ['<w:del w:id="1"/>', '<w:moveFrom w:id="1"/>', "<w:vanish/>"])
def test_a_paragraph_whose_mark_is_gone_goes_on_in_the_next(mark: str) -> None:
    gone = f"<w:rPr>{mark}</w:rPr>"
    read = lines_of(
        paragraph(run("新建"), properties=gone),
        paragraph(run("纸伞"), properties=gone),
        paragraph(run("作坊。")),
        paragraph(run("完。"), properties=gone),
    )
    assert read == ["新建纸伞作坊。", "完。"]


def test_a_large_first_letter_belongs_to_its_paragraph() -> None:
    frame = '<w:framePr w:dropCap="drop" w:lines="2"/>'
    assert lines_of(paragraph(run("各"), properties=frame), paragraph(run("位代表："))) == ["各位代表："]


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "00B0", "°"),
        ("Symbol", "F044", "Δ"),
        ("Wingdings", "F081", "①"),
        ("宋体", "2265", "≥"),
    ],
)
def test_signs_of_symbol_fonts_are_characters(font: str, code: str, shown: str) -> None:
    sign = f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'
    assert lines_of(paragraph(run("优良天数"), sign, run("91%。"))) == [f"优良天数{shown}91%。"]


def test_text_set_in_a_symbol_font_is_what_it_shows() -> None:
    symbol = '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'
    assert lines_of(paragraph(run("浓度"), run("\uf0a3", symbol), run("28 "), run("mg", symbol))) == ["浓度≤28 μγ"]


def test_a_bullet_before_an_entry_is_no_text() -> None:
    bullet = '<w:r><w:sym w:font="Wingdings" w:char="F06E"/></w:r>'
    assert lines_of(paragraph(bullet, run("（一）发展产业。"))) == ["（一）发展产业。"]


def test_a_sign_that_is_not_known_is_said() -> None:
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F028"/></w:r>'
    read = word_lines(packed(paragraph(run("电话"), sign, run("号。"))), PATH)
    assert read == Lines(["电话〓号。"], ("symbols_unknown",))


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("<m:r><m:t>3.2%</m:t></m:r>", "3.2%"),
        ("<m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f>", "3/4"),
        ("<m:sSup><m:e><m:r><m:t>km</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "km²"),
        ("<m:sSub><m:e><m:r><m:t>CO</m:t></m:r></m:e><m:sub><m:r><m:t>2</m:t></m:r></m:sub></m:sSub>", "CO2"),
        ("<m:d><m:e><m:r><m:t>a+b</m:t></m:r></m:e></m:d>", "(a+b)"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>", "√2"),
    ],
)
def test_formulas_are_read_in_their_order(formula: str, shown: str) -> None:
    assert lines_of(paragraph(run("下降"), f"<m:oMath>{formula}</m:oMath>", run("。"))) == [f"下降{shown}。"]


def test_the_code_of_a_field_is_no_text_and_its_result_is() -> None:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    inner = begin + "<w:r><w:instrText>DATE</w:instrText></w:r>" + separate + run("旧") + end
    assert lines_of(paragraph(run("在"), begin, inner, separate, run("今天"), end, run("。"))) == ["在今天。"]
    assert lines_of(paragraph(run("坏"), begin, run("码")), paragraph(run("后文。"))) == ["坏", "后文。"]


def test_alternative_forms_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('框中文字。'))}</w:txbxContent>"
    forms = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent>{forms}</mc:AlternateContent>"
    alone = f"<mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert lines_of(paragraph(run("正文。"), f"<w:r>{both}</w:r>")) == ["正文。", "框中文字。"]
    assert lines_of(paragraph(run("正文。"), f"<w:r>{alone}</w:r>")) == ["正文。", "框中文字。"]


def test_a_page_that_ends_within_a_sentence_ends_no_line() -> None:
    page = '<w:r><w:br w:type="page"/></w:r>'
    assert lines_of(paragraph(run("新建"), page, run("作坊。"), page, run("再建一座。"))) == [
        "新建作坊。",
        "再建一座。",
    ]


def test_a_table_of_contents_and_a_control_to_fill_in_are_no_text() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    contents = paragraph(run("一、回顾"), run("3"), properties='<w:pStyle w:val="11"/>')
    asking = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph(run('单击此处'))}</w:sdtContent></w:sdt>"
    )
    assert lines_of(contents, asking, paragraph(run("一、回顾")), styles=styles) == ["一、回顾"]


def test_rows_and_cells_that_were_deleted_are_not_read() -> None:
    cell = f"<w:tc>{paragraph(run('甲'))}</w:tc>"
    gone = f"<w:tc><w:tcPr><w:cellDel w:id='1'/></w:tcPr>{paragraph(run('乙'))}</w:tc>"
    row = f"<w:tr><w:trPr><w:del w:id='1'/></w:trPr>{cell}{cell}</w:tr>"
    assert lines_of(f"<w:tbl>{row}<w:tr>{cell}{gone}{cell}</w:tr></w:tbl>") == ["甲，甲"]


def test_raised_figures_are_marks_of_notes_behind_terms_and_powers_behind_units() -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    read = lines_of(paragraph(run("四大战略"), run("1", up), run("覆盖80km"), run("2", up), run("。")))
    assert read == ["四大战略〔1〕覆盖80km²。"]


def test_strict_documents_are_read() -> None:
    with zipfile.ZipFile(io.BytesIO(packed("".join(paragraph(run(line)) for line in LINES)))) as usual:
        parts = {name: usual.read(name).decode() for name in usual.namelist()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            for transitional, strict in STRICT.items():
                content = content.replace(transitional, strict)
            archive.writestr(name, content)
    assert word_lines(file.getvalue(), PATH).lines == LINES


@pytest.mark.parametrize("target", ["NULL", "../media/gone.png", "/word/nothing.xml"])
def test_relations_that_lead_nowhere_do_no_harm(target: str) -> None:
    body = "".join(paragraph(run(line)) for line in LINES)
    for kind in ("image", "styles", "numbering", "footnotes", "hyperlink"):
        assert word_lines(packed(body, related=(("rId7", kind, target),)), PATH).lines == LINES


def chunked(name: str, content: bytes | str) -> bytes:
    body = paragraph(run(LINES[0])) + '<w:altChunk r:id="c"/>' + paragraph(run(LINES[-1]))
    return packed(body, {f"word/{name}": content}, (("c", "aFChunk", name),))


def test_what_a_document_embeds_is_read_in_its_place() -> None:
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in LINES[1:-1]) + "</body></html>"
    inner = packed("".join(paragraph(run(line)) for line in LINES[1:-1]))
    rich = "".join("".join(f"\\u{ord(one)}?" for one in line) + "\\par\n" for line in LINES[1:-1])
    text = "\n".join(LINES[1:-1])
    rtf = f"{{\\rtf1\\ansi\n{rich}}}"
    for name, content in (("page.html", page), ("inner.docx", inner), ("text.txt", text), ("rich.rtf", rtf)):
        lines, _, flags = raw_lines(chunked(name, content), PATH)
        assert (lines, flags) == (LINES, ())


@pytest.mark.parametrize("content", ["MIME-Version: 1.0\n\nx", b"\x00\x01"])
def test_a_document_that_embeds_what_cannot_be_read_says_so(content: bytes | str) -> None:
    data = chunked("other.bin", content)
    (report,) = reports_of(data, PATH, Origin(PATH))
    assert "read_in_part" in report.flags


def test_documents_in_documents_have_an_end() -> None:
    data = packed(paragraph(run("终。")))
    for _ in range(6):
        data = chunked("inner.docx", data)
    lines, _, flags = raw_lines(data, PATH)
    assert flags == ("read_in_part",)
    assert lines.count(LINES[0]) == 3


def test_another_office_document_is_named() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", relations(("rId1", "officeDocument", "xl/workbook.xml")))
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UnreadableReport, match=r"^report\.docx: is an Excel workbook, not a Word document"):
        word_lines(file.getvalue(), PATH)
