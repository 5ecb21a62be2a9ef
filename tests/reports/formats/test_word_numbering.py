"""Numbers that Word counts and notes that it keeps apart are part of the report."""

import io
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from reports.formats.word import word_lines
from reports.numerals import chinese
from reports.reading import read_file
from tests.reports.sample_text import LINES

PATH = Path("report.docx")


def _level(depth: int, kind: str, pattern: str, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'  # noqa: E501


def _numbered(items: list[tuple[str, int, int]], levels: str, overrides: str = "") -> list[str]:
    """Return the lines of a document whose paragraphs (text, list, depth) are numbered by `levels`; list 2 has the
    overrides."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    numbering.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="7">{levels}</w:abstractNum>'))
    for number, inside in ((1, ""), (2, overrides)):
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="7"/>{inside}</w:num>')
        )
    for text, number, depth in items:
        paragraph = document.add_paragraph(text)
        if number:
            place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(place))
    file = io.BytesIO()
    document.save(file)
    return word_lines(file.getvalue(), PATH).lines


OUTLINE = _level(0, "chineseCounting", "%1、") + _level(1, "chineseCounting", "（%2）") + _level(2, "decimal", "%1.%3")


def test_headings_keep_the_numbers_that_word_counts() -> None:
    items = [
        ("回顾", 1, 0),
        ("工业", 1, 1),
        ("修路。", 0, 0),
        ("农业", 1, 1),
        ("安排", 1, 0),
        ("教育", 1, 1),
        ("学校", 1, 2),
        ("", 1, 2),
    ]
    lines = _numbered(items, OUTLINE.replace("%1.%3", "%3."))
    assert lines == ["一、回顾", "（一）工业", "修路。", "（二）农业", "二、安排", "（一）教育", "1.学校"]


def test_a_number_may_name_the_levels_above_it() -> None:
    levels = _level(0, "decimal", "%1") + _level(1, "decimal", "%1.%2")
    assert _numbered([("甲", 1, 0), ("乙", 1, 1), ("丙", 1, 1)], levels) == ["1 甲", "1.1 乙", "1.2 丙"]


def test_a_list_begins_where_it_says_and_another_restarts_it() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    items = [("甲", 1, 0), ("乙", 1, 0), ("丙", 2, 0), ("丁", 2, 0)]
    assert _numbered(items, _level(0, "decimal", "%1.", start=3), restart) == ["3.甲", "4.乙", "1.丙", "2.丁"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("japaneseCounting", "十一"), ("decimalEnclosedCircle", "⑪"), ("upperRoman", "XI"), ("lowerLetter", "k"), ("decimalZero", "11"),  # noqa: E501
     ("unheardOf", "11"), ("none", "")],
)  # fmt: skip
def test_kinds_of_numbers(kind: str, expected: str) -> None:
    assert _numbered([("甲", 1, 0)], _level(0, kind, "%1、", start=11)) == [f"{expected}、甲"]


def test_bullets_leave_nothing() -> None:
    assert _numbered([("甲", 1, 0)], _level(0, "bullet", "")) == ["甲"]


def test_a_style_may_number_its_paragraphs() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("工业", style="List Number")
    assert paragraph._p.pPr.numPr is None
    file = io.BytesIO()
    document.save(file)
    assert word_lines(file.getvalue(), PATH).lines == ["1.工业"]


def test_chinese_numerals() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 99, 100)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
        "一〇〇",
    ]


def _with_notes(kind: str) -> bytes:
    """A report whose first and third paragraphs have a footnote each, numbered against the order in which they are
    stored."""
    document = docx.Document()
    paragraphs = [document.add_paragraph(line) for line in LINES]
    for place, identifier in ((6, 5), (8, 2)):
        paragraphs[place]._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:{kind}Reference w:id="{identifier}"/></w:r>'))
    note = '<w:{0} w:id="{1}"><w:p><w:r><w:{0}Ref/></w:r><w:r><w:t>{2}</w:t></w:r></w:p></w:{0}>'
    notes = [(-1, "分隔线"), (2, "竹光互补：竹棚上装光伏板。"), (5, "纸伞五条：纸伞业的五条办法。")]
    body = "".join(note.format(kind, identifier, text) for identifier, text in notes)
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:{kind}s {nsdecls("w")}>{body}</w:{kind}s>'.encode()
    content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
    part = Part(PackURI(f"/word/{kind}s.xml"), content, xml, document.part.package)
    document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_follow_the_text_in_the_order_in_which_it_refers_to_them(kind: str, tmp_path: Path) -> None:
    lines = word_lines(_with_notes(kind), PATH).lines
    assert lines[: len(LINES)] == LINES
    assert lines[len(LINES) :] == ["注释：", "（1）纸伞五条：纸伞业的五条办法。", "（2）竹光互补：竹棚上装光伏板。"]
    path = tmp_path / "a.docx"
    path.write_bytes(_with_notes(kind))
    notes = read_file(path)[0].notes
    assert list(notes) == ["（1）纸伞五条：纸伞业的五条办法。", "（2）竹光互补：竹棚上装光伏板。"]


def test_an_external_entity_in_the_notes_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    document = docx.Document()
    paragraph = document.add_paragraph(LINES[0])
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="1"/></w:r>'))
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]><w:footnotes '
        f'{nsdecls("w")}><w:footnote w:id="1">'
        "<w:p><w:r><w:t>见&s;。</w:t></w:r></w:p></w:footnote></w:footnotes>"
    ).encode()
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    document.part.relate_to(
        Part(PackURI("/word/footnotes.xml"), content, xml, document.part.package), RELATIONSHIP_TYPE.FOOTNOTES
    )
    file = io.BytesIO()
    document.save(file)
    assert "秘密" not in "".join(word_lines(file.getvalue(), PATH).lines)
