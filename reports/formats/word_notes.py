"""Footnotes and endnotes of a Word document: their text stands in parts of its own."""

from collections.abc import Callable, Iterator

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

HEADING = "注释："
_KINDS = (
    (RELATIONSHIP_TYPE.FOOTNOTES, qn("w:footnoteReference"), qn("w:footnote")),
    (RELATIONSHIP_TYPE.ENDNOTES, qn("w:endnoteReference"), qn("w:endnote")),
)


def note_lines(document: Document, lines: Callable[[etree._Element], Iterator[str]]) -> list[str]:
    """Return a heading and the numbered notes in the order in which the text refers to them, nothing where there are
    none.

    Args:
        lines: gives the lines of text below an element.
    """
    parts = {one.reltype: one.target_part for one in document.part.rels.values() if not one.is_external}
    found: list[str] = []
    for kind, reference, note in _KINDS:
        if kind not in parts:
            continue
        root = parse_xml(parts[kind].blob)
        notes = {one.get(qn("w:id")): one for one in root.iter(note)}
        referred = [one.get(qn("w:id")) for one in document.element.body.iter(reference)]
        for identifier in dict.fromkeys(referred):
            if identifier in notes and (text := " ".join(lines(notes[identifier])).strip()):
                found.append(f"（{len(found) + 1}）{text}")
    return [HEADING, *found] if found else []
