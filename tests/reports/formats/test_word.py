"""Word documents as editors leave them: content controls, tracked changes, nested tables, damage."""

import io
import random
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reports.formats.word import word_lines
from storage.errors import UnreadableReport

PATH = Path("report.docx")
FIRST, LAST = "云溪市政府工作报告", "谢谢大家。"


def document(*blocks: str) -> bytes:
    """A DOCX whose body is FIRST, the WordprocessingML of `blocks`, and LAST."""
    made = docx.Document()
    made.add_paragraph(FIRST)
    for block in blocks:
        wrapped = parse_xml(f"<w:body {nsdecls('w')}>{block}</w:body>")
        last = made.element.body.sectPr
        for element in list(wrapped):
            last.addprevious(element)
    made.add_paragraph(LAST)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def lines_of(*blocks: str) -> list[str]:
    lines = word_lines(document(*blocks), PATH).lines
    assert (lines[0], lines[-1]) == (FIRST, LAST)
    return lines[1:-1]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    return (
        "<w:tbl>"
        + "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
        + "</w:tbl>"
    )


def test_text_in_content_controls_is_read() -> None:
    inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('纸伞')}</w:sdtContent></w:sdt>"
    block = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('新建') + inner + run('作坊。'))}</w:sdtContent></w:sdt>"
    assert lines_of(block) == ["新建纸伞作坊。"]


def test_tracked_insertions_are_read_and_deletions_are_not() -> None:
    gone = "<w:del><w:r><w:delText>去年</w:delText><w:tab/></w:r></w:del>"
    moved = f"<w:moveFrom>{run('竹器')}</w:moveFrom>"
    assert lines_of(paragraph(gone + f"<w:ins>{run('今年')}</w:ins>" + moved + run("新建作坊。"))) == ["今年新建作坊。"]


def test_nested_tables_are_read_row_by_row() -> None:
    inner = table((paragraph(run("幼儿园")), paragraph(run("20所"))), (paragraph(run("危桥")), paragraph(run("12座"))))
    assert lines_of(table((paragraph(run("民生实事")), inner + "<w:p/>"))) == ["民生实事", "幼儿园，20所", "危桥，12座"]


def test_cells_merged_over_rows_are_counted_once() -> None:
    first = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph(run("教育"))
    below = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    rows = table((first, paragraph(run("幼儿园"))), (below, paragraph(run("小学"))))
    assert lines_of(rows) == ["教育，幼儿园", "小学"]


def test_a_merge_that_begins_nowhere_is_no_crash() -> None:
    below = "<w:tcPr><w:vMerge/></w:tcPr>" + paragraph(run("教育"))
    assert lines_of(table((below, paragraph(run("小学"))))) == ["教育，小学"]


def test_tabs_and_breaks_in_the_text_count_and_tab_stops_do_not() -> None:
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="400"/></w:tabs></w:pPr>'
    assert lines_of(paragraph(stops + run("云溪") + "<w:r><w:tab/><w:t>纸伞</w:t><w:br/><w:t>竹器</w:t></w:r>")) == [
        "云溪\t纸伞",
        "竹器",
    ]


def test_damaged_documents_are_refused_or_read_but_never_a_crash() -> None:
    whole = document(table((paragraph(run("教育")), paragraph(run("小学")))))
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(4):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        try:
            word_lines(bytes(data), PATH)
        except UnreadableReport as error:
            assert "\n" not in str(error)


def test_a_document_that_lacks_a_part_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(document())) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    for missing in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in parts.items():
                if name != missing:
                    archive.writestr(name, content)
        with pytest.raises(UnreadableReport, match="damaged or incomplete"):
            word_lines(file.getvalue(), PATH)


def test_a_table_with_a_wrong_merge_value_is_one_clear_line_or_text() -> None:
    odd = '<w:tcPr><w:gridSpan w:val="x"/><w:vMerge w:val="odd"/></w:tcPr>' + paragraph(run("教育"))
    assert lines_of(table((odd, paragraph(run("小学"))))) == ["教育，小学"]


@pytest.mark.parametrize("body", ["", "<w:p/>"])
def test_an_empty_body_has_no_lines(body: str) -> None:
    assert lines_of(body) == []


@pytest.mark.parametrize("method", [0, 9, 12, 14, 99])
def test_a_document_whose_archive_lies_about_its_packing_is_damaged(method: int) -> None:
    data = bytearray(document())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        data[place + 10] = method  # of an entry of the directory: deflated is 8, bzip2 12, LZMA 14
        place = data.find(b"PK\x01\x02", place + 4)

    with pytest.raises(UnreadableReport, match="damaged or incomplete"):
        word_lines(bytes(data), PATH)
