"""Footnotes and endnotes of a Word document: their text stands in parts of its own."""

from collections.abc import Callable, Iterator

from docx.oxml.ns import qn
from lxml import etree

from reports.formats.word.package import Package

HEADING = "注释："
_KINDS = (
    ("footnotes", qn("w:footnoteReference"), qn("w:footnote")),
    ("endnotes", qn("w:endnoteReference"), qn("w:endnote")),
)


def note_lines(
    package: Package, document: etree._Element, lines: Callable[[etree._Element], Iterator[str]]
) -> list[str]:
    """Return a heading and the numbered notes in the order in which the text refers to them, nothing where there are
    none.

    Args:
        document: the root of the main part.
        lines: gives the lines of text below an element.
    """
    found: list[str] = []
    for kind, reference, note in _KINDS:
        root = package.related(kind)
        if root is None:
            continue
        notes = {one.get(qn("w:id")): one for one in root.iter(note)}
        referred = [one.get(qn("w:id")) for one in document.iter(reference)]
        for identifier in dict.fromkeys(referred):
            if identifier in notes and (text := " ".join(lines(notes[identifier])).strip()):
                found.append(f"（{len(found) + 1}）{text}")
    return [HEADING, *found] if found else []
