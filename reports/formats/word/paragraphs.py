"""The text of one paragraph of a Word document, as Word shows it."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docx.oxml.ns import qn
from lxml import etree

from reports.formats.raised import raised_behind
from reports.formats.word.formulas import formula_text
from reports.formats.word.styles import Asked, Styles, switch, value
from reports.formats.word.symbols import Glyph, glyph, glyphs, symbol_font
from reports.marks import CLOSING, ENDS_OR_HALTS
from reports.numerals import CIRCLED

COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHARACTERS = {qn("w:tab"): "\t", qn("w:ptab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_CODE = qn("w:instrText")
_CIRCLED = re.compile(r"\s*eq\s*\\o\s*(?:\\a[clr])?\s*\(\s*[○◯〇]\s*[,，;；]\s*(\d{1,2})\s*\)", re.IGNORECASE)
_TEXT, _BREAK, _RUN, _SYMBOL, _FIELD = qn("w:t"), qn("w:br"), qn("w:r"), qn("w:sym"), qn("w:fldChar")
_FORMULA, _CONTROL, ALTERNATIVES = qn("m:oMath"), qn("w:sdt"), f"{COMPATIBLE}AlternateContent"
_PROPERTIES, _OF_PARAGRAPH = qn("w:rPr"), qn("w:pPr")
_REFERENCES = (qn("w:footnoteReference"), qn("w:endnoteReference"))
# Properties (a tab stop is a w:tab too), what tracked changes took away, and readings above characters.
UNSEEN = frozenset(qn(f"w:{name}") for name in ("pPr", "rPr", "sdtPr", "tblPr", "tcPr", "del", "moveFrom", "rt"))
_APART = UNSEEN | {qn("w:txbxContent")}  # a text box stands beside the paragraph that holds it
_PAGE = "\f"  # a page or column that ends within a paragraph ends no sentence
_PAGE_WITHIN = re.compile(f"(?<![{ENDS_OR_HALTS}{CLOSING}]){_PAGE}")


class _Piece(NamedTuple):
    text: str
    is_raised: bool = False


class ParagraphText:
    """Reads paragraphs, and remembers in `unknown` whether they showed a sign that has no character."""

    def __init__(self, styles: Styles, asked: Asked) -> None:
        """Take the styles of the document, and what its runs are asked for."""
        self._styles = styles
        self._asked = asked
        self._paragraph: etree._Element | None = None
        self._in_codes: list[bool] = []  # for each field around: do its codes go on, or did its result begin?
        self._codes = ""  # of the innermost field
        self.unknown = False

    def of(self, paragraph: etree._Element) -> str:
        """Return the text of a paragraph, with a line feed at every line that its writer ended."""
        self._paragraph = paragraph
        self._in_codes = []  # a damaged field hides no more than its paragraph
        written = ""
        for text, is_raised in self._pieces(paragraph):
            written += raised_behind(written, text) if is_raised else text
        return _PAGE_WITHIN.sub("", written).replace(_PAGE, "\n") if _PAGE in written else written

    def _pieces(self, elements: Iterable[etree._Element]) -> Iterator[_Piece]:
        for child in elements:
            if child.tag == _RUN:
                yield from self._run(child)
            elif child.tag == _FORMULA:
                yield _Piece(formula_text(child))
            elif child.tag == ALTERNATIVES:
                yield from self._pieces(chosen(child))
            elif child.tag not in _APART and not is_no_text(child):
                yield from self._pieces(child)

    def _run(self, run: etree._Element) -> Iterator[_Piece]:
        asked = self._asked
        properties = run.find(_PROPERTIES) if asked.raised or asked.font else None
        hidden = asked.hidden and self._paragraph is not None and self._styles.hides(run, self._paragraph)
        is_raised = asked.raised and value(properties, "w:vertAlign") == "superscript"
        font = symbol_font(properties) if asked.font else ""
        for child in run:
            if child.tag == _FIELD:
                yield from self._meet(child.get(qn("w:fldCharType")))
            elif child.tag == _CODE:
                self._codes += child.text or ""
            elif hidden or any(self._in_codes):
                continue
            elif child.tag == _TEXT:
                text = child.text or ""
                yield _Piece(self._shown(glyphs(font, text)) if font else text, is_raised)
            elif child.tag == _SYMBOL:
                shown = glyph(child.get(qn("w:font"), ""), child.get(qn("w:char"), ""))
                yield _Piece(self._shown([shown]), is_raised)
            elif child.tag == _BREAK:
                yield _Piece(_PAGE if child.get(qn("w:type")) in ("page", "column") else "\n")
            elif child.tag in _CHARACTERS:
                yield _Piece(_CHARACTERS[child.tag])
            elif child.tag in _REFERENCES and child.get(qn("w:customMarkFollows")) in ("1", "true", "on"):
                return  # what follows is the mark of a note
            elif child.tag not in _APART:
                yield from self._pieces([child])

    def _meet(self, kind: str | None) -> Iterator[_Piece]:
        """Enter a field, come to its result, or leave it; a number in a circle that codes draw is shown by them."""
        if kind == "begin":
            self._in_codes.append(True)
            self._codes = ""
        elif self._in_codes and kind == "separate":
            self._in_codes[-1] = False
        elif self._in_codes and kind == "end":
            has_result = not self._in_codes.pop()
            number = None if has_result or any(self._in_codes) else _CIRCLED.match(self._codes)
            if number and 0 < int(number[1]) <= len(CIRCLED):
                yield _Piece(CIRCLED[int(number[1]) - 1])

    def _shown(self, signs: Iterable[Glyph]) -> str:
        signs = list(signs)
        self.unknown |= not all(one.known for one in signs)
        return "".join(one.text for one in signs)


def chosen(alternatives: etree._Element) -> etree._Element:
    """Return the form that Word takes of what a document holds in several forms."""
    forms = [one for one in alternatives if one.tag in (f"{COMPATIBLE}Choice", f"{COMPATIBLE}Fallback")]
    with_text = (one for one in forms if next(one.iter(_TEXT), None) is not None)
    return next(with_text, alternatives if not forms else forms[0])


def is_no_text(element: etree._Element) -> bool:
    """Tell a content control that holds a table of contents, or still asks to be filled in."""
    if element.tag != _CONTROL:
        return False
    properties = element.find(qn("w:sdtPr"))
    if properties is None:
        return False
    gallery = value(properties.find(qn("w:docPartObj")), "w:docPartGallery")
    return gallery == "Table of Contents" or bool(switch(properties, "w:showingPlcHdr"))
